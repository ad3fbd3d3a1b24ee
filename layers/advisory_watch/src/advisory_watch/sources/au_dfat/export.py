"""The JSON endpoint: one row for each destination, with the advice about its parts."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from advisory_watch.core.advisory import Advisory, Snapshot
from advisory_watch.core.errors import Unreadable
from advisory_watch.core.page import Page
from advisory_watch.parsing.departure import with_departure_advice
from advisory_watch.parsing.documents import json_of
from advisory_watch.parsing.html import unescaped, web_address
from advisory_watch.parsing.index import destination_at
from advisory_watch.parsing.json import an_object, optional_text_in, snapshot_of, text_in, value_at
from advisory_watch.sources.au_dfat.levels import (
    NO_ADVICE,
    severity_of,
)
from advisory_watch.sources.au_dfat.text import advice_lines, is_stated, readable, regions_in

LEVEL = "field_overall_advice_level"
ADVICE = "field_advice_levels"
TEXTS = ("field_last_update", "field_last_update_notes")
"""The latest news, and the advice about the whole in one sentence."""


def read(page: Page) -> Snapshot:
    """Read the rows. Raises `Unreadable` if the page is not a JSON list."""
    raw = json_of(page)
    if not isinstance(raw, list):
        found = type(raw).__name__
        raise Unreadable(page.target.source_id, f"expected a JSON list of rows, found {found}")
    return snapshot_of(page, _rows(raw), lambda _, row: _advisory(page.target.source_id, row))


def _rows(raw: list[Any]) -> Iterator[tuple[str, Any]]:
    """Yield every row that is about a destination, by its title."""
    for number, row in enumerate(raw, start=1):
        title, level = value_at(row, "title"), value_at(row, LEVEL)
        if title != NO_ADVICE or level != NO_ADVICE:
            yield unescaped(title) if isinstance(title, str) and title else f"row {number}", row


def _advisory(source: str, raw: Any) -> Advisory:
    row = an_object(raw, "row")
    name, native_level = unescaped(text_in(row, "title")), text_in(row, LEVEL)
    severity = severity_of(native_level)
    link = optional_text_in(row, "field_url")
    text = _text(row)
    changed = canberra_time(optional_text_in(row, "changed"))
    advisory = Advisory(
        source=source,
        destination=destination_at(name, link),
        name=name,
        native_level=native_level,
        severity=severity,
        issued_on=changed.date() if changed else None,
        issued_at=changed.astimezone(UTC) if changed else None,
        text=text,
        url=web_address(link),
        states_level=text is None or is_stated(severity, text),
        is_only_copy=True,
    )
    return read_text(advisory)


def read_text(advisory: Advisory) -> Advisory:
    """Read parts and departure advice from the text; an item of the feed has none."""
    if advisory.text is None or advisory.severity is None:
        return advisory
    regions = regions_in(advisory.text, advisory.severity)
    partial_severity = max((region.severity for region in regions), default=None)
    return with_departure_advice(
        replace(advisory, regions=regions, partial_severity=partial_severity)
    )


def _text(row: Mapping[str, Any]) -> str | None:
    """Return the news, the advice about the whole, and a line for each part.

    It is None if the row has a level and nothing else: such a row was never seen in the export,
    and its missing parts must not be compared.
    """
    texts = [readable(optional_text_in(row, name)) for name in TEXTS]
    advice = advice_lines(optional_text_in(row, ADVICE))
    return "\n".join(filter(None, [*texts, advice])) or None


STANDARD_TIME = timezone(timedelta(hours=10), "AEST")
SUMMER_TIME = timezone(timedelta(hours=11), "AEDT")
APRIL, OCTOBER = 4, 10


def canberra_time(text: str) -> datetime | None:
    """Parse `Thu, 2026-04-09 16:00`, the time in Canberra; None if it is not a time.

    The weekday is not checked. The hour that occurs twice in April is taken as summer time.
    """
    try:
        clock = datetime.strptime(text.rpartition(",")[2].strip(), "%Y-%m-%d %H:%M")  # noqa: DTZ007
        local = clock.replace(tzinfo=SUMMER_TIME if _is_summer(clock) else STANDARD_TIME)
        local.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return local


def _is_summer(clock: datetime) -> bool:
    """Tell whether the clocks of Canberra show summer time.

    It lasts from the first Sunday of October, 02:00, to the first Sunday of April, 03:00 (Standard
    Time and Summer Time Act 1972 of the Australian Capital Territory, as of 2008).
    """
    ends, begins = _first_sunday(clock.year, APRIL, 3), _first_sunday(clock.year, OCTOBER, 2)
    return not ends <= clock < begins


def _first_sunday(year: int, month: int, hour: int) -> datetime:
    first = datetime(year, month, 1, hour)  # noqa: DTZ001 - the clock on the wall
    return first + timedelta(days=6 - first.weekday())
