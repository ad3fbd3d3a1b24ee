"""The front page: what changed, the map, how well each source is seen, and the table of all."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from advisory_watch.core.advisories import Advisory
from advisory_watch.core.chronicle import Entry
from advisory_watch.core.comparing import Word, spread, word_of
from advisory_watch.core.destinations.names import name_or
from advisory_watch.core.files import File
from advisory_watch.core.health import Health
from advisory_watch.core.overview import Overview
from advisory_watch.core.scales import Severity
from advisory_watch.core.versions import Held, Known
from advisory_watch.site.addresses import FRONT
from advisory_watch.site.assets import named
from advisory_watch.site.edition import Edition
from advisory_watch.site.rendering import page
from advisory_watch.site.world import map_stylesheet, world_map

SHOWN = 25
"""Changes that stand open on the front page."""

EARLIER = 200
"""More of them, folded; the lists that the footer links to have all of them."""

REASON_MAX_CHARS = 160
"""Enough to know what is wrong with a source; operators have the whole of it in the log."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One destination: what every source says of it; `words` are in the order of sources.

    `notice` is the last that people were told of; `noticed_on` the day of the last that is
    known, which may have been there before the watch began.
    """

    code: str
    name: str
    words: tuple[Word | None, ...]
    last: Entry | None
    notice: Entry | None
    noticed_on: date | None = None

    @property
    def gravest(self) -> Severity | None:
        """The gravest step that anybody states for the whole destination."""
        said = [each.severity for each in self.words if each and each.severity]
        return max(said, default=None)

    @property
    def steps(self) -> int:
        """How far the gravest and the mildest words are apart."""
        return spread([each for each in self.words if each])


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """How well a source is seen; `reason` is shortened."""

    title: str
    health: Health | None
    reason: str = ""
    unread: int = 0

    @property
    def read_at(self) -> datetime | None:
        """When it was last read in full."""
        return self.health.last_good_at if self.health else None

    @property
    def failing_since(self) -> datetime | None:
        """Since when it cannot be read."""
        return self.health.failing_since if self.health else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """What was read of a destination and is not believed yet."""

    source: str
    title: str
    code: str
    name: str
    held: Held
    known: Advisory | None


def front_files(overview: Overview, edition: Edition) -> Iterator[File]:
    """Print the front page, and the style of its map."""
    stated = tuple(each for each in edition.sources if each.levels)
    rows = _rows(overview, tuple(each.id for each in stated))
    levels = {
        row.code: {word.source: word.severity for word in row.words if word and word.advisory}
        for row in rows
    }
    names = {row.code: row.name for row in rows} | {each.id: each.title for each in edition.sources}
    style = named("map", "css", map_stylesheet([each.id for each in stated]))
    yield style
    yield page(
        FRONT,
        "front.html",
        at=overview.at,
        days=_days(overview.chronicle.entries[:SHOWN]),
        shown=SHOWN,
        earlier=_days(overview.chronicle.entries[SHOWN : SHOWN + EARLIER]),
        folded=len(overview.chronicle.entries[SHOWN : SHOWN + EARLIER]),
        total=len(overview.chronicle.entries),
        sights=_sights(overview, edition),
        candidates=_candidates(overview, edition),
        rows=rows,
        stated=stated,
        title_of=edition.title_of,
        map=world_map({code: says for code, says in levels.items() if says}, names, ""),
        map_style=style.path,
    )


def _days(entries: tuple[Entry, ...]) -> list[tuple[str, list[Entry]]]:
    """Put what was decided on one day (UTC) together, in the order given."""
    by_day = groupby(entries, key=lambda each: each.decided_at.date().isoformat())
    return [(day, list(each)) for day, each in by_day]


def _rows(overview: Overview, source_ids: tuple[str, ...]) -> tuple[Row, ...]:
    known = {state.health.source: state.known for state in overview.states}
    codes = {code for each in known.values() for code in each}
    last: dict[str, Entry] = {}
    notices: dict[str, Entry] = {}
    for entry in overview.chronicle.entries:
        (notices if entry.is_notice else last).setdefault(entry.destination, entry)
    rows = [
        Row(
            code=code,
            name=_name(code, known),
            words=tuple(_word(known.get(each, {}).get(code)) for each in source_ids),
            last=last.get(code),
            notice=notices.get(code),
            noticed_on=_noticed_on(code, known),
        )
        for code in codes
    ]
    return tuple(sorted(rows, key=lambda row: (row.name.casefold(), row.code)))


def _noticed_on(code: str, known: Mapping[str, Mapping[str, Known]]) -> date | None:
    said = (each[code].advisory for each in known.values() if code in each)
    days = (each.issued_on for each in said if each and each.notice_id is not None)
    return max((day for day in days if day), default=None)


def _word(known: Known | None) -> Word | None:
    return None if known is None else word_of(known, ())


def _name(code: str, known: Mapping[str, Mapping[str, Known]]) -> str:
    said = (each[code].advisory for each in known.values() if code in each)
    return name_or(code, next((each.name for each in said if each), code))


def _sights(overview: Overview, edition: Edition) -> tuple[Sight, ...]:
    """Say it of every source, also of one that the ledger could not give."""
    healths = {each.health.source: each.health for each in overview.states}
    lost = dict(overview.lost)
    return tuple(
        _sight(each.title, healths.get(each.id), lost.get(each.id, "")) for each in edition.sources
    )


def _sight(title: str, health: Health | None, lost: str) -> Sight:
    reason = lost or (health.failure if health else "") or ""
    unread = 0
    if health:
        unread = sum(each.dark_since is not None for each in health.documents.values())
    return Sight(title=title, health=health, reason=_cut(reason), unread=unread)


def _cut(reason: str) -> str:
    """Shorten a reason, and show that it was: half a sentence may say the opposite."""
    if len(reason) <= REASON_MAX_CHARS:
        return reason
    return reason[: REASON_MAX_CHARS - 1].rstrip() + "…"


def _candidates(overview: Overview, edition: Edition) -> tuple[Candidate, ...]:
    """Return what waits to be believed, the newest first."""
    waiting = [
        Candidate(
            source=each.source,
            title=edition.title_of(each.source),
            code=each.destination,
            name=_name(each.destination, {each.source: state.known}),
            held=each.held,
            known=each.advisory,
        )
        for state in overview.states
        for each in state.known.values()
        if each.held
    ]
    return tuple(sorted(waiting, key=lambda each: (-each.held.since.timestamp(), each.code)))
