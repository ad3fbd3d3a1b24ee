"""United Kingdom: foreign travel advice of the Foreign, Commonwealth & Development Office.

Pages     a JSON index of all destinations, and one JSON document each
Scale     four flags: against all travel or all but essential travel, to the whole or to parts;
          no flag means no advice against travel, which does not mean `safe`
Licence   Open Government Licence v3.0
Quirks    many real changes move only between whole and parts; `updated_at` moves with every
          republishing, `public_updated_at` only with changes announced to readers;
          slugs are its own (`turkey`, `usa`)
History   2026-11-24 first written
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import takewhile
from typing import Any

from advisory_watch.core.advisory import Advisory, Notes, Region, Severity, Snapshot
from advisory_watch.core.errors import MalformedItem, NotFound, UnknownLevel, Unreadable
from advisory_watch.core.lazy_pattern import lazy_pattern
from advisory_watch.core.page import Page, Target
from advisory_watch.core.regions import is_whole
from advisory_watch.core.source import (
    Document,
    Endpoint,
    Level,
    Listing,
    PublisherPolicy,
    Source,
    SourceKind,
)
from advisory_watch.core.text import shown
from advisory_watch.parsing.departure import with_departure_advice
from advisory_watch.parsing.documents import json_of, moment_of_iso
from advisory_watch.parsing.html import SHOWN_MAX_CHARS, beside, last_segment, prose_of
from advisory_watch.parsing.index import (
    destination_at,
    destinations_named,
    index_page,
    listing_of,
    require_bounded,
)
from advisory_watch.parsing.json import (
    an_object,
    list_in,
    object_in,
    optional_text_in,
    snapshot_of,
    text_in,
    value_at,
)
from advisory_watch.parsing.regions import (
    gravest,
    is_lifting,
    lifted_regions,
    noted_regions,
    regions_in,
)

ID = "uk_fcdo"

_BASE_PATH = lazy_pattern(r"/foreign-travel-advice/[a-z0-9-]+")


def list_documents(target: Target, index: Page | None) -> Listing:
    """List the documents that the index links to. Raises `Unreadable` without `children`.

    A child marked as withdrawn is left out. Its destination becomes absent, and is judged
    like any other absence.
    """
    raw = json_of(index_page(target, index))
    children = value_at(raw, "links", "children")
    if not isinstance(children, list):
        found = type(raw).__name__
        raise Unreadable(target.source_id, f"expected `children` in `links`, found {found}")
    require_bounded(target, len(children))
    entries = ((f"child {number}", entry) for number, entry in enumerate(children, start=1))
    live = (named for named in entries if value_at(named[1], "withdrawn") is not True)
    return listing_of(live, lambda child: _document(target, an_object(child)))


def _document(target: Target, child: Mapping[str, Any]) -> Document:
    """Build the address relative to the index; the destination is a guess until it is read."""
    slug = last_segment(base_path_in(child))
    return Document(
        id=slug,
        target=target.at(beside(target.url, slug)),
        destinations=destinations_named(str(value_at(child, "details", "country", "name")), slug),
        moved_at=moment_of_iso(str(child.get("public_updated_at"))),
    )


def base_path_in(member: Mapping[str, Any]) -> str:
    """Return the path of the public page; its last segment names the document."""
    path = text_in(member, "base_path")
    if not _BASE_PATH.fullmatch(path):
        raise MalformedItem(f"expected base_path /foreign-travel-advice/…, found {path[:80]!r}")
    return path


WHOLE = {
    "avoid_all_but_essential_travel_to_whole_country": Severity.RECONSIDER,
    "avoid_all_travel_to_whole_country": Severity.DO_NOT_TRAVEL,
}
PARTS = {
    "avoid_all_but_essential_travel_to_parts": Severity.RECONSIDER,
    "avoid_all_travel_to_parts": Severity.DO_NOT_TRAVEL,
}
"""The flags of `alert_status` (content schema `travel_advice` of GOV.UK)."""

INDEX = "https://www.gov.uk/api/content/foreign-travel-advice"
PAGE = "https://www.gov.uk{base_path}"
DOCUMENT = "travel_advice"

GONE = ("gone", "redirect", "vanish")
"""Document types that replace a withdrawn document (content schemas of GOV.UK)."""


OTHER_PARTS = frozenset(
    {"Entry requirements", "Safety and security", "Regional risks", "Health", "Getting help"}
)
"""The titles of the parts after the warnings, in the order of GOV.UK."""


def read(page: Page) -> Snapshot:
    """Read one document.

    Raises `NotFound` for withdrawn advice, and `Unreadable` for any other document without
    `alert_status`: an empty list of flags is advice, a missing one is not.
    """
    raw = json_of(page)
    source_id, said = page.target.source_id, raw if isinstance(raw, dict) else {}
    found = said.get("document_type", DOCUMENT)
    if said.get("withdrawn_notice") or found in GONE:
        raise NotFound(source_id, f"expected a {DOCUMENT}, found that it was withdrawn")
    details = said.get("details")
    if found != DOCUMENT or not isinstance(details, dict) or "alert_status" not in details:
        expected = f"a {DOCUMENT} with `alert_status`"
        raise Unreadable(source_id, f"expected {expected}, found {shown(found, SHOWN_MAX_CHARS)}")
    return snapshot_of(page, [(str(said.get("base_path")), said)], _advisory)


def _advisory(_: str, said: Any) -> Advisory:
    details = object_in(said, "details")
    name = text_in(object_in(details, "country"), "name")
    destination = destination_at(name, base_path_in(said))
    flags = flags_of(list_in(details, "alert_status"))
    issued_at = moment_of_iso(optional_text_in(said, "public_updated_at"))
    # archives that kept only the flags have no parts
    raw_parts = list_in(details, "parts") if "parts" in details else []
    parts = [an_object(part, "part") for part in raw_parts]
    return read_text(
        Advisory(
            source=ID,
            destination=destination,
            name=name,
            native_level=",".join(sorted(flags)),
            severity=None,
            issued_on=issued_at.date() if issued_at else None,
            issued_at=issued_at,
            text=_text(parts) if parts else None,
            url=PAGE.format(base_path=base_path_in(said)),
            notes=_notes(optional_text_in(details, "change_description"), destination),
            is_only_copy=True,
        )
    )


def read_text(advisory: Advisory) -> Advisory:
    """Read the levels from the flags and the text together, and departure advice from the text.

    The text runs ahead of the flags. Real case: "FCDO advises against all but essential travel to
    Madagascar" had no flag for three days.
    """
    flags = frozenset(filter(None, advisory.native_level.split(",")))
    by_flag = max((WHOLE[flag] for flag in flags & WHOLE.keys()), default=Severity.NORMAL)
    regions = regions_of(advisory.text or "", advisory.destination, by_flag)
    wholes = (region.severity for region in regions if is_whole(region, advisory.name))
    severity = max((by_flag, *wholes))
    regions = tuple(region for region in regions if region.severity > severity)
    graver = (*(PARTS[flag] for flag in flags & PARTS.keys()), gravest(regions))
    return with_departure_advice(
        replace(
            advisory,
            severity=severity,
            partial_severity=max(filter(None, graver), default=None),
            regions=regions,
        )
    )


def regions_of(text: str, destination: str, severity: Severity | None) -> tuple[Region, ...]:
    """Read the parts from the first part of a text, which lists them; the others explain them."""
    lines = takewhile(lambda line: line not in OTHER_PARTS, text.splitlines())
    return regions_in("\n".join(lines), destination, severity)


def _notes(note: str, destination: str) -> Notes:
    if not note:
        return Notes()
    words = prose_of(note)
    return Notes(
        parts_raised=noted_regions(words, destination),
        are_parts_lifted=is_lifting(words),
        parts_lifted=lifted_regions(words, destination),
    )


def flags_of(status: list[Any]) -> frozenset[str]:
    """Return the flags that are set. Raises `UnknownLevel` for an unknown flag."""
    for flag in status:
        if not isinstance(flag, str) or flag not in WHOLE | PARTS:
            raise UnknownLevel(f"no rule for the flag {shown(flag, SHOWN_MAX_CHARS)}")
    return frozenset(status)


def _text(parts: Iterable[Mapping[str, Any]]) -> str:
    texts = (optional_text_in(part, key) for part in parts for key in ("title", "body"))
    return "\n".join(filter(None, map(prose_of, texts)))


NO_FLAG = "no advice against travel"
"""Our words for an empty set; GOV.UK shows no warning box."""

SOURCE = Source(
    id=ID,
    title="UK",
    long_title="United Kingdom, FCDO",
    publisher="Foreign, Commonwealth & Development Office",
    homepage="https://www.gov.uk/foreign-travel-advice",
    licence="Open Government Licence v3.0",
    kind=SourceKind.ADVISORIES,
    levels=(
        Level(words=NO_FLAG, severity=Severity.NORMAL),
        *(Level(words=flag, severity=PARTS[flag], is_partial=True) for flag in PARTS),
        *(Level(words=flag, severity=WHOLE[flag]) for flag in WHOLE),
    ),
    levels_from="the words of the flags, which say what is advised against, and for which part",
    endpoints=(
        Endpoint(
            target=Target(
                source_id=ID, endpoint="index", url=INDEX, media="json", crawl_delay_s=0.5
            ),
            read=read,
            list=list_documents,
            has_index=True,
        ),
    ),
    expected=(180, 260),
    policy=PublisherPolicy(read_again=read_text),
    order=30,
)
"""Expected: 226 destinations were listed in 2025.

The delay is far from the rate that the documentation of GOV.UK's Content API allows a client: ten
requests a second.
"""
