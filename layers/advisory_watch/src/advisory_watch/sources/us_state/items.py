"""The items of both endpoints: place, level, text."""

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date

from advisory_watch.core.advisory import Advisory, Problem, Snapshot
from advisory_watch.core.destinations import (
    destination_of,
    destination_of_code,
    destination_of_fips,
    is_part,
    name_of,
    normalise,
)
from advisory_watch.core.destinations.places import find_places
from advisory_watch.core.destinations.places import words_of as words_in
from advisory_watch.core.errors import MalformedItem, UnknownDestination
from advisory_watch.core.page import Page
from advisory_watch.core.regions import is_whole
from advisory_watch.core.text import label_of
from advisory_watch.parsing.departure import with_departure_advice
from advisory_watch.parsing.html import web_address
from advisory_watch.parsing.json import read_items, snapshot_of
from advisory_watch.parsing.regions import gravest
from advisory_watch.sources.us_state.parts import join_parts, parts_in
from advisory_watch.sources.us_state.text import regions_of, words_of
from advisory_watch.sources.us_state.title import severity_of, split_title

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

    A publisher that renames a destination keeps something of it: the address of the page, the
    tag (FIPS 10-4), or a known name within the new one. Two of these must be there, and all must
    agree. One alone proves nothing, because territories share the link of their country. An item
    without a name is identified by its link. Raises `UnknownDestination`.
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
        witnesses = [codes for codes in _witnesses(subject, link, fips) if codes]
        if len(witnesses) == 1 or len(frozenset().union(*witnesses)) != 1:
            raise
        return min(witnesses[0])


def _linked_place(link: str) -> str:
    if match := _ISO3_LINK.search(link):
        return destination_of_code(match["place"])
    match = _SLUG.search(link)
    return destination_of(match["place"] if match else link)


def _witnesses(subject: str, link: str, fips: tuple[str, ...]) -> Iterator[frozenset[str]]:
    """Yield the destinations of the link, of the tags and of the names within a name."""
    with suppress(UnknownDestination):
        yield frozenset({_linked_place(link)})
    yield frozenset(_tagged_places(fips))
    yield frozenset(code for place in find_places(words_in(subject)) for code in place.destinations)


def _tagged_places(fips: tuple[str, ...]) -> Iterator[str]:
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
    single, joined = join_parts(_without_needless_umbrellas(snapshot.advisories))
    read, problems = read_items(
        ((item.name, item) for item in joined), lambda _, item: read_text(item)
    )
    return replace(snapshot, advisories=(*single, *read), problems=(*snapshot.problems, *problems))


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
    read = replace(
        advisory,
        text=words.text,
        indicators=words.indicators,
        states_level=words.states_level,
        is_stub=words.is_placeholder,
        notes=words.notes,
    )
    return read_text(read)


def read_text(advisory: Advisory) -> Advisory:
    """Read parts and departure advice from the text, and parts that have items of their own."""
    found = regions_of(advisory.text or "", advisory.destination, advisory.severity)
    if parts := parts_in(advisory.native_level):
        found = tuple(region for region in found if not is_part(region.name))
    regions = tuple(sorted({*found, *parts}))
    denies_level = _states_other_level(advisory)
    return with_departure_advice(
        replace(
            advisory,
            regions=regions,
            partial_severity=gravest(regions),
            denies_level=denies_level,
        )
    )


def _states_other_level(advisory: Advisory) -> bool:
    """Tell whether the text states a level for the whole, and only for parts that of the title."""
    stated = regions_of(advisory.text or "", advisory.destination, None)
    levels = {region.severity for region in stated if is_whole(region, advisory.name)}
    of_title = [region for region in stated if region.severity == advisory.severity]
    is_title_of_parts = bool(of_title) or not advisory.states_level
    return bool(levels) and advisory.severity not in levels and is_title_of_parts


def _without_needless_umbrellas(advisories: tuple[Advisory, ...]) -> tuple[Advisory, ...]:
    """Drop an umbrella item if the place has an item of its own, which is more specific."""
    umbrellas = [item for item in advisories if normalise(item.name) in UMBRELLAS]
    own = {item.destination for item in advisories if item not in umbrellas}
    return tuple(
        item for item in advisories if item not in umbrellas or item.destination not in own
    )
