"""New Zealand: SafeTravel of the Ministry of Foreign Affairs and Trade.

Pages     one HTML page for each destination, listed in a sitemap and linked from an HTML index
Scale     four advice levels, in words and as "level 2 of 4"
Licence   Crown copyright; attribute and link (the recorded page states no licence)
Quirks    the levels are in JSON that a script renders; its `regional` is set for whole
          countries too; `stillCurrentAt` moves daily; an unknown page answers 200
          the index answers 503 to data centres, the sitemap does not
History   2026-11-24 first written, after one recorded page of level 2; the index was never seen
          2026-11-29 the sitemap first
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from advisory_watch.core.advisory import Advisory, Region, Severity, Snapshot
from advisory_watch.core.destinations import destination_of, normalise
from advisory_watch.core.errors import MalformedItem, UnknownDestination, UnknownLevel, Unreadable
from advisory_watch.core.lazy_pattern import lazy_pattern
from advisory_watch.core.page import Page, Target
from advisory_watch.core.source import Endpoint, Level, Listing, PublisherPolicy, Source, SourceKind
from advisory_watch.core.text import label_of
from advisory_watch.parsing.departure import with_departure_advice
from advisory_watch.parsing.documents import day_of_rss, json_in
from advisory_watch.parsing.html import Element, last_segment, page_of, prose_of, require
from advisory_watch.parsing.index import destination_at, pages_in_sitemap, pages_linked
from advisory_watch.parsing.json import an_object, optional_text_in, snapshot_of, text_in

LEVEL_OF_WORDS = {
    "Exercise normal safety and security precautions": Severity.NORMAL,
    "Exercise increased caution": Severity.CAUTION,
    "Avoid non-essential travel": Severity.RECONSIDER,
    "Do not travel": Severity.DO_NOT_TRAVEL,
}
"""SafeTravel's words for its levels 1 to 4; only the second was seen on a recorded page."""

_SEVERITY_OF_WORDS = {normalise(words): severity for words, severity in LEVEL_OF_WORDS.items()}

_NUMBER = lazy_pattern(r"\(level (\d) of 4\)", re.IGNORECASE)
"""The level number in the text of a level; the text may also mention the level of a part."""

