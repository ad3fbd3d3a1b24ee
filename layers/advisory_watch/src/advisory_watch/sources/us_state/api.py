"""The JSON door: the same items under other names, times instead of days."""

from collections.abc import Iterator
from typing import Any

from advisory_watch.core.advisories import Problem, Reading
from advisory_watch.core.errors import MalformedItem, Unreadable
from advisory_watch.core.pages import Page
from advisory_watch.parsing.dates import day_of_iso
from advisory_watch.parsing.documents import json_of
from advisory_watch.sources.us_state.items import Item, reading_of


def read(page: Page) -> Reading:
    """Read the list; raises `Unreadable` where it is none."""
    raw = json_of(page)
    if not isinstance(raw, list):
        found = type(raw).__name__
        raise Unreadable(page.target.source_id, f"expected a JSON list, found {found}")
    return reading_of(page, _items(raw))


def _items(raw: list[Any]) -> Iterator[Item | Problem]:
    for number, member in enumerate(raw, start=1):
        try:
            yield _item(member)
        except MalformedItem as error:
            yield Problem(subject=f"item {number}", reason=str(error))


def _item(member: Any) -> Item:
    """Read one member. `Published` is midnight in Washington: the next day in UTC."""
    if not isinstance(member, dict):
        raise MalformedItem(f"expected an object, found {type(member).__name__}")
    summary = member.get("Summary")
    return Item(
        title=_string(member, "Title"),
        link=_string(member, "Link"),
        issued_on=day_of_iso(_string(member, "Published")),
        html=summary if isinstance(summary, str) else None,
        fips=tuple(tag for tag in member.get("Category") or () if isinstance(tag, str)),
    )


def _string(member: dict[str, Any], name: str) -> str:
    value = member.get(name)
    if not isinstance(value, str):
        raise MalformedItem(f"expected text as {name}, found {type(value).__name__}")
    return value.strip()
