"""Read what the index and the documents have in common: an entry with flags and a time."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any

from advisory_watch.core.advisory import Advisory
from advisory_watch.core.destinations import destination_of_code, normalise, read_table
from advisory_watch.core.errors import Unreadable
from advisory_watch.core.page import Page
from advisory_watch.parsing.documents import json_of, moment_of_iso
from advisory_watch.parsing.json import flag_in, text_in
from advisory_watch.sources.de_aa.levels import Flag, levels_of_flags

ID = "de_aa"

NOT_DESTINATIONS = frozenset({"lastModified", "contentList"})
"""Members of `response` that are not destinations (API description of the Auswärtiges Amt)."""

PAGE = "https://www.auswaertiges-amt.de/de/service/laender/{number}"

MILLISECONDS_FROM = 10**12
"""A number this large is a time in the year 33658 in seconds, and in 2001 in milliseconds."""

NUMBER_MAX_CHARS = 15
"""Milliseconds of this century have 13 digits."""


def entries_of(page: Page) -> Iterator[tuple[str, Any]]:
    """Return the entries by key.

    Raises `Unreadable` for the empty object that the service sends when it is down.
    """
    raw = json_of(page)
    response = raw.get("response") if isinstance(raw, dict) else None
    if not isinstance(response, dict):
        raise Unreadable(ID, f"expected an object with `response`, found {type(raw).__name__}")
    return ((key, entry) for key, entry in response.items() if key not in NOT_DESTINATIONS)


def flags_in(entry: Mapping[str, Any]) -> frozenset[Flag]:
    """Return the flags that are set."""
    return frozenset(flag for flag in Flag if flag_in(entry, flag.value))


def advisory_of_flags(key: str, entry: Mapping[str, Any]) -> Advisory:
    """Build the advisory that an entry states without its text."""
    issued_at = moment_in(entry)
    levels = levels_of_flags(flags_in(entry))
    return Advisory(
        source=ID,
        destination=destination_of_code(text_in(entry, "countryCode")),
        name=text_in(entry, "countryName"),
        native_level=levels.native_level,
        severity=levels.severity,
        partial_severity=levels.partial_severity,
        issued_on=issued_at.date() if issued_at else None,
        issued_at=issued_at,
        url=PAGE.format(number=key) if is_number(key) else None,
        is_only_copy=True,
    )


def is_number(key: str) -> bool:
    """Tell whether a key is the number of a page."""
    return key.isascii() and key.isdecimal()


def moment_in(entry: Mapping[str, Any]) -> datetime | None:
    """Return `lastModified`: epoch seconds or milliseconds, also as text, or ISO 8601.

    None for anything else: a time in a new form must not hide the warning next to it.
    """
    said = entry.get("lastModified")
    if isinstance(said, str):
        return _moment_of_text(said.strip())
    if isinstance(said, bool) or not isinstance(said, int | float):
        return None
    return _moment_of_number(said)


def _moment_of_text(text: str) -> datetime | None:
    if len(text) <= NUMBER_MAX_CHARS and is_number(text):
        return _moment_of_number(int(text))
    return moment_of_iso(text)


def _moment_of_number(number: float) -> datetime | None:
    seconds = number / 1000 if number >= MILLISECONDS_FROM else number
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, OSError, ValueError):
        return None


def is_name_of_another(advisory: Advisory) -> bool:
    """Tell whether an entry has the name of one destination and the code of another."""
    codes = _codes_by_name().get(normalise(advisory.name), frozenset())
    return bool(codes) and advisory.destination not in codes


@cache
def _codes_by_name() -> Mapping[str, frozenset[str]]:
    codes: dict[str, frozenset[str]] = {}
    for code, name in read_table("german_names"):
        form = normalise(name)
        codes[form] = codes.get(form, frozenset()) | {code}
    return codes
