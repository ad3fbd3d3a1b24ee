"""The front page: the changes, the map, the status of each source, and the table of all."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from advisory_watch.core.advisories import Advisory
from advisory_watch.core.chronicle import Entry
from advisory_watch.core.files import File
from advisory_watch.core.overview import Overview
from advisory_watch.core.versions import Held
from advisory_watch.site.addresses import FRONT
from advisory_watch.site.assets import named
from advisory_watch.site.edition import Edition
from advisory_watch.site.rendering import page
from advisory_watch.site.sights import sights_of
from advisory_watch.site.table_of_all import column_names, known_name, rows_of
from advisory_watch.site.world import map_stylesheet, world_map

SHOWN = 25
"""Changes that are shown unfolded on the front page."""

EARLIER = 200
"""Further changes, folded; the lists linked in the footer have all of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A change of one destination that was read but is not confirmed yet."""

    source: str
    title: str
    code: str
    name: str
    held: Held
    known: Advisory | None


def front_files(overview: Overview, edition: Edition) -> Iterator[File]:
    """Render the front page, and its own style."""
    stated = tuple(each for each in edition.sources if each.levels)
    rows = rows_of(overview, tuple(each.id for each in stated))
    advice = {row.code: row.stated for row in rows if row.stated}
    sights = sights_of(overview, edition.sources)
    names = {row.code: row.name for row in rows} | {each.id: each.title for each in edition.sources}
    columns = column_names(each.title for each in stated)
    style = named("front", "css", map_stylesheet([each.id for each in stated]) + columns)
    yield style
    yield page(
        FRONT,
        "front.html",
        edition,
        at=overview.at,
        days=_days(overview.chronicle.entries[:SHOWN]),
        shown=SHOWN,
        earlier=_days(overview.chronicle.entries[SHOWN : SHOWN + EARLIER]),
        folded=len(overview.chronicle.entries[SHOWN : SHOWN + EARLIER]),
        total=len(overview.chronicle.entries),
        sights=sights,
        blind=[each for each in sights if each.is_blind],
        stale=[each for each in sights if each.is_stale_at(overview.at)],
        unread=[each for each in sights if each.is_unread],
        candidates=_candidates(overview, edition),
        rows=rows,
        stated=stated,
        title_of=edition.title_of,
        map=world_map(advice, names, ""),
        front_style=style.path,
    )


def _days(entries: tuple[Entry, ...]) -> list[tuple[str, list[Entry]]]:
    """Group changes by their day of decision (UTC), in the given order."""
    by_day = groupby(entries, key=lambda each: each.decided_at.date().isoformat())
    return [(day, list(each)) for day, each in by_day]


def _candidates(overview: Overview, edition: Edition) -> tuple[Candidate, ...]:
    """Return the pending candidates, newest first."""
    waiting = [
        Candidate(
            source=each.source,
            title=edition.title_of(each.source),
            code=each.destination,
            name=known_name(each.destination, {each.source: state.known}),
            held=each.held,
            known=each.advisory,
        )
        for state in overview.states
        for each in state.known.values()
        if each.held
    ]
    return tuple(sorted(waiting, key=lambda each: (-each.held.since.timestamp(), each.code)))
