"""Read the index: the documents that it lists, and the flags that it states itself."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from advisory_watch.core.advisory import Advisory, Region, Severity
from advisory_watch.core.errors import MalformedItem
from advisory_watch.core.page import Page, Target
from advisory_watch.core.source import Document, Listing
from advisory_watch.parsing.html import beside
from advisory_watch.parsing.index import REST_S, index_page, listing_of, require_bounded
from advisory_watch.parsing.json import an_object, read_items
from advisory_watch.sources.de_aa.entry import (
    advisory_of_flags,
    entries_of,
    is_name_of_another,
    is_number,
)


def list_documents(target: Target, index: Page | None) -> Listing:
    """List the document of every entry, and what the flags of the entries state."""
    entries = [*entries_of(index_page(target, index))]
    require_bounded(target, len(entries))
    listing = listing_of(
        ((key, (key, entry)) for key, entry in entries), lambda named: _document(target, *named)
    )
    flagged, _ = read_items(entries, lambda key, entry: advisory_of_flags(key, an_object(entry)))
    return replace(listing, advisories=combine(flagged))


def _document(target: Target, key: str, member: Any) -> Document:
    if not is_number(key):
        raise MalformedItem(f"expected the number of a page, found {key[:40]!r}")
    flagged = advisory_of_flags(key, an_object(member))
    return Document(
        id=key,
        target=target.at(beside(target.url, key)),
        destinations=frozenset({flagged.destination}),
        moved_at=flagged.issued_at,
        rest_s=REST_S,
    )


def combine(flagged: Sequence[Advisory]) -> tuple[Advisory, ...]:
    """Return one advisory for each destination.

    Of two entries under one code, the one with another destination's name is about a part.
    """
    by_code: defaultdict[str, list[Advisory]] = defaultdict(list)
    for advisory in flagged:
        by_code[advisory.destination].append(advisory)
    return tuple(map(_combined, by_code.values()))


def _combined(entries: Sequence[Advisory]) -> Advisory:
    own = [entry for entry in entries if not is_name_of_another(entry)] or list(entries)
    whole = max(own, key=lambda entry: (entry.severity or 0, entry.partial_severity or 0))
    parts = [entry for entry in entries if entry not in own and _is_graver(entry, whole)]
    regions = tuple(Region(name=part.name, severity=_gravest(part)) for part in parts)
    words = [whole.native_level] if _gravest(whole) > Severity.NORMAL or not parts else []
    words += [f"{part.name}: {part.native_level}" for part in parts]
    graver = [*(region.severity for region in regions), *(entry.partial_severity for entry in own)]
    return _unstated(
        replace(
            whole,
            native_level=" + ".join(words),
            partial_severity=max(filter(None, graver), default=None),
            regions=regions,
        )
    )


def _is_graver(part: Advisory, whole: Advisory) -> bool:
    return _gravest(part) > (whole.severity or Severity.NORMAL)


def _gravest(entry: Advisory) -> Severity:
    return entry.gravest_severity or Severity.NORMAL


def _unstated(flagged: Advisory) -> Advisory:
    """Mark what the flags leave open: without a flag for the whole, its step is in the text only.

    Without any flag, the entry only holds the place of the document. It never counts as advice.
    """
    if (flagged.severity or 0) > Severity.NORMAL:
        return flagged
    if flagged.partial_severity is None:
        return replace(flagged, is_stub=True)
    return replace(flagged, severity=None)
