"""Build a listing from the entries of an index; an unreadable entry does not affect others."""

from __future__ import annotations  # no XML parser is loaded for a type

from collections.abc import Callable, Iterable
from itertools import islice
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from advisory_watch.core.destinations import destination_of, known_destination
from advisory_watch.core.errors import Unreadable
from advisory_watch.core.page import Page, Target
from advisory_watch.core.source import Document, Listing
from advisory_watch.core.text import label_of
from advisory_watch.parsing.documents import xml_of
from advisory_watch.parsing.html import beside, last_segment, name_below, names_below
from advisory_watch.parsing.json import read_items

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

DOCUMENTS_MAX = 1000
"""Publishers list 180 to 230 documents; a list of thousands would cause as many requests."""

REST_S = 30 * 60
"""Shortest average time between two requests for the same page, in seconds (`core.revisits`).

An index without dates does not show which of its 200 pages have changed. Half an hour is as
often as is polite, whatever happens in the world.
"""


def listing_of(entries: Iterable[tuple[str, Any]], read: Callable[[Any], Document]) -> Listing:
    """Read every named entry; one that raises `ItemError` becomes a problem of that name.

    Of two entries with the same id the first counts, because there is only one document to fetch.
    """
    found, problems = read_items(entries, lambda _, entry: read(entry))
    documents: dict[str, Document] = {}
    for document in found:
        documents.setdefault(document.id, document)
    return Listing(documents=tuple(documents.values()), problems=problems)


def destinations_named(*names: str) -> frozenset[str]:
    """Return the code of the first known name, or an empty set.

    An unknown name loses nothing: reading the document will report it.
    """
    return frozenset(islice(filter(None, map(known_destination, names)), 1))


def destination_at(name: str, url: str) -> str:
    """Identify a destination by its name, or a new name by the address of its page.

    A publisher that renames a destination keeps the address. Raises `UnknownDestination` if
    neither is known.
    """
    found = destinations_named(name, last_segment(url))
    return next(iter(found), None) or destination_of(name)


def pages_linked(
    target: Target,
    index: Page | None,
    root_url: str,
    *,
    form: str,
    besides: frozenset[str] = frozenset(),
) -> Listing:
    """List every page that an HTML index links to, with a minimum time between requests.

    `root_url` is the publisher's own address of the index. `form` builds the address of a
    page relative to it (`{name}/`). `besides` are pages that are not about a destination.
    Raises `Unreadable` if there are no links.
    """
    linked = names_below(index_page(target, index), root_url)
    return _pages(target, linked, root_url, form=form, besides=besides)


def pages_in_sitemap(
    target: Target, sitemap: Page | None, root_url: str, *, besides: frozenset[str] = frozenset()
) -> Listing:
    """List every page of a sitemap (sitemaps.org) below a folder of the publisher.

    The dates of a sitemap are not read: SafeTravel changes levels without a new date. Raises
    `Unreadable` for any other XML, and for a sitemap without pages below `root_url`.
    """
    page = index_page(target, sitemap)
    root = xml_of(page)
    if _tag(root) != "urlset":
        found = f"expected a sitemap, found <{label_of(_tag(root))}>"
        raise Unreadable(target.source_id, found)
    folder = urlsplit(root_url).path.strip("/")
    addresses = (element.text or "" for element in root.iterfind("{*}url/{*}loc"))
    names = dict.fromkeys(filter(None, (name_below(url, root_url) for url in addresses)))
    linked = tuple((name, "") for name in names)
    return _pages(target, linked, root_url, form=f"{folder}/{{name}}", besides=besides)


def _tag(element: Element) -> str:
    """Return the name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]


def _pages(
    target: Target,
    linked: Iterable[tuple[str, str]],
    root_url: str,
    *,
    form: str,
    besides: frozenset[str],
) -> Listing:
    names = [(name, text) for name, text in linked if name not in besides]
    if not names:
        found = f"expected links to pages below {root_url}, found none"
        raise Unreadable(target.source_id, found)
    require_bounded(target, len(names))
    folder = beside(target.url, "")
    return Listing(
        documents=tuple(
            Document(
                id=name,
                target=target.at(folder + form.format(name=name), media="html"),
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
    """Require the index of an endpoint whose documents are listed only there."""
    if index is None:
        raise Unreadable(target.source_id, f"expected the index of {target.endpoint}, found none")
    return index
