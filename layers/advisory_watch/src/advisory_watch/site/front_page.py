"""The front page: changes, freshness of the sources, and the table of destinations."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from advisory_watch.core.advisory import Advisory
from advisory_watch.core.alert import is_notice
from advisory_watch.core.change_log import ChangeLogEntry, SiteSnapshot
from advisory_watch.core.destinations import name_or
from advisory_watch.core.health import Health
from advisory_watch.core.record import DestinationRecord, PendingCandidate
from advisory_watch.core.text import listed
from advisory_watch.core.views import CurrentAdvice, current_advice, spread
from advisory_watch.core.web_file import WebFile
from advisory_watch.site.map import MapSeverity, draw_map, find_gravest, render_map_style
from advisory_watch.site.rendering.config import FRONT, SiteConfig
from advisory_watch.site.rendering.environment import hash_named_file, render_page

REASON_MAX_CHARS = 160
"""Enough to see what fails; operators have the full text in the log."""

STALE = timedelta(days=1)
"""The longest sensible interval between two checks; a longer gap means that checks have stopped."""

CHANGES_MAX = 25
"""Changes that are shown unfolded on the front page."""

EARLIER_MAX = 200
"""Further changes, folded; the lists linked in the footer have all of them."""

Records = Mapping[str, Mapping[str, DestinationRecord]]
"""The records of all sources, by source id and destination."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceStatus:
    """The status of a source; `reason` is shortened.

    `unread` names documents, `read_in_part` what was not read in the others, and `never_read`
    counts documents. `is_late` is set if a check has too little time for all of them.
    """

    title: str
    health: Health | None
    reason: str = ""
    unread: tuple[str, ...] = ()
    read_in_part: tuple[str, ...] = ()
    never_read: int = 0
    is_late: bool = False

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

    @property
    def gaps(self) -> str:
        """What is missing although the source is read, or an empty text."""
        found = {
            f"{len(self.unread)} of its documents unread ({listed(self.unread)})": self.unread,
            f"read in part, without {listed(self.read_in_part)}": self.read_in_part,
            f"{self.never_read} of its documents never read": self.never_read,
            "too little time for all documents": self.is_late,
        }
        return ", ".join(gap for gap, is_there in found.items() if is_there)

    def is_stale_at(self, at: datetime) -> bool:
        """Tell whether nothing fails and yet it was not read for a day."""
        return not self.is_blind and self.read_at is not None and at - self.read_at > STALE


