"""Read one document: its level, its regional advisories, and who is asked to leave.

The text is kept in sections with titles, so that a stored text is read like a fresh document.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from advisory_watch.core.advisory import Advisory, Region, Snapshot
from advisory_watch.core.destinations import destination_of, normalise
from advisory_watch.core.errors import MalformedItem, UnknownDestination, UnknownLevel
from advisory_watch.core.page import Page
from advisory_watch.core.text import cut_at_word
from advisory_watch.parsing.departure import with_departure_advice
from advisory_watch.parsing.html import Element, element_of, prose_of
from advisory_watch.parsing.json import an_object, object_in, optional_text_in, snapshot_of, text_in
from advisory_watch.parsing.regions import REGION_NAME_MAX_CHARS, REGIONS_MAX, gravest
from advisory_watch.sources.ca_gac.entry import advisory_of
from advisory_watch.sources.ca_gac.index import data_of
from advisory_watch.sources.ca_gac.levels import (
    Heading,
    heading_in,
    heading_of,
    line_of,
    regional_heading_of,
    words_of,
)

WHOLE, REGIONAL = ".AdvisoryContainer:not(.RegionalAdv)", ".AdvisoryContainer.RegionalAdv"
"""The advisories of a document; each begins with a heading that names a place and a level."""

HEADING = "h3"
INNER = ".AdvisoryContainer .AdvisoryContainer"
LEGEND = "#levels, .modal-dialog"
"""The explanation of the four levels on every page ("you should think about leaving")."""

PARTS, SECURITY = "# Regional advisories", "# Safety and security"
"""The titles of sections in the readable text; before the first is what holds for the whole."""


def read(page: Page) -> Snapshot:
    """Read one document, or what an index states: it may be the evidence of a version.

    Raises `Unreadable` if `data` is missing.
    """
    said = data_of(page)
    if "eng" not in said:
        entries = said.items()
        return snapshot_of(page, entries, lambda key, entry: advisory_of(key, an_object(entry)))
    return snapshot_of(page, [(str(said.get("country-iso")), said)], _advisory)


def _advisory(_: str, said: Mapping[str, Any]) -> Advisory:
    stated = advisory_of(text_in(said, "country-iso"), said)
    english = object_in(said, "eng")
    advice = element_of(text_in(english, "advisories"))
    if advice.first(INNER):
        raise MalformedItem("expected advisories after each other, found one within another")
    parts = _parts(advice, stated)
    wholes = [headed for headed in _headed(advice) if not _is_part(headed[0], stated)]
    require_complete(said, stated, [heading for heading, _ in wholes if heading], len(parts))
    sections = (
        *(whole.prose_without(LEGEND) for _, whole in wholes),
        advice.prose_without(f"{WHOLE}, {REGIONAL}, {LEGEND}"),
        *_titled(PARTS, [_part_text(heading, part) for heading, part in parts]),
        *_titled(SECURITY, [prose_of(optional_text_in(english, "security"))]),
    )
    return read_text(replace(stated, text="\n".join(filter(None, sections)), is_only_copy=True))


def _headed(advice: Element) -> Iterator[tuple[Heading | None, Element]]:
    for advisory in advice.all(WHOLE):
        yield heading_of(advisory.words(HEADING)), advisory


def _parts(advice: Element, stated: Advisory) -> list[tuple[Heading, Element]]:
    """Return the advisories about parts: by their class, or by the place in their heading."""
    regional = ((regional_heading_of(part.words(HEADING)), part) for part in advice.all(REGIONAL))
    elsewhere = (
        (heading, part)
        for heading, part in _headed(advice)
        if heading is not None and _is_part(heading, stated)
    )
    return [*regional, *elsewhere]


def _is_part(heading: Heading | None, stated: Advisory) -> bool:
    """Tell whether a heading names another place than the whole destination."""
    if heading is None or not heading.place or normalise(heading.place) == normalise(stated.name):
        return False
    try:
        return destination_of(heading.place) != stated.destination
    except UnknownDestination:
        return True


def require_complete(
    said: Mapping[str, Any], stated: Advisory, wholes: Sequence[Heading], parts: int
) -> None:
    """Raise an error for a document that contradicts itself.

    After a redesign, a document without the parts that it announces would look like an all-clear.
    """
    if said.get("has-regional-advisory") == 1 and not parts:
        raise MalformedItem("expected the parts that `has-regional-advisory` announces, found none")
    for heading in wholes:
        if heading.severity is not stated.severity:
            words = f"{stated.native_level[:120]!r} and the heading {words_of(heading.severity)!r}"
            raise UnknownLevel(f"{words} say different levels")


def _part_text(heading: Heading, part: Element) -> str:
    body = part.prose_without(f"{HEADING}:first-of-type, {LEGEND}")
    return f"{line_of(heading)}\n{body}".strip()


def _titled(title: str, texts: Sequence[str]) -> Iterator[str]:
    if any(texts):
        yield title
        yield from texts


def read_again(advisory: Advisory) -> Advisory:
    """Read a stored text with today's reader; an entry of the index has none."""
    return advisory if advisory.text is None else read_text(advisory)


def read_text(advisory: Advisory) -> Advisory:
    """Read the parts from their section, and departure advice from the others.

    Advice to leave one part is not advice to leave the country.
    """
    lines = (advisory.text or "").splitlines()
    security = lines.index(SECURITY) if SECURITY in lines else len(lines)
    parts = lines.index(PARTS) if PARTS in lines[:security] else security
    headings = filter(None, map(heading_in, lines[parts:security]))
    regions = {
        Region(name=cut_at_word(heading.place, REGION_NAME_MAX_CHARS), severity=heading.severity)
        for heading in headings
        if heading.severity > (advisory.severity or 0)
    }
    return with_departure_advice(
        replace(
            advisory,
            regions=tuple(sorted(regions)[:REGIONS_MAX]),
            partial_severity=gravest(tuple(regions)),
        ),
        "\n".join((*lines[:parts], *lines[security:])),
    )
