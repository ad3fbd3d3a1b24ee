"""Ireland: travel advice of the Department of Foreign Affairs.

Pages     an HTML index that links to one HTML page for each destination
Scale     four security statuses, in words
Licence   free to use with attribution and a link to the page
Quirks    a redesign lost every level at once; banners slip to the lowest status for hours
          while the advice below still says another; all four are listed again as a legend
History   2026-11-24 first written, after one recorded page; the index was never seen
"""

from itertools import pairwise

from advisory_watch.core.advisory import Advisory, Severity, Snapshot
from advisory_watch.core.departure.parse import departure_advice
from advisory_watch.core.destinations import destination_of
from advisory_watch.core.errors import MalformedItem, UnknownLevel
from advisory_watch.core.page import Page, Target
from advisory_watch.core.source import Endpoint, Level, Listing, Source, SourceKind
from advisory_watch.parsing.documents import moment_of_iso
from advisory_watch.parsing.html import Element, page_of, require, web_address
from advisory_watch.parsing.index import pages_linked
from advisory_watch.parsing.json import snapshot_of

INDEX = "https://www.ireland.ie/en/dfa/overseas-travel/advice/"

LEVELS = {
    "Normal Precautions": Severity.NORMAL,
    "High Degree of Caution": Severity.CAUTION,
    "Avoid Non-Essential Travel": Severity.RECONSIDER,
    "Do Not Travel": Severity.DO_NOT_TRAVEL,
}
"""The Department's ratings; the page of the second says "level two of four ratings"."""

SEVERITY_OF_WORDS = {words.casefold(): severity for words, severity in LEVELS.items()}

SECTIONS = ".accordions .accordion:not(.accordion *)"
"""Sections of the advice; a nested section belongs to the text of the outer one."""

STATUS = "security status"
"""The heading of the level, above the banner and again in the advice."""


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
    destination = destination_of(name)
    sections = _sections(whole)
    native_level = banner.words("h3.accordion__title")
    issued_at = moment_of_iso(whole.attribute("[property='website:modified_time']", "content"))
    address = whole.attribute("link[rel='canonical']", "href")
    text = _text(sections)
    leaving = departure_advice(text, destination, "ie_dfa")
    return Advisory(
        source="ie_dfa",
        destination=destination,
        name=name,
        native_level=native_level,
        severity=severity_of(native_level, _said_below(sections)),
        departure=leaving.departure,
        lifts_departure=leaving.is_lifting,
        issued_on=issued_at.date() if issued_at else None,
        issued_at=issued_at,
        text=text,
        url=web_address(address) if address.startswith(INDEX) else None,
        is_only_copy=True,
    )


def severity_of(banner: str, below: str) -> Severity:
    """Map the level of the banner; the advice must state the same. Raises `UnknownLevel`.

    Real case: four banners fell to the lowest level and came back, while the advice below
    them said "Do Not Travel" all the time.
    """
    by_banner = SEVERITY_OF_WORDS.get(banner.casefold())
    by_advice = SEVERITY_OF_WORDS.get(below.casefold().rstrip("."))
    said = f"the banner {banner[:80]!r} and the advice {below[:80]!r}"
    if by_banner is None or by_advice is None:
        raise UnknownLevel(f"no rule for {said}")
    if by_banner is not by_advice:
        raise UnknownLevel(f"{said} say different levels")
    return by_banner


def _sections(whole: Element) -> tuple[tuple[str, str], ...]:
    """Return the title and text of every section; sections of addresses and links have no text."""
    sections = whole.all(SECTIONS)
    texts = (
        (section.words(".accordion__title"), section.first(".rich-text")) for section in sections
    )
    return tuple((title, text.prose) for title, text in texts if text is not None)


def _said_below(sections: tuple[tuple[str, str], ...]) -> str:
    """Return the level in the advice: after its heading, or on the next line."""
    for _, text in sections:
        lines = [*text.splitlines(), ""]
        for line, following in pairwise(lines):
            heading, _, rest = line.partition(":")
            if heading.strip().casefold() == STATUS:
                return rest.strip() or following
    raise MalformedItem("expected a security status in the advice, found only the banner")


def _text(sections: tuple[tuple[str, str], ...]) -> str:
    return "\n".join(words for section in sections for words in section if words)


ID = "ie_dfa"


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
    order=60,
    check_interval_min=30,
)
"""Expected: 211 destinations had a level in 2025."""
