"""From the entries of an index to a listing: one that cannot be read spoils no other."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from typing import Any

from advisory_watch.core.advisories import Problem
from advisory_watch.core.destinations import destination_of
from advisory_watch.core.errors import ItemError, UnknownDestination, Unreadable
from advisory_watch.core.pages import Page, Target
from advisory_watch.core.quoting import label_of
from advisory_watch.core.sources import Document, Listing
from advisory_watch.parsing.links import beside, names_below

DOCUMENTS_MAX = 1000
"""Publishers list 180 to 230; whoever lists thousands would have us ask for each of them."""

REST_S = 30 * 60
"""Two hundred pages, none of which says beforehand that it changed: as often as is polite."""


def listing_of(entries: Iterable[tuple[str, Any]], read: Callable[[Any], Document]) -> Listing:
    """Read every entry with its name; what raises `ItemError` becomes a problem of that name.

    Of two entries with one id the first counts: there is one document to be asked for.
    """
    documents: dict[str, Document] = {}
    problems: list[Problem] = []
    for name, entry in entries:
        try:
            document = read(entry)
        except ItemError as error:
            problems.append(Problem(subject=label_of(name), reason=str(error)))
        else:
            documents.setdefault(document.id, document)
    return Listing(documents=tuple(documents.values()), problems=tuple(problems))


def destinations_named(*names: str) -> frozenset[str]:
    """Return the code of the first name that is known, or nothing.

    Nothing is lost by a name that is not: reading the document will say that it is unknown.
    """
    for name in names:
        with suppress(UnknownDestination):
            return frozenset({destination_of(name)})
    return frozenset()


def pages_linked(
    target: Target,
    index: Page | None,
    root_url: str,
    *,
    form: str,
    besides: frozenset[str] = frozenset(),
) -> Listing:
    """List every page that an HTML index links to, each of which is asked for with a rest.

    `root_url` is where the publisher has its index, `form` how a page is named beside it
    (`{name}/`), `besides` the pages that are about no destination. Raises
    `Unreadable` where nothing is linked.
    """
    linked = names_below(index_page(target, index), root_url)
    names = [(name, text) for name, text in linked if name not in besides]
    if not names:
        found = f"expected links to pages below {root_url}, found none"
        raise Unreadable(target.source_id, found)
    require_bounded(target, len(names))
    return Listing(
        documents=tuple(
            Document(
                id=name,
                target=replace(target, url=beside(target.url, form.format(name=name))),
                destinations=destinations_named(name, text),
                rest_s=REST_S,
            )
            for name, text in names
        )
    )


def require_bounded(target: Target, count: int) -> None:
    """Raise `Unreadable` for an index of more documents than there are destinations."""
    if count > DOCUMENTS_MAX:
        expected = f"an index of at most {DOCUMENTS_MAX} documents"
        raise Unreadable(target.source_id, f"expected {expected}, found {count}")


def index_page(target: Target, index: Page | None) -> Page:
    """Require the index of a door whose documents stand nowhere else."""
    if index is None:
        raise Unreadable(target.source_id, f"expected the index of {target.door}, found none")
    return index
