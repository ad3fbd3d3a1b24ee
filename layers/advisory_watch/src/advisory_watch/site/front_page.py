"""The front page: changes, freshness of the sources, and the table of destinations."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from advisory_watch.core.advisory import Advisory
from advisory_watch.core.change_log import ChangeLogEntry, SiteSnapshot
from advisory_watch.core.destinations import name_or
from advisory_watch.core.health import Health
from advisory_watch.core.record import DestinationRecord, PendingCandidate
from advisory_watch.core.source import Source
from advisory_watch.core.views import CurrentAdvice, current_advice, spread
from advisory_watch.core.web_file import WebFile
from advisory_watch.site.map import MapSeverity, gravest, map_stylesheet, world_map
from advisory_watch.site.rendering.config import FRONT, SiteConfig
from advisory_watch.site.rendering.environment import named, page

REASON_MAX_CHARS = 160
"""Enough to see what fails; operators have the full text in the log."""


STALE = timedelta(days=1)
"""The longest sensible interval between two checks; a longer gap means that checks have stopped."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceStatus:
    """The status of a source; `reason` is shortened."""

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

    @property
    def is_blind(self) -> bool:
        """Whether it cannot be read now, or its record cannot be loaded."""
        return bool(self.failing_since or (self.health is None and self.reason))

    @property
    def is_unread(self) -> bool:
        """Whether it was never read."""
        return not self.is_blind and self.read_at is None

    def is_stale_at(self, at: datetime) -> bool:
        """Tell whether nothing fails and yet it was not read for a day."""
        return not self.is_blind and self.read_at is not None and at - self.read_at > STALE


def source_statuses(
    site_snapshot: SiteSnapshot, sources: Sequence[Source]
) -> tuple[SourceStatus, ...]:
    """Return the status of every source, including those that the ledger could not read."""
    healths = {each.health.source: each.health for each in site_snapshot.states}
    lost = dict(site_snapshot.lost)
    return tuple(
        _sight(each.title, healths.get(each.id), lost.get(each.id, "")) for each in sources
    )


def _sight(title: str, health: Health | None, lost: str) -> SourceStatus:
    reason = lost or (health.failure if health else "") or ""
    unread = 0
    if health:
        unread = sum(document.dark_since is not None for document in health.documents.values())
    return SourceStatus(title=title, health=health, reason=_cut(reason), unread=unread)


def _cut(reason: str) -> str:
    """Shorten a reason with an ellipsis: half a sentence may say the opposite."""
    if len(reason) <= REASON_MAX_CHARS:
        return reason
    return reason[: REASON_MAX_CHARS - 1].rstrip() + "…"


COLUMNS_BEFORE = ("gravest",)
COLUMNS_AFTER = ("steps apart", "last change", "embassy notice")
"""Columns next to the sources, by their labels on a narrow screen, which shows no header."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DestinationRow:
    """One destination with the advice of every source; `words` are in the order of sources.

    `notice` is the last notice with an alert. `noticed_on` is the day of the last recorded notice,
    which may be older than the first check.
    """

    code: str
    name: str
    words: tuple[CurrentAdvice | None, ...]
    last: ChangeLogEntry | None
    notice: ChangeLogEntry | None
    noticed_on: date | None = None

    @property
    def stated(self) -> Mapping[str, MapSeverity]:
        """The accepted advice of each source, in the form that the map shows."""
        accepted = (word for word in self.words if word and word.advisory)
        return {
            word.source: MapSeverity(whole=word.severity, part=word.graver_part)
            for word in accepted
        }

    @property
    def gravest(self) -> MapSeverity:
        """The highest severity of any source, for the whole and for a part if that is higher."""
        return gravest(self.stated.values())

    @property
    def steps(self) -> int:
        """The difference between the highest and the lowest advice, in steps."""
        return spread([word for word in self.words if word])


def rows_of(site_snapshot: SiteSnapshot, source_ids: Sequence[str]) -> tuple[DestinationRow, ...]:
    """Return a row for each destination that any source covers, sorted by name."""
    known = {state.health.source: state.records for state in site_snapshot.states}
    codes = {code for each in known.values() for code in each}
    last: dict[str, ChangeLogEntry] = {}
    notices: dict[str, ChangeLogEntry] = {}
    for entry in site_snapshot.change_log.entries:
        (notices if entry.is_notice else last).setdefault(entry.destination, entry)
    rows = [
        DestinationRow(
            code=code,
            name=known_name(code, known),
            words=tuple(_word(known.get(each, {}).get(code)) for each in source_ids),
            last=last.get(code),
            notice=notices.get(code),
            noticed_on=_noticed_on(code, known),
        )
        for code in codes
    ]
    return tuple(sorted(rows, key=lambda row: (row.name.casefold(), row.code)))


def _noticed_on(code: str, records: Mapping[str, Mapping[str, DestinationRecord]]) -> date | None:
    advisories = (each[code].advisory for each in records.values() if code in each)
    days = (each.issued_on for each in advisories if each and each.notice_id is not None)
    return max((day for day in days if day), default=None)


def _word(record: DestinationRecord | None) -> CurrentAdvice | None:
    return None if record is None else current_advice(record, ())


def known_name(code: str, records: Mapping[str, Mapping[str, DestinationRecord]]) -> str:
    """Return our name of a destination, or the publisher's name if it has none."""
    advisories = (each[code].advisory for each in records.values() if code in each)
    return name_or(code, next((each.name for each in advisories if each), code))