_LED_IN = lazy_pattern(
    r"^(?:(?:to|in|within|throughout) )?"
    r"(?:elsewhere in |everywhere else in |(?:all |the )?other (?:areas|parts|regions) of |"
    r"all (?:areas|parts) of |the (?:rest|remainder) of )?",
    re.IGNORECASE,
)
"""The words before the name of a place: `in`, `elsewhere in`, `to the rest of`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelEntry:
    """One level and its place, both in the publisher's words.

    The date of the last review changes daily and is not read.
    """

    words: str
    severity: Severity
    place: str
    text: str
    updated_on: date | None


def entry_of(raw: Any) -> LevelEntry:
    """Read one entry. Words and number must agree if both are given."""
    said = an_object(raw, "level")
    words, subtitle = text_in(said, "title"), text_in(said, "subtitle")
    body = prose_of(optional_text_in(said, "body"))
    severity = severity_of(words)
    numbers = _NUMBER.findall(body)
    if numbers and str(int(severity)) not in numbers:
        raise UnknownLevel(f"{words[:80]!r} and `level {numbers[0]} of 4` are different levels")
    return LevelEntry(
        words=words,
        severity=severity,
        place=_LED_IN.sub("", subtitle),
        text=f"{words} {subtitle}\n{body}",
        updated_on=day_of_rss(str(said.get("lastUpdated"))),
    )


def severity_of(words: str) -> Severity:
    """Map the words of a level, with any hyphens and stops. Raises `UnknownLevel`."""
    try:
        return _SEVERITY_OF_WORDS[normalise(words)]
    except KeyError:
        raise UnknownLevel(f"no rule for level {words[:80]!r}") from None


def whole_of(entries: Sequence[LevelEntry], name: str) -> LevelEntry:
    """Return the only entry for the whole destination; `name` is the page's heading.

    The place in the subtitle decides, because `regional` is not reliable. Another name of
    the same place counts if no subtitle has the name of the heading.
    """
    exact = [entry for entry in entries if normalise(entry.place) == normalise(name)]
    whole = exact or [entry for entry in entries if _is_same(entry.place, name)]
    if len(whole) != 1:
        places = label_of(", ".join(entry.place for entry in entries))
        raise MalformedItem(
            f"expected one level for all of {name[:80]!r}, found levels for: {places}"
        )
    return whole[0]


def _is_same(place: str, name: str) -> bool:
    try:
        return destination_of(place) == destination_of(name)
    except UnknownDestination:
        return False


PAGE = "https://www.safetravel.govt.nz/destinations/{slug}"

LEVELS = "#js-advice-level-accordion"
DETAILS = "#js-accordion"
"""Elements that a script fills from the JSON in their `data-content`."""

OVERVIEW = ".fr-view:not(.fr-view *)"
"""Text by an editor; a nested match belongs to the text of the outer one."""

BANNER = "section:has(h1)"
BANNER_LEVEL = "strong span:not([aria-hidden])"
"""The level in the banner, without the words that draw icons."""


def read(page: Page) -> Snapshot:
    """Read one page.

    Raises `NotFound` for a page that says it was not found, and `Unreadable` without levels.
    """
    whole = page_of(page)
    require(page, whole, LEVELS)
    levels = _json(page, whole, LEVELS)
    details = _json(page, whole, DETAILS) if whole.first(DETAILS) else []
    url = PAGE.format(slug=last_segment(page.target.url))
    return snapshot_of(
        page,
        [(whole.words("h1") or "(no heading)", whole)],
        lambda name, whole: _advisory(name, whole, levels, details, url),
    )


def _advisory(
    name: str, page: Element, levels: list[Any], details: list[Any], url: str
) -> Advisory:
    destination = destination_at(name, url)
    entries = [entry_of(level) for level in levels]
    whole = whole_of(entries, name)
    section = page.first(BANNER)
    banner = section.words(BANNER_LEVEL) if section else ""
    if severity_of(banner) is not whole.severity:
        said = f"the banner {banner[:80]!r} and the advice {whole.words[:80]!r}"
        raise UnknownLevel(f"{said} say different levels")
    graver = {
        Region(name=entry.place, severity=entry.severity)
        for entry in entries
        if entry.severity > whole.severity
    }
    overview = (section.prose for section in page.all(OVERVIEW))
    advice = [*(entry.text for entry in entries), *overview]
    text = "\n".join(filter(None, [*advice, *map(_detail, details)]))
    advisory = Advisory(
        source=ID,
        destination=destination,
        name=name,
        native_level=whole.words,
        severity=whole.severity,
        partial_severity=max((region.severity for region in graver), default=None),
        regions=tuple(sorted(graver)),
        issued_on=max((level.updated_on for level in entries if level.updated_on), default=None),
        text=text,
        url=url,
        is_only_copy=True,
    )
    return with_departure_advice(advisory)


def _json(page: Page, whole: Element, query: str) -> list[Any]:
    content = json_in(page, whole.attribute(query, "data-content"))
    if not isinstance(content, list):
        found = type(content).__name__
        raise Unreadable(page.target.source_id, f"expected a list in {query}, found {found}")
    return content


def _detail(raw: Any) -> str:
    said = an_object(raw, "section")
    texts = (prose_of(optional_text_in(said, name)) for name in ("heading", "body"))
    return "\n".join(filter(None, texts))


ID = "nz_mfat"
INDEX = "https://www.safetravel.govt.nz/destinations"
SITEMAP = "https://www.safetravel.govt.nz/sitemap.xml"

NOT_DESTINATIONS = frozenset({"about-our-travel-advice"})
"""Pages below the index that describe the advice in general."""


def list_documents(target: Target, index: Page | None) -> Listing:
    """List every page that the index links to. Raises `Unreadable` if there are no links."""
    return pages_linked(target, index, INDEX, form="{name}", besides=NOT_DESTINATIONS)


def list_sitemap(target: Target, sitemap: Page | None) -> Listing:
    """List every page of a destination in the sitemap. Raises `Unreadable` if there are none."""
    return pages_in_sitemap(target, sitemap, INDEX, besides=NOT_DESTINATIONS)


SOURCE = Source(
    id=ID,
    title="New Zealand",
    long_title="New Zealand, SafeTravel",
    publisher="Ministry of Foreign Affairs and Trade",
    homepage=INDEX,
    licence="Crown copyright; attribute and link (no licence on the recorded page)",
    kind=SourceKind.ADVISORIES,
    levels=tuple(
        Level(words=words, severity=severity) for words, severity in LEVEL_OF_WORDS.items()
    ),
    levels_from="the number in the text of each level; where it differs, the page is not read",
    endpoints=(
        Endpoint(
            target=Target(
                source_id=ID, endpoint="sitemap", url=SITEMAP, media="xml", crawl_delay_s=0.5
            ),
            read=read,
            list=list_sitemap,
            has_index=True,
            documents_at=f"{INDEX}/",
        ),
        Endpoint(
            target=Target(
                source_id=ID, endpoint="index", url=INDEX, media="html", crawl_delay_s=0.5
            ),
            read=read,
            list=list_documents,
            has_index=True,
        ),
    ),
    expected=(120, 260),
    policy=PublisherPolicy(read_again=with_departure_advice),
    order=70,
)
"""Expected: from the number of states; no list of this publisher was available to count.

The delay is the least of this program. The publisher refuses data centres at its index, at any
rate; no limit of requests is known.
"""
