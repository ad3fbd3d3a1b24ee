"""The index of the British documents: one entry per destination."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from advisory_watch.core.errors import MalformedItem, Unreadable
from advisory_watch.core.pages import Page, Target
from advisory_watch.core.sources import Document, Listing
from advisory_watch.parsing.dates import moment_of_iso
from advisory_watch.parsing.documents import json_of
from advisory_watch.parsing.links import beside, last_segment
from advisory_watch.parsing.listings import (
    destinations_named,
    index_page,
    listing_of,
    require_bounded,
)
from advisory_watch.parsing.members import an_object, text_in

_BASE_PATH = re.compile(r"/foreign-travel-advice/[a-z0-9-]+")


def list_documents(target: Target, index: Page | None) -> Listing:
    """List the documents that the index links to. Raises `Unreadable` without `children`.

    A child marked as withdrawn is left out. Its destination becomes absent, and is judged
    like any other absence.
    """
    raw = json_of(index_page(target, index))
    links = raw.get("links") if isinstance(raw, dict) else None
    children = links.get("children") if isinstance(links, dict) else None
    if not isinstance(children, list):
        found = type(raw).__name__
        raise Unreadable(target.source_id, f"expected `children` in `links`, found {found}")
    require_bounded(target, len(children))
    entries = ((f"child {number}", entry) for number, entry in enumerate(children, start=1))
    live = ((name, entry) for name, entry in entries if not _is_withdrawn(entry))
    return listing_of(live, lambda child: _document(target, an_object(child)))


def _is_withdrawn(child: Any) -> bool:
    return isinstance(child, dict) and child.get("withdrawn") is True


def _document(target: Target, child: Mapping[str, Any]) -> Document:
    """Build the address relative to the index; the destination is a guess until it is read."""
    slug = last_segment(base_path_in(child))
    return Document(
        id=slug,
        target=replace(target, url=beside(target.url, slug)),
        destinations=destinations_named(_country_name(child), slug),
        moved_at=moment_of_iso(str(child.get("public_updated_at"))),
    )


def _country_name(child: Mapping[str, Any]) -> str:
    """Return the country name of an entry; empty if absent."""
    details = child.get("details")
    country = details.get("country") if isinstance(details, dict) else None
    return str(country.get("name")) if isinstance(country, dict) else ""


def base_path_in(member: Mapping[str, Any]) -> str:
    """Return the path of the public page; its last segment names the document."""
    path = text_in(member, "base_path")
    if not _BASE_PATH.fullmatch(path):
        raise MalformedItem(f"expected base_path /foreign-travel-advice/…, found {path[:80]!r}")
    return path