def column_names(titles: Iterable[str]) -> str:
    """Return the style that labels each cell with its column, for narrow screens."""
    columns = (*COLUMNS_BEFORE, *titles, *COLUMNS_AFTER)
    rules = "".join(
        f"#all td:nth-of-type({place})::before{{content:{_quoted(name)}}}\n"
        for place, name in enumerate(columns, start=1)
    )
    return f"@media (max-width:40rem){{\n{rules}}}\n"


def _quoted(name: str) -> str:
    """Escape any text for CSS."""
    escaped = "".join(
        character if character.isalnum() else f"\\{ord(character):x} " for character in name
    )
    return f'"{escaped}\\a0 "'


SHOWN = 25
"""Changes that are shown unfolded on the front page."""

EARLIER = 200
"""Further changes, folded; the lists linked in the footer have all of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnconfirmedChange:
    """A change of one destination that was read but is not confirmed yet."""

    source: str
    title: str
    code: str
    name: str
    pending: PendingCandidate
    known: Advisory | None


def front_page_files(site_snapshot: SiteSnapshot, config: SiteConfig) -> Iterator[WebFile]:
    """Render the front page, and its own style."""
    stated = tuple(each for each in config.sources if each.levels)
    rows = rows_of(site_snapshot, tuple(each.id for each in stated))
    advice = {row.code: row.stated for row in rows if row.stated}
    statuses = source_statuses(site_snapshot, config.sources)
    names = {row.code: row.name for row in rows} | {each.id: each.title for each in config.sources}
    columns = column_names(each.title for each in stated)
    style = named("front", "css", map_stylesheet([each.id for each in stated]) + columns)
    yield style
    yield page(
        FRONT,
        "front.html",
        config,
        at=site_snapshot.at,
        days=_days(site_snapshot.change_log.entries[:SHOWN]),
        shown=SHOWN,
        earlier=_days(site_snapshot.change_log.entries[SHOWN : SHOWN + EARLIER]),
        folded=len(site_snapshot.change_log.entries[SHOWN : SHOWN + EARLIER]),
        total=len(site_snapshot.change_log.entries),
        statuses=statuses,
        blind=[each for each in statuses if each.is_blind],
        stale=[each for each in statuses if each.is_stale_at(site_snapshot.at)],
        unread=[each for each in statuses if each.is_unread],
        candidates=_candidates(site_snapshot, config),
        rows=rows,
        stated=stated,
        title_of=config.title_of,
        map=world_map(advice, names, ""),
        front_style=style.path,
    )


def _days(entries: tuple[ChangeLogEntry, ...]) -> list[tuple[str, list[ChangeLogEntry]]]:
    """Group changes by their day of decision (UTC), in the given order."""
    by_day = groupby(entries, key=lambda each: each.decided_at.date().isoformat())
    return [(day, list(each)) for day, each in by_day]


def _candidates(site_snapshot: SiteSnapshot, config: SiteConfig) -> tuple[UnconfirmedChange, ...]:
    """Return the pending candidates, newest first."""
    waiting = [
        UnconfirmedChange(
            source=each.source,
            title=config.title_of(each.source),
            code=each.destination,
            name=known_name(each.destination, {each.source: state.records}),
            pending=each.pending,
            known=each.advisory,
        )
        for state in site_snapshot.states
        for each in state.records.values()
        if each.pending
    ]
    return tuple(sorted(waiting, key=lambda each: (-each.pending.since.timestamp(), each.code)))
