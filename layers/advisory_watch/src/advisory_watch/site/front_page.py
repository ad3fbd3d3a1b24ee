"""The front page: urgent changes, the highest levels, all changes, and the last checks."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from advisory_watch.core.advisory import Change, Severity
from advisory_watch.core.change_log import ChangeLogEntry, SiteSnapshot
from advisory_watch.core.destinations import destination_names
from advisory_watch.core.record import DestinationRecord, PendingCandidate
from advisory_watch.core.web_file import WebFile
from advisory_watch.site.comparison_page import (
    DestinationRow,
    Records,
    build_rows,
    name_row,
    render_comparison,
)
from advisory_watch.site.destination_list import render_destination_list
from advisory_watch.site.last_checks import list_statuses, render_checked_style
from advisory_watch.site.map import draw_map, render_map_style
from advisory_watch.site.rendering.config import FRONT, SiteConfig
from advisory_watch.site.rendering.environment import hash_named_file, render_page

LAST_DAY = timedelta(hours=24)
"""The time of the block at the top."""

CHANGES_MAX = 25
"""Changes that are shown unfolded on the front page."""

EARLIER_MAX = 200
"""Further changes, folded; the lists linked in the footer have all of them."""

URGENT_BEFORE_MAX = 3
"""Urgent changes that are shown if the last day has none."""

_KINDS = [change.value for change in Change]


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelGroup:
    """The destinations at one level, for the whole or for parts only: newest change first."""

    severity: Severity
    is_part: bool
    rows: tuple[DestinationRow, ...]

    @property
    def anchor(self) -> str:
        """The id of its heading: `level-4`, `level-4-parts`."""
        return f"level-{self.severity:d}{'-parts' if self.is_part else ''}"


def render_front_page(site_snapshot: SiteSnapshot, config: SiteConfig) -> Iterator[WebFile]:
    """Render the front page last, and before it what depends on the same values."""
    entries = site_snapshot.change_log.entries
    records = {state.health.source: state.records for state in site_snapshot.states}
    sources = [source for source in config.sources if source.levels]
    rows = build_rows(entries, records, [source.id for source in sources])
    yield render_destination_list({row.code: row.name for row in rows})
    yield render_checked_style(site_snapshot, config)
    yield from render_comparison(rows, sources, config)
    style = hash_named_file("map", "css", render_map_style(source.id for source in sources))
    yield style
    titles = {source.id: source.title for source in config.sources}
    yield render_page(
        FRONT,
        "front.html",
        config,
        **_changes(entries, site_snapshot.at),
        **_checks(site_snapshot, config),
        unconfirmed=_unconfirmed(records),
        rows=rows,
        names=dict(destination_names()),
        in_force={
            (row.code, advice.source): advice for row in rows for advice in row.advice if advice
        },
        groups=_group_by_level(rows),
        sources=sources,
        map=draw_map(
            {row.code: row.severities for row in rows if row.severities},
            {row.code: row.name for row in rows} | titles,
        ),
        map_style=style.path,
    )


def _changes(entries: Sequence[ChangeLogEntry], at: datetime) -> Mapping[str, object]:
    """Return the changes of the last day, the urgent ones first, and all changes by day."""
    last_day = sorted(
        (entry for entry in entries if timedelta(0) <= at - entry.decided_at <= LAST_DAY),
        key=_by_urgency,
    )
    urgent = [entry for entry in entries if entry.is_urgent and not entry.is_retracted]
    earlier = entries[CHANGES_MAX : CHANGES_MAX + EARLIER_MAX]
    return {
        "at": at,
        "last_day": last_day,
        "urgent_count": sum(entry in urgent for entry in last_day),
        "urgent_before": [entry for entry in urgent if entry not in last_day][:URGENT_BEFORE_MAX],
        "days": _group_by_day(entries[:CHANGES_MAX]),
        "earlier": _group_by_day(earlier),
        "folded": len(earlier),
        "total": len(entries),
        "shown": CHANGES_MAX,
    }


def _checks(site_snapshot: SiteSnapshot, config: SiteConfig) -> Mapping[str, object]:
    """Return the status of the sources, and those with a gap by its kind."""
    statuses = list_statuses(site_snapshot, config)
    return {
        "statuses": statuses,
        "blind": [status for status in statuses if status.is_blind],
        "stale": [status for status in statuses if status.is_stale_at(site_snapshot.at)],
        "unread": [status for status in statuses if status.is_unread],
        "partly": [status for status in statuses if status.gaps and not status.is_blind],
    }


def _group_by_day(entries: Iterable[ChangeLogEntry]) -> list[tuple[str, list[ChangeLogEntry]]]:
    """Group changes by day, newest first; the urgent ones come first in their day."""
    by_day = groupby(entries, key=lambda entry: entry.decided_at.date().isoformat())
    return [(day, sorted(of_day, key=_by_urgency)) for day, of_day in by_day]


def _by_urgency(entry: ChangeLogEntry) -> tuple[bool, bool, int, int, float]:
    """Sort urgent changes first, then by kind and level, and by time; retracted ones come last."""
    kind = _KINDS.index(entry.kinds[0]) if entry.kinds[0] in _KINDS else len(_KINDS)
    level = entry.gravest_severity or 0
    return entry.is_retracted, not entry.is_urgent, kind, -level, -entry.decided_at.timestamp()


def _group_by_level(rows: Iterable[DestinationRow]) -> tuple[LevelGroup, ...]:
    """Group destinations by their highest level, the highest first, if it is 3 or 4."""
    newest_first = sorted(rows, key=_newest_change_first)
    groups = (
        LevelGroup(
            severity=severity,
            is_part=is_part,
            rows=tuple(
                row
                for row in newest_first
                if row.highest == severity and bool(row.gravest.part) is is_part
            ),
        )
        for severity in (Severity.DO_NOT_TRAVEL, Severity.RECONSIDER)
        for is_part in (False, True)
    )
    return tuple(group for group in groups if group.rows)


def _newest_change_first(row: DestinationRow) -> float:
    return -row.last.decided_at.timestamp() if row.last else 0.0


def _unconfirmed(records: Records) -> list[tuple[PendingCandidate, DestinationRecord, str]]:
    """Return every pending candidate with its record and the destination's name, newest first."""
    changes = [
        (record.pending, record, name_row(record.destination, {source: by_code}))
        for source, by_code in records.items()
        for record in by_code.values()
        if record.pending
    ]
    return sorted(changes, key=lambda change: (-change[0].since.timestamp(), change[1].destination))
