"""Ireland: travel advice of the Department of Foreign Affairs.

Pages     an HTML index that links to one HTML page for each destination
Scale     four security statuses, in words
Licence   free to use with attribution and a link to the page
Quirks    a redesign lost every level at once; banners slip to the lowest status for hours
          while the advice below still says another; all four are listed again as a legend
History   2026-11-24 first written, after one recorded page; the index was never seen
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from advisory_watch.core.advisory import Advisory, Severity, Snapshot
from advisory_watch.core.departure.parse import with_departure_advice
from advisory_watch.core.errors import MalformedItem, UnknownLevel
from advisory_watch.core.page import Page, Target
from advisory_watch.core.source import Endpoint, Level, Listing, PublisherPolicy, Source, SourceKind
from advisory_watch.parsing.documents import moment_of_iso
from advisory_watch.parsing.html import (
    Element,
    page_of,
    require,
    web_address,
)
from advisory_watch.parsing.index import destination_at, destinations_named, pages_linked
from advisory_watch.parsing.json import snapshot_of
from advisory_watch.parsing.regions import gravest, regions_in

ID = "ie_dfa"

INDEX = "https://www.ireland.ie/en/dfa/overseas-travel/advice/"

LEVELS = {
    "Normal Precautions": Severity.NORMAL,
    "High Degree of Caution": Severity.CAUTION,
    "Avoid Non-Essential Travel": Severity.RECONSIDER,
    "Do Not Travel": Severity.DO_NOT_TRAVEL,
}
"""The Department's ratings; the page of the second says "level two of four ratings"."""

_FORMS = {
    Severity.NORMAL: r"normal (?:\w+ )?precautions?",
    Severity.CAUTION: r"high degree of caution",
    Severity.RECONSIDER: (
        r"(?:avoid|against) (?:all )?non[- ]?essential travel|against all but essential travel"
    ),
    Severity.DO_NOT_TRAVEL: r"do not travel|against all travel",
}
"""The spellings of each rating: with and without a hyphen, `Normal Safety Precautions`."""

_ANY_FORM = "|".join(_FORMS.values())
_STATEMENT = re.compile(rf"(?:(?P<name>[^:]{{1,80}}): *)?(?P<level>{_ANY_FORM})\b", re.IGNORECASE)
"""A line of the advice: `Do Not Travel`, `Palestine: Do Not Travel, with the exception of …`."""

_SENTENCE = re.compile(
    rf"\badvises? (?P<level>{_ANY_FORM})(?: (?:for|in|to) (?P<name>[^.,;]{{1,80}}))", re.IGNORECASE
)
"""The level in a sentence, on pages without the heading: `advises High Degree of Caution for …`."""

SECTIONS = ".accordions .accordion:not(.accordion *)"
"""Sections of the advice; a nested section belongs to the text of the outer one."""

STATUS = "security status"
"""The heading of the level, above the banner and again in the advice."""

Sections = tuple[tuple[str, str], ...]
"""The title and the text of each section, in the order of the page."""


def read(page: Page) -> Snapshot:
    """Read one page.

    Raises `NotFound` for a page that says it was not found, and `Unreadable` without the
    heading of the level.
    """
    whole = page_of(page)
    banner = require(page, whole, ".security-status-heading").parent
    name = whole.words("main h1") or whole.words("h1")
    return snapshot_of(page, [(name or "(no heading)", (whole, banner))], _advisory)


def _advisory(name: str, parts: tuple[Element, Element]) -> Advisory:
    whole, banner = parts
    address = whole.attribute("link[rel='canonical']", "href")
    destination = destination_at(name, address)
    sections = _sections(whole)
    native_level = banner.words("h3.accordion__title")
    issued_at = moment_of_iso(whole.attribute("[property='website:modified_time']", "content"))
    return read_text(
        Advisory(
            source=ID,
            destination=destination,
            name=name,
            native_level=native_level,
            severity=severity_of(native_level, destination, sections),
            issued_on=issued_at.date() if issued_at else None,
            issued_at=issued_at,
            text=_text(sections),
            url=web_address(address) if address.startswith(INDEX) else None,
            is_only_copy=True,
        )
    )


