"""Read the index: the documents that it lists, and the levels that it states itself."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC
from typing import Any

from advisory_watch.core.destinations import destination_of_code
from advisory_watch.core.errors import Unreadable
from advisory_watch.core.page import Page, Target
from advisory_watch.core.source import Document, Listing
from advisory_watch.parsing.documents import json_of
from advisory_watch.parsing.html import beside
from advisory_watch.parsing.index import REST_S, index_page, listing_of, require_bounded
from advisory_watch.parsing.json import an_object, read_items
from advisory_watch.sources.ca_gac.entry import ID, advisory_of, moment_in

FILE = "cta-cap-{code}.json"
"""The name of a document next to the index."""


def list_documents(target: Target, index: Page | None) -> Listing:
    """List the document of every entry, and the level that each entry states.

    A document is listed even if the level of its entry is unknown: it may be clearer.
    """
    entries = data_of(index_page(target, index))
    require_bounded(target, len(entries))
    listing = listing_of(
        ((key, (key, entry)) for key, entry in entries.items()),
        lambda named: _document(target, *named),
    )
    stated, problems = read_items(
        entries.items(), lambda key, entry: advisory_of(key, an_object(entry))
    )
    unread = tuple(dict.fromkeys((*listing.problems, *problems)))
    return replace(listing, problems=unread, advisories=stated)


def data_of(page: Page) -> Mapping[str, Any]:
    """Return the member `data`. Raises `Unreadable` if it is missing or empty."""
    raw = json_of(page)
    data = raw.get("data") if isinstance(raw, dict) else None
    if not isinstance(data, dict) or not data:
        raise Unreadable(ID, f"expected an object with `data`, found {type(raw).__name__}")
    return data


def _document(target: Target, key: str, entry: Any) -> Document:
    moment = moment_in(an_object(entry))
    return Document(
        id=key.lower(),
        target=target.at(beside(target.url, FILE.format(code=key.lower()))),
        destinations=frozenset({destination_of_code(key)}),
        moved_at=moment.astimezone(UTC) if moment else None,
        rest_s=REST_S,
    )
