"""Parse pages as XML, JSON or HTML, or raise `Unreadable`; parse the dates in them."""

from __future__ import annotations  # a check in which no feed changed loads no XML parser

import json
import math
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from selectolax.lexbor import LexborHTMLParser

from advisory_watch.core.errors import Unreadable
from advisory_watch.core.lazy_pattern import lazy_pattern
from advisory_watch.core.page import Page
from advisory_watch.core.text import BOUNDS, TAGS_MAX, label_of, size_of

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

XML_MAX_BYTES = 4_000_000
XML_MAX_TAGS = 100_000
"""The largest recorded feed has 1.1 MB and 31,227 tags, in 212 items.

A tag takes up to 0.3 kB once parsed: this many take 30 MB.
"""

JSON_MAX_BYTES = 4_000_000
JSON_MAX_SIGNS = 100_000
"""The largest recorded JSON documents have 292 kB, and 13,834 of the signs `{`, `[`, `,` and `:`.

A sign begins at most one value, of up to 0.4 kB with its object: this many take 40 MB.
"""

_SIGNS = (b"{", b"[", b",", b":")


def xml_of(page: Page) -> Element:
    """Parse XML; DTDs, entities and external references are refused, not resolved.

    Raises `Unreadable` for more than any real feed has, before anything is parsed.
    """
    from defusedxml import DefusedXmlException  # noqa: PLC0415 - as above
    from defusedxml.ElementTree import ParseError, fromstring  # noqa: PLC0415

    size, tags = len(page.body), page.body.count(b"<")
    if size > XML_MAX_BYTES or tags > XML_MAX_TAGS:
        expected = f"XML of at most {XML_MAX_TAGS} tags and {XML_MAX_BYTES} bytes"
        raise _unreadable(page, expected, f"{tags} tags in {size} bytes")
    try:
        root: Element = fromstring(page.body, forbid_dtd=True)
    except DefusedXmlException as error:
        raise _unreadable(page, "XML without a document type", repr(error)) from error
    except (ParseError, ValueError, LookupError) as error:
        raise _unreadable(page, "well-formed XML", str(error)) from error
    return root


def json_of(page: Page) -> Any:
    """Parse JSON in UTF-8; duplicate keys and non-finite numbers (NaN, 1e999) are refused.

    Raises `Unreadable` for more than any real document has, before anything is parsed.
    """
    size, signs = len(page.body), sum(map(page.body.count, _SIGNS))
    if size > JSON_MAX_BYTES or signs > JSON_MAX_SIGNS:
        expected = f"JSON of at most {JSON_MAX_SIGNS} braces, brackets, commas and colons"
        found = f"{signs} in {size} bytes"
        raise _unreadable(page, f"{expected}, and {JSON_MAX_BYTES} bytes", found)
    try:
        text = page.body.decode("utf-8-sig")
    except ValueError as error:
        raise _unreadable(page, "JSON in UTF-8", str(error)) from error
    return json_in(page, text)


def json_in(page: Page, text: str) -> Any:
    """Parse JSON embedded in a page, as strictly as a whole JSON document."""
    try:
        return json.loads(
            text, object_pairs_hook=_unique, parse_constant=_no_constant, parse_float=_finite
        )
    except (ValueError, RecursionError) as error:
        raise _unreadable(page, "JSON in UTF-8", str(error)) from error


@lru_cache(maxsize=1)  # the classification of a page comes just before its reading
def tree_of(body: bytes) -> LexborHTMLParser:
    """Parse HTML of bounded size. The tree is shared: callers must not change it."""
    return LexborHTMLParser(body)


def html_of(page: Page) -> LexborHTMLParser:
    """Parse HTML as browsers do; any bytes give some tree, so callers must check the content.

    Raises `Unreadable` for more markup than any real page has, before and after its repair
    by the parser. Callers must not change the tree.
    """
    if not page.is_bounded:
        raise _unreadable(page, BOUNDS, size_of(page.body))
    tree = tree_of(page.body)
    tree_of.cache_clear()  # the reader has it, and the next page needs the memory
    elements = len(tree.css("*"))
    if elements > TAGS_MAX:
        raise _unreadable(page, BOUNDS, f"{elements} elements after mending it")
    return tree


def _unique(pairs: list[tuple[str, Any]]) -> Mapping[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        names = Counter(name for name, _ in pairs)
        twice = sorted(name for name, times in names.items() if times > 1)
        raise ValueError(f"key given twice: {label_of(', '.join(twice))}")
    return members


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError(f"{digits} is no number")
    return number


def _unreadable(page: Page, expected: str, found: str) -> Unreadable:
    """Build the error; text that a parser quotes from the page is cut short."""
    return Unreadable(page.target.source_id, f"expected {expected}, found: {found[:200]}")


_MONTH_NAMES = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_MONTHS = {
    form: number for number, name in enumerate(_MONTH_NAMES, start=1) for form in (name, name[:3])
}
_DAY = lazy_pattern(r"([0-9]{1,2}) ([a-z]+) ([0-9]{4})|([a-z]+) ([0-9]{1,2}) ([0-9]{4})")
"""A day with the name of its month: `12 mar 2026`, `march 12 2026`."""


def day_of_rss(text: str) -> date | None:
    """Parse `Thu, 12 Mar 2026`, with or without a time and zone; None if it is not a date.

    Publishers also write `March 12, 2026` and ISO 8601. The weekday is not checked: it is derived,
    and publishers' typing errors are in the rest. The year must have four digits.
    """
    parts = text.lower().replace(",", " ").split()
    for words in (parts[:3], parts[1:4]):
        if found := _DAY.fullmatch(" ".join(words)):
            day, month, year = found.group(1, 2, 3) if found[1] else found.group(5, 4, 6)
            with suppress(KeyError, ValueError):
                return date(int(year), _MONTHS[month], int(day))
    return day_of_iso(text)


def moment_of_rss(text: str) -> datetime | None:
    """Parse `Sun, 06 Mar 2022 14:05:09 +0000` and return it in UTC; None if it is not a time.

    A time without a zone, or with the unknown zone `-0000`, is taken as UTC (RFC 5322, 3.3).
    """
    from email.utils import parsedate_to_datetime  # noqa: PLC0415 - as for XML

    try:
        moment = parsedate_to_datetime(text)
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def day_of_iso(text: str) -> date | None:
    """Parse an ISO 8601 time and return its day in UTC; None if it is not valid."""
    moment = moment_of_iso(text)
    return moment.date() if moment is not None else None


def moment_of_iso(text: str) -> datetime | None:
    """Parse an ISO 8601 time and return it in UTC; None if it is not valid.

    A time without a zone is taken as UTC. Fractions of any length are allowed.
    """
    moment = zoned_moment_of_iso(text)
    return moment.astimezone(UTC) if moment is not None else None


def zoned_moment_of_iso(text: str) -> datetime | None:
    """Parse an ISO 8601 time as `moment_of_iso` does, and keep the publisher's own clock."""
    try:
        moment = datetime.fromisoformat(text.strip())
        zoned = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        zoned.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return zoned