def read_text(advisory: Advisory) -> Advisory:
    """Read parts and departure advice from the text, which gives parts no status of their own."""
    regions = regions_in(advisory.text or "", advisory.destination, advisory.severity)
    partial_severity = gravest(regions)
    return with_departure_advice(
        replace(advisory, regions=regions, partial_severity=partial_severity)
    )


def severity_of(banner: str, destination: str, sections: Sections) -> Severity:
    """Map the level of the banner; the advice must state the same. Raises `UnknownLevel`.

    Real case: four banners fell to the lowest level and came back, while the advice below
    them said "Do Not Travel" all the time.
    """
    by_banner, below = _rating(banner), tuple(_statements(sections))
    if not below:
        raise MalformedItem("expected a security status in the advice, found only the banner")
    for name, level in below:
        if _is_about(name, destination) and _rating(level) is by_banner:
            return by_banner
    stated = "; ".join(": ".join(filter(None, statement)) for statement in below)
    said = f"the banner {banner[:80]!r} and the advice {stated[:80]!r}"
    raise UnknownLevel(f"{said} say different levels")


def _rating(words: str) -> Severity:
    for severity, form in _FORMS.items():
        if re.fullmatch(form, words.strip(" ."), re.IGNORECASE):
            return severity
    raise UnknownLevel(f"expected one of the four ratings, found {words[:80]!r}")


def _statements(sections: Sections) -> Iterator[tuple[str, str]]:
    """Yield the levels below the banner, each with the name of its place, often empty.

    They are below the heading of the level. Without that heading, sentences state them.
    """
    lines = [line for _, text in sections for line in text.splitlines()]
    below = list(_lines_below_heading(lines))
    found = map(_STATEMENT.match, below) if below else map(_SENTENCE.search, lines)
    for match in found:
        if match is not None:
            yield match["name"] or "", match["level"]


def _lines_below_heading(lines: Iterable[str]) -> Iterator[str]:
    """Yield the rest of each heading of the level, and the lines below it that state a level."""
    is_below = False
    for line in lines:
        heading, _, rest = line.partition(":")
        if heading.strip().casefold() == STATUS:
            is_below = True
            yield rest.strip()
        elif is_below and (is_below := _STATEMENT.match(line) is not None):
            yield line


def _is_about(name: str, destination: str) -> bool:
    """Check whether a statement is about the destination; one without a name is."""
    return not name or destination in destinations_named(name)


def _sections(whole: Element) -> Sections:
    """Return the title and text of every section; sections of addresses and links have no text."""
    sections = whole.all(SECTIONS)
    texts = (
        (section.words(".accordion__title"), section.first(".rich-text")) for section in sections
    )
    return tuple((title, text.prose) for title, text in texts if text is not None)


def _text(sections: Sections) -> str:
    return "\n".join(words for section in sections for words in section if words)


def list_documents(target: Target, index: Page | None) -> Listing:
    """List every page that the index links to. Raises `Unreadable` if there are no links."""
    return pages_linked(target, index, INDEX, form="{name}/")


SOURCE = Source(
    id=ID,
    title="Ireland",
    publisher="Department of Foreign Affairs",
    homepage=INDEX,
    licence="free to use with attribution and a link",
    kind=SourceKind.ADVISORIES,
    levels=tuple(Level(words=words, severity=severity) for words, severity in LEVELS.items()),
    levels_from="the pages, which call the second `level two of four ratings`",
    endpoints=(
        Endpoint(
            target=Target(
                source_id=ID, endpoint="index", url=INDEX, media="html", crawl_delay_s=1.0
            ),
            read=read,
            list=list_documents,
            has_index=True,
        ),
    ),
    expected=(150, 260),
    policy=PublisherPolicy(read_again=read_text),
    order=60,
    check_interval_min=30,
)
"""Expected: 211 destinations had a level in 2025."""
