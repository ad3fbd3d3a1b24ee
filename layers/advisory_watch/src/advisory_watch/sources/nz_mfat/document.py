"""One page of SafeTravel: its banner, its levels, and the advice below them."""

from dataclasses import dataclass
from typing import Any

from advisory_watch.core.advisories import Advisory, Reading
from advisory_watch.core.departure import departure_advice
from advisory_watch.core.destinations import destination_of
from advisory_watch.core.errors import UnknownLevel, Unreadable
from advisory_watch.core.pages import Page
from advisory_watch.parsing.documents import json_in
from advisory_watch.parsing.elements import Element, page_of, require
from advisory_watch.parsing.links import last_segment
from advisory_watch.parsing.members import an_object, optional_text_in
from advisory_watch.parsing.prose import prose_of, sentences
from advisory_watch.parsing.readings import reading_of
from advisory_watch.sources.nz_mfat.levels import (
    Entry,
    entry_of,
    regions_of,
    severity_of,
    whole_of,
)

PAGE = "https://www.safetravel.govt.nz/destinations/{slug}"

LEVELS = "#js-advice-level-accordion"
DETAILS = "#js-accordion"
"""Elements that a script fills from the JSON in their `data-content`."""

OVERVIEW = ".fr-view:not(.fr-view *)"
"""Text by an editor; a nested match belongs to the text of the outer one."""

BANNER = "section:has(h1)"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """The raw content of a page, before interpretation."""

    banner: str
    levels: list[Any]
    overview: tuple[str, ...]
    details: list[Any]
    url: str


def read(page: Page) -> Reading:
    """Read one page.

    Raises `NotFound` for a page that says it was not found, and `Unreadable` without
    levels.
    """
    whole = page_of(page)
    require(page, whole, LEVELS)
    said = _Said(
        banner=_banner(whole),
        levels=_json(page, whole, LEVELS),
        overview=tuple(section.prose for section in whole.all(OVERVIEW)),
        details=_json(page, whole, DETAILS) if whole.first(DETAILS) else [],
        url=PAGE.format(slug=last_segment(page.target.url)),
    )
    return reading_of(page, [(whole.words("h1") or "(no heading)", said)], _advisory)


def _advisory(name: str, said: _Said) -> Advisory:
    destination = destination_of(name)
    entries = [entry_of(level) for level in said.levels]
    whole = whole_of(entries, name)
    _require_agreement(said.banner, whole)
    regions = regions_of(entries, whole)
    advice = [*(entry.text for entry in entries), *said.overview]
    leaving = departure_advice(
        sentences("\n".join(advice))
    )  # the details speak of leaving because of visas
    return Advisory(
        source="nz_mfat",
        destination=destination,
        name=name,
        native_level=whole.words,
        severity=whole.severity,
        partial_severity=max((region.severity for region in regions), default=None),
        regions=regions,
        departure=leaving.rung,
        lifts_departure=leaving.is_lifting,
        issued_on=max((level.updated_on for level in entries if level.updated_on), default=None),
        text="\n".join(filter(None, [*advice, *map(_detail, said.details)])),
        url=said.url,
        is_only_copy=True,
    )


def _require_agreement(banner: str, whole: Entry) -> None:
    """Compare the level with the banner. Raises `UnknownLevel` if they differ."""
    if severity_of(banner) is not whole.severity:
        said = f"the banner {banner[:80]!r} and the advice {whole.words[:80]!r}"
        raise UnknownLevel(f"{said} say different levels")


def _banner(whole: Element) -> str:
    """Return the level next to the heading, without the words that draw icons."""
    section = whole.first(BANNER)
    return section.words("strong span:not([aria-hidden])") if section is not None else ""


def _json(page: Page, whole: Element, query: str) -> list[Any]:
    content = json_in(page, whole.attribute(query, "data-content"))
    if not isinstance(content, list):
        found = type(content).__name__
        raise Unreadable(page.target.source_id, f"expected a list in {query}, found {found}")
    return content


def _detail(raw: Any) -> str:
    """Return the text of a section below the levels."""
    said = an_object(raw, "section")
    texts = (prose_of(optional_text_in(said, name)) for name in ("heading", "body"))
    return "\n".join(filter(None, texts))
