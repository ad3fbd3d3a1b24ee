"""The items of both endpoints: title, place, level, text."""

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date

from advisory_watch.core.advisory import Advisory, Problem, Severity, Snapshot
from advisory_watch.core.destinations import (
    destination_of,
    destination_of_code,
    destination_of_fips,
    name_of,
    normalise,
)
from advisory_watch.core.errors import MalformedItem, UnknownDestination, UnknownLevel
from advisory_watch.core.page import Page
from advisory_watch.core.text import label_of
from advisory_watch.parsing.html import web_address
from advisory_watch.parsing.json import snapshot_of
from advisory_watch.parsing.regions import gravest
from advisory_watch.sources.us_state.text import regions_of, words_of

NO_LEVEL = re.compile(r"(?:See (?:\w+ )?Summaries|Other)$", re.IGNORECASE)
"""The words in place of a level if the parts of a destination have levels of their own."""

_NO_NAME = re.compile(r"\s*[-–—]?\s*(?=See (?:\w+ )?Summaries)", re.IGNORECASE)
"""Titles without a name begin with the referral: `See Individual Summaries - Level 4: …`."""

_SPLIT = re.compile(r"\s*[-–—]\s*(?=Level\b|See\b|Other$)", re.IGNORECASE)
_LEVEL = re.compile(r"Level\s+(?P<number>[1-4])\s*(?:[:\-–—]|$)", re.IGNORECASE)
"""The Department's numbered scale since January 2018; ours was modelled on it."""


def split_title(title: str) -> tuple[str, str]:
    """Split a title before its level, never at a hyphen of the name, into subject and level.

    `Mainland China, Hong Kong & Macau - See Summaries - Level 2: …` has both a referral and
    a level: the level counts. The subject is empty if the title begins with the referral.
    Raises `MalformedItem`.
    """
    subject, *rest = _SPLIT.split(" ".join(title.split()).rstrip(" -–—"))
    if _NO_NAME.match(subject):
        return "", rest[-1] if rest else subject.lstrip(" -–—")
    if not rest or not subject:
        raise MalformedItem(f"expected `<destination> - Level <n>: <words>`, found {title[:120]!r}")
    return subject, rest[-1]


def severity_of(native_level: str) -> Severity | None:
    """Map `Level 3: Reconsider Travel` to our scale; None if no level is stated."""
    if NO_LEVEL.fullmatch(native_level):
        return None
    if match := _LEVEL.match(native_level):
        return Severity(int(match["number"]))
    raise UnknownLevel(f"no rule for level {native_level[:120]!r}")


UMBRELLAS = {
    normalise("Mainland China, Hong Kong & Macau"): {
        "china": "CN",
        "chn": "CN",
        "hong-kong": "HK",
        "hkg": "HK",
        "macau": "MO",
        "mac": "MO",
    }
}
"""Titles that name several places; the link identifies the place of the item."""

_ISO3_LINK = re.compile(r"destination\.(?P<place>[a-z]{3})\.html$")
_SLUG = re.compile(r"(?<![a-z-])(?P<place>[a-z-]+?)(?:-travel-advisory)?\d*\.html$")
"""The end of an address: `…/destination.isr.html` or `…/israel-west-bank-and-gaza.html`."""


def place_of(subject: str, *, link: str, fips: tuple[str, ...]) -> str:
    """Identify the destination by its name, or an unknown name by the item's codes.

    A publisher that renames a destination keeps its codes. The code in the link (ISO alpha-3) and
    the code in the tag (FIPS 10-4) must both be present and agree. One code alone proves nothing,
    because territories share the link of their country. An item without a name is identified by its
    link. Raises `UnknownDestination`.
    """
    if not subject:
        return _linked_place(link)
    if members := UMBRELLAS.get(normalise(subject)):
        match = _ISO3_LINK.search(link) or _SLUG.search(link)
        if match is None or match["place"] not in members:
            expected = f"a link to one of {', '.join(members)} under {subject!r}"
            raise UnknownDestination(f"expected {expected}, found {link[:120]!r}")
        return members[match["place"]]
    try:
        return destination_of(subject)
    except UnknownDestination:
        codes = tuple(_codes_beside(link, fips))
        if len(codes) == 1 or len(set(codes)) != 1:
            raise
        return codes[0]


def _linked_place(link: str) -> str:
    if match := _ISO3_LINK.search(link):
        return destination_of_code(match["place"])
    match = _SLUG.search(link)
    return destination_of(match["place"] if match else link)


def _codes_beside(link: str, fips: tuple[str, ...]) -> Iterator[str]:
    with suppress(UnknownDestination):
        if match := _ISO3_LINK.search(link):
            yield destination_of_code(match["place"])
    for tag in fips:
        with suppress(UnknownDestination):
            yield destination_of_fips(tag)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """The five fields that both endpoints have; `html` is None if the endpoint left it out."""

    title: str
    link: str
    issued_on: date | None
    html: str | None
    fips: tuple[str, ...]


def snapshot_of_items(page: Page, items: Iterable[Item | Problem]) -> Snapshot:
    """Read every item; an unreadable one becomes a problem and does not affect others."""
    named = (
        (item.subject if isinstance(item, Problem) else label_of(item.title) or "(no title)", item)
        for item in items
    )
    snapshot = snapshot_of(page, named, lambda _, item: _advisory(page.target.source_id, item))
    return replace(snapshot, advisories=_without_needless_umbrellas(snapshot.advisories))


def _advisory(source: str, item: Item | Problem) -> Advisory:
    if isinstance(item, Problem):
        raise MalformedItem(item.reason)
    subject, native_level = split_title(item.title)
    severity = severity_of(native_level)
    destination = place_of(subject, link=item.link, fips=item.fips)
    advisory = Advisory(
        source=source,
        destination=destination,
        name=subject or name_of(destination),
        native_level=native_level,
        severity=severity,
        issued_on=item.issued_on,
        url=web_address(item.link),
    )
    if item.html is None:
        return advisory
    words = words_of(item.html, severity)
    regions = regions_of(words.text, advisory.destination, severity)
    return replace(
        advisory,
        text=words.text,
        partial_severity=gravest(regions),
        regions=regions,
        indicators=words.indicators,
        departure=words.departure.departure,
        lifts_departure=words.departure.is_lifting,
        states_level=words.states_level,
        is_stub=words.is_placeholder,
        notes=words.notes,
    )


def _without_needless_umbrellas(advisories: tuple[Advisory, ...]) -> tuple[Advisory, ...]:
    """Drop an umbrella item if the place has an item of its own, which is more specific."""
    umbrellas = [item for item in advisories if normalise(item.name) in UMBRELLAS]
    own = {item.destination for item in advisories if item not in umbrellas}
    return tuple(
        item for item in advisories if item not in umbrellas or item.destination not in own
    )