def _source_status(title: str, health: Health | None, lost: str) -> SourceStatus:
    reason = lost or (health.failure if health else "") or ""
    if len(reason) > REASON_MAX_CHARS:
        # an ellipsis: half a sentence may say the opposite
        reason = reason[: REASON_MAX_CHARS - 1].rstrip() + "…"
    return SourceStatus(
        title=title,
        health=health,
        reason=reason,
        unread=health.unread if health else (),
        read_in_part=health.read_in_part if health else (),
        never_read=health.never_read if health else 0,
        is_late=health is not None and health.deferred_since is not None,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class DestinationRow:
    """One destination with the advice of every source, in the order of the sources.

    `notice` is the last notice with an alert. `noticed_on` is the day of the last recorded notice,
    which may be older than the first check.
    """

    code: str
    name: str
    advice: tuple[CurrentAdvice | None, ...]
    last: ChangeLogEntry | None
    notice: ChangeLogEntry | None
    noticed_on: date | None = None

    @property
    def severities(self) -> Mapping[str, MapSeverity]:
        """The severity of the accepted advice of each source."""
        return {
            advice.source: MapSeverity(whole=advice.severity, part=advice.graver_part)
            for advice in self.advice
            if advice and advice.advisory
        }

    @property
    def gravest(self) -> MapSeverity:
        """The highest severity of any source, for the whole and for a part if that is higher."""
        return find_gravest(self.severities.values())

    @property
    def steps(self) -> int:
        """The difference between the highest and the lowest advice, in steps."""
        return spread([advice for advice in self.advice if advice])


def _rows(
    entries: Iterable[ChangeLogEntry], records: Records, source_ids: Sequence[str]
) -> tuple[DestinationRow, ...]:
    last: dict[str, ChangeLogEntry] = {}
    notices: dict[str, ChangeLogEntry] = {}
    for entry in entries:
        (notices if entry.is_notice else last).setdefault(entry.destination, entry)
    rows = [
        DestinationRow(
            code=code,
            name=_name(code, records),
            advice=tuple(_advice(records.get(source, {}).get(code)) for source in source_ids),
            last=last.get(code),
            notice=notices.get(code),
            noticed_on=_noticed_on(code, records),
        )
        for code in {code for by_code in records.values() for code in by_code}
    ]
    return tuple(sorted(rows, key=lambda row: (row.name.casefold(), row.code)))


def _advice(record: DestinationRecord | None) -> CurrentAdvice | None:
    return None if record is None else current_advice(record, ())


def _advisories(code: str, records: Records) -> Iterator[Advisory]:
    for by_code in records.values():
        if code in by_code and (advisory := by_code[code].advisory):
            yield advisory


def _noticed_on(code: str, records: Records) -> date | None:
    notices = filter(is_notice, _advisories(code, records))
    return max((notice.issued_on for notice in notices if notice.issued_on), default=None)


def _name(code: str, records: Records) -> str:
    return name_or(code, next((advisory.name for advisory in _advisories(code, records)), code))


def _column_style(titles: Iterable[str]) -> str:
    """Label each cell with its column, for narrow screens, which show no header."""
    columns = ("gravest", *titles, "steps apart", "last change", "embassy notice")
    rules = "".join(
        f"#all td:nth-of-type({number})::before{{content:{_quote(title)}}}\n"
        for number, title in enumerate(columns, start=1)
    )
    return f"@media (max-width:40rem){{\n{rules}}}\n"


def _quote(title: str) -> str:
    escaped = "".join(
        character if character.isalnum() else f"\\{ord(character):x} " for character in title
    )
    return f'"{escaped}\\a0 "'


def _unconfirmed(records: Records) -> list[tuple[PendingCandidate, DestinationRecord, str]]:
    """Return every pending candidate with its record and the destination's name, newest first."""
    changes = [
        (record.pending, record, _name(record.destination, {source: by_code}))
        for source, by_code in records.items()
        for record in by_code.values()
        if record.pending
    ]
    return sorted(changes, key=lambda change: (-change[0].since.timestamp(), change[1].destination))


def render_front_page(site_snapshot: SiteSnapshot, config: SiteConfig) -> Iterator[WebFile]:
    """Render the front page, and its own style."""
    at, entries = site_snapshot.at, site_snapshot.change_log.entries
    healths = {state.health.source: state.health for state in site_snapshot.states}
    records = {state.health.source: state.records for state in site_snapshot.states}
    lost = dict(site_snapshot.lost)
    statuses = [
        _source_status(source.title, healths.get(source.id), lost.get(source.id, ""))
        for source in config.sources
    ]
    sources = [source for source in config.sources if source.levels]
    source_ids = [source.id for source in sources]
    rows = _rows(entries, records, source_ids)
    titles = {source.id: source.title for source in config.sources}
    style = render_map_style(source_ids) + _column_style(source.title for source in sources)
    style_file = hash_named_file("front", "css", style)
    yield style_file
    earlier = entries[CHANGES_MAX : CHANGES_MAX + EARLIER_MAX]
    yield render_page(
        FRONT,
        "front.html",
        config,
        at=at,
        days=_group_by_day(entries[:CHANGES_MAX]),
        earlier=_group_by_day(earlier),
        folded=len(earlier),
        total=len(entries),
        shown=CHANGES_MAX,
        statuses=statuses,
        blind=[status for status in statuses if status.is_blind],
        stale=[status for status in statuses if status.is_stale_at(at)],
        unread=[status for status in statuses if status.is_unread],
        partly=[status for status in statuses if status.gaps and not status.is_blind],
        unconfirmed=_unconfirmed(records),
        rows=rows,
        sources=sources,
        map=draw_map(
            {row.code: row.severities for row in rows if row.severities},
            {row.code: row.name for row in rows} | titles,
        ),
        front_style=style_file.path,
    )


def _group_by_day(entries: Iterable[ChangeLogEntry]) -> list[tuple[str, list[ChangeLogEntry]]]:
    by_day = groupby(entries, key=lambda entry: entry.decided_at.date().isoformat())
    return [(day, list(of_day)) for day, of_day in by_day]
