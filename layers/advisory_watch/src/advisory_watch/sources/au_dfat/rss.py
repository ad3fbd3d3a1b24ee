"""The RSS endpoint: the level and the latest news of each destination, without its parts.

No feed was recorded. Names and values of the elements are known from readers of it and from
their results, so whatever is different is an error.
"""

import re
from xml.etree.ElementTree import Element

from advisory_watch.core.advisory import Advisory, Severity, Snapshot
from advisory_watch.core.errors import MalformedItem, UnknownLevel, Unreadable
from advisory_watch.core.page import Page
from advisory_watch.core.text import label_of
from advisory_watch.parsing.departure import with_departure_advice
from advisory_watch.parsing.documents import day_of_rss, xml_of
from advisory_watch.parsing.html import unescaped, visible, web_address
from advisory_watch.parsing.index import destination_at
from advisory_watch.parsing.json import snapshot_of
from advisory_watch.sources.au_dfat.levels import (
    NO_ADVICE,
    severity_of,
)
from advisory_watch.sources.au_dfat.text import readable

WARNINGS = "{http://www.smartraveller.gov.au/schema/rss/travel_advisories/}warnings"

_NUMBER = re.compile(r"(?P<number>[2-5])/5")
"""The levels are counted from two: `2/5` is the lowest."""


def read(page: Page) -> Snapshot:
    """Read the feed. Raises `Unreadable` if the page is not RSS."""
    root, source = xml_of(page), page.target.source_id
    if root.tag != "rss":
        raise Unreadable(source, f"expected an <rss> feed, found <{label_of(root.tag)}>")
    named = ((unescaped(_text(item, "title")) or "(no title)", item) for item in root.iter("item"))
    items = ((name, item) for name, item in named if name != NO_ADVICE)
    return snapshot_of(page, items, lambda name, item: _advisory(source, name, item))


def _advisory(source: str, name: str, item: Element) -> Advisory:
    """Read an item.

    Its text is only used for departure advice. A text without the advice about parts must not be
    compared with one that has it: the parts would seem to be gone.
    """
    if not _text(item, "title"):
        raise MalformedItem("expected a title, found none")
    warnings = item.findall(WARNINGS)
    if len(warnings) != 1:
        raise MalformedItem(f"expected one ta:warnings, found {len(warnings)}")
    native_level = _text(warnings[0], "{*}description")
    link = _text(item, "link")
    advisory = Advisory(
        source=source,
        destination=destination_at(name, link),
        name=name,
        native_level=native_level,
        severity=rated(_text(warnings[0], "{*}level"), native_level),
        issued_on=day_of_rss(_text(item, "pubDate")),
        url=web_address(link),
    )
    return with_departure_advice(advisory, readable(_text(item, "description")))


def rated(number: str, words: str) -> Severity:
    """Map the words of a level; the number must agree. Raises `UnknownLevel`.

    A bare digit is refused: readers of the feed disagree about what it counts.
    """
    severity = severity_of(words)
    match = _NUMBER.fullmatch(number)
    if match is None or int(match["number"]) != severity + 1:
        expected = f"{severity + 1}/5 with the words {words[:80]!r}"
        raise UnknownLevel(f"expected {expected}, found {number[:20]!r}")
    return severity


def _text(element: Element, name: str) -> str:
    return visible(element.findtext(name) or "").strip()
