"""Build a snapshot from the items of a document; an unreadable item does not affect others."""

from collections.abc import Callable, Iterable
from typing import Any

from advisory_watch.core.advisories import Advisory, Problem, Reading
from advisory_watch.core.errors import ItemError
from advisory_watch.core.pages import Page
from advisory_watch.core.quoting import label_of


def reading_of(
    page: Page, items: Iterable[tuple[str, Any]], read: Callable[[str, Any], Advisory]
) -> Reading:
    """Read every named item; one that raises `ItemError` becomes a problem of that name."""
    advisories: list[Advisory] = []
    problems: list[Problem] = []
    for name, item in items:
        try:
            advisories.append(read(name, item))
        except ItemError as error:
            problems.append(Problem(subject=label_of(name), reason=str(error)))
    return Reading(
        source=page.target.source_id,
        door=page.target.door,
        read_at=page.fetched_at,
        advisories=tuple(advisories),
        problems=tuple(problems),
    )
