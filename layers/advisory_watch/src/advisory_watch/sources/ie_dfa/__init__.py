"""Ireland: travel advice of the Department of Foreign Affairs.

Pages     an HTML index that links to one HTML page for each destination
Scale     four security statuses, in words
Licence   free to use with attribution and a link to the page
Quirks    a redesign lost every level at once; banners slip by a step or to the lowest status,
          for hours or weeks; where the advice below keeps another, the advice counts; a graver
          banner against travel is an error; all four are listed again as a legend
History   2026-11-24 first written, after one recorded page; the index was never seen
"""

from dataclasses import replace

from advisory_watch.core.advisory import Advisory, Snapshot
from advisory_watch.core.page import Page, Target
from advisory_watch.core.source import Endpoint, Level, Listing, PublisherPolicy, Source, SourceKind
from advisory_watch.parsing.departure import with_departure_advice
from advisory_watch.parsing.documents import moment_of_iso
from advisory_watch.parsing.html import (
    Element,
    page_of,
    require,
    web_address,
)
from advisory_watch.parsing.index import destination_at, pages_linked
from advisory_watch.parsing.json import snapshot_of
from advisory_watch.parsing.regions import gravest, regions_in
from advisory_watch.sources.ie_dfa.levels import LEVELS

ID = "ie_dfa"

INDEX = "https://www.ireland.ie/en/dfa/overseas-travel/advice/"

SECTIONS = ".accordions .accordion:not(.accordion *)"
"""Sections of the advice; a nested section belongs to the text of the outer one."""

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
    from advisory_watch.sources.ie_dfa.status import (  # noqa: PLC0415 - loaded with the first page
        status_of,
    )

    whole, banner = parts
    address = whole.attribute("link[rel='canonical']", "href")
    destination = destination_at(name, address)
    sections = _sections(whole)
    lines = (line for _, text in sections for line in text.splitlines())
    native_level, severity = status_of(banner.words("h3.accordion__title"), destination, lines)
    issued_at = moment_of_iso(whole.attribute("[property='website:modified_time']", "content"))
    return read_text(
        Advisory(
            source=ID,
            destination=destination,
            name=name,
            native_level=native_level,
            severity=severity,
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
                source_id=ID, endpoint="index", url=INDEX, media="html", crawl_delay_s=0.5
            ),
            read=read,
            list=list_documents,
            has_index=True,
        ),
    ),
    expected=(150, 260),
    policy=PublisherPolicy(read_again=read_text),
    order=60,
)
"""Expected: 211 destinations had a level in 2025.

The delay is the least of this program. No limit of the publisher is known, and a content delivery
network answers for it.
"""
