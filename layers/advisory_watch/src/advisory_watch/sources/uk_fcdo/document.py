"""One British document: its flags, and the parts of its text."""

from collections.abc import Iterable, Mapping
from typing import Any

from advisory_watch.core.advisories import Advisory, Reading
from advisory_watch.core.departure import departure_advice
from advisory_watch.core.destinations import destination_of
from advisory_watch.core.errors import NotFound, UnknownLevel, Unreadable
from advisory_watch.core.pages import Page
from advisory_watch.core.quoting import shown
from advisory_watch.core.scales import Severity
from advisory_watch.parsing.dates import moment_of_iso
from advisory_watch.parsing.documents import json_of
from advisory_watch.parsing.members import (
    SHOWN_MAX_CHARS,
    an_object,
    list_in,
    object_in,
    optional_text_in,
    text_in,
)
from advisory_watch.parsing.prose import prose_of, sentences
from advisory_watch.parsing.readings import reading_of
from advisory_watch.sources.uk_fcdo.index import base_path_in

WHOLE = {
    "avoid_all_but_essential_travel_to_whole_country": Severity.RECONSIDER,
    "avoid_all_travel_to_whole_country": Severity.DO_NOT_TRAVEL,
}
PARTS = {
    "avoid_all_but_essential_travel_to_parts": Severity.RECONSIDER,
    "avoid_all_travel_to_parts": Severity.DO_NOT_TRAVEL,
}
"""The flags of `alert_status` (content schema `travel_advice` of GOV.UK)."""

PAGE = "https://www.gov.uk{base_path}"
DOCUMENT = "travel_advice"

GONE = ("gone", "redirect", "vanish")
"""Document types that replace a withdrawn document (content schemas of GOV.UK)."""

VISAS = "entry-requirements"
"""The part about visas, excluded from departure advice.

It says "you must leave immediately if it ends" about a visa.
"""


def read(page: Page) -> Reading:
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
    return reading_of(page, [(str(said.get("base_path")), said)], _advisory)


def _advisory(_: str, said: Any) -> Advisory:
    details = object_in(said, "details")
    name = text_in(object_in(details, "country"), "name")
    flags = flags_of(list_in(details, "alert_status"))
    issued_at = moment_of_iso(optional_text_in(said, "public_updated_at"))
    parts = _parts(details)
    leaving = departure_advice(
        sentences(_text(section for section in parts if not _is_visas(section)))
    )
    return Advisory(
        source="uk_fcdo",
        destination=destination_of(name),
        name=name,
        native_level=",".join(sorted(flags)),
        severity=max((WHOLE[flag] for flag in flags & WHOLE.keys()), default=Severity.NORMAL),
        partial_severity=max((PARTS[flag] for flag in flags & PARTS.keys()), default=None),
        departure=leaving.rung,
        lifts_departure=leaving.is_lifting,
        issued_on=issued_at.date() if issued_at else None,
        issued_at=issued_at,
        text=_text(parts) if parts else None,
        url=PAGE.format(base_path=base_path_in(said)),
        is_only_copy=True,
    )


def flags_of(status: list[Any]) -> frozenset[str]:
    """Return the flags that are set. Raises `UnknownLevel` for an unknown flag."""
    for flag in status:
        if not isinstance(flag, str) or flag not in WHOLE | PARTS:
            raise UnknownLevel(f"no rule for the flag {shown(flag, SHOWN_MAX_CHARS)}")
    return frozenset(status)


def _parts(details: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the parts of a document; archives that kept only the flags have none."""
    parts = list_in(details, "parts") if "parts" in details else []
    return [an_object(part, "part") for part in parts]


def _is_visas(part: Mapping[str, Any]) -> bool:
    return part.get("slug") == VISAS


def _text(parts: Iterable[Mapping[str, Any]]) -> str:
    """Join the titles and bodies of the parts, in order."""
    texts = (optional_text_in(part, key) for part in parts for key in ("title", "body"))
    return "\n".join(filter(None, map(prose_of, texts)))
