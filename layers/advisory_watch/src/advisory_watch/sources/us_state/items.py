"""Convert an item of either endpoint to an advisory."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date

from advisory_watch.core.advisories import Advisory, Problem, Reading, Region
from advisory_watch.core.destinations import destination_of
from advisory_watch.core.errors import ItemError, UnknownDestination
from advisory_watch.core.pages import Page
from advisory_watch.core.quoting import label_of
from advisory_watch.parsing.links import web_address
from advisory_watch.sources.us_state import places
from advisory_watch.sources.us_state.titles import Title, title_of
from advisory_watch.sources.us_state.wording import words_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """The five fields that both endpoints have; `html` is None if the endpoint left it out."""

    title: str
    link: str
    issued_on: date | None
    html: str | None
    fips: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Placed:
    """An advisory, and whether its title is an umbrella title."""

    advisory: Advisory
    is_umbrella: bool


def reading_of(page: Page, items: Iterable[Item | Problem]) -> Reading:
    """Read every item; an unreadable one becomes a problem and does not affect others."""
    placed: list[_Placed] = []
    problems: list[Problem] = []
    for item in items:
        if isinstance(item, Problem):
            problems.append(item)
            continue
        try:
            placed.append(_placed(page, item))
        except ItemError as error:
            subject = label_of(item.title) or "(no title)"
            problems.append(Problem(subject=subject, reason=str(error)))
    return Reading(
        source=page.target.source_id,
        door=page.target.door,
        read_at=page.fetched_at,
        advisories=_without_needless_umbrellas(placed),
        problems=tuple(problems),
    )


def _placed(page: Page, item: Item) -> _Placed:
    title = title_of(item.title)
    place = places.place_of(title.subject, link=item.link, fips=item.fips)
    advisory = _advisory(page.target.source_id, place.code, title, item)
    return _Placed(advisory=advisory, is_umbrella=place.is_umbrella)


def _advisory(source: str, destination: str, title: Title, item: Item) -> Advisory:
    advisory = Advisory(
        source=source,
        destination=destination,
        name=title.subject,
        native_level=title.native_level,
        severity=title.severity,
        issued_on=item.issued_on,
        url=web_address(item.link),
    )
    if item.html is None:
        return advisory
    words = words_of(item.html, title.severity)
    regions = tuple(_own_regions(words.regions, advisory))
    return replace(
        advisory,
        text=words.text,
        partial_severity=max((region.severity for region in regions), default=None),
        regions=regions,
        indicators=words.indicators,
        departure=words.departure.rung,
        lifts_departure=words.departure.is_lifting,
        states_level=words.states_level,
        is_stub=words.is_placeholder,
        notes=words.notes,
    )


def _own_regions(regions: Iterable[Region], advisory: Advisory) -> Iterator[Region]:
    """Leave out regions that are other destinations.

    Real case: for weeks the item of Guinea carried the text of Guinea-Bissau. If no level
    is stated for the whole, its parts may be destinations themselves (Gaza).
    """
    for region in regions:
        with suppress(UnknownDestination):
            elsewhere = destination_of(region.name) != advisory.destination
            if elsewhere and advisory.severity is not None:
                continue
        yield region


def _without_needless_umbrellas(placed: list[_Placed]) -> tuple[Advisory, ...]:
    """Drop an umbrella item if the place has an item of its own, which is more specific."""
    own = {entry.advisory.destination for entry in placed if not entry.is_umbrella}
    return tuple(
        entry.advisory
        for entry in placed
        if not entry.is_umbrella or entry.advisory.destination not in own
    )
