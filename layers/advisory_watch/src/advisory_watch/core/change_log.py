"""The log of all changes, and the snapshot of all sources from which the site is built.

The front page, the feeds and the tables are built from it. It can be rebuilt from the ledger
at any time. It holds no texts, because years of it must be read in one go.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from advisory_watch.core.advisory import Departure, Severity
from advisory_watch.core.alert import UNCONFIRMED
from advisory_watch.core.source_state import SourceState


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeLogEntry:
    """One change of a destination.

    `id` is the id of its alert, and names its page. `kinds` are values of `Change`, the most
    significant first. `from_native` and `to_native` are the publisher's own words, or None if
    there was or is no advice. `version` is the number of the version in its history.

    `is_retracted` is set if a person retracted the change. `retraction` is the reason,
    `retracted_at` the time, and `correction` the id of the correction sent to subscribers. All
    three are empty if the alert was retracted before it was sent.
    """

    id: str
    source: str
    destination: str
    name: str
    headline: str
    kinds: tuple[str, ...]
    is_urgent: bool
    is_notice: bool
    decided_at: datetime
    issued_on: date | None
    issued_at: datetime | None
    rule: str
    from_native: str | None
    to_native: str | None
    from_severity: Severity | None
    to_severity: Severity | None
    from_departure: Departure
    to_departure: Departure
    version: int
    endpoint: str
    page_key: str
    read_at: datetime
    url: str | None
    is_retracted: bool = False
    retracted_at: datetime | None = None
    retraction: str = ""
    correction: str | None = None
    from_partial_severity: Severity | None = None
    to_partial_severity: Severity | None = None

    @property
    def is_unconfirmed(self) -> bool:
        """Tell whether the change was still in doubt at its deadline."""
        return self.rule == UNCONFIRMED

    @property
    def gravest_severity(self) -> Severity | None:
        """The graver severity of the whole and its parts after the change."""
        return max(filter(None, (self.to_severity, self.to_partial_severity)), default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeLog:
    """A change log: every change, newest first."""

    entries: tuple[ChangeLogEntry, ...] = ()


def build_change_log(entries: Iterable[ChangeLogEntry]) -> ChangeLog:
    """Build a change log: each entry once, newest first, then by id."""
    by_id = {entry.id: entry for entry in entries}
    return ChangeLog(entries=tuple(sorted(by_id.values(), key=newest_first)))


def with_entries(change_log: ChangeLog, new: Mapping[str, Iterable[ChangeLogEntry]]) -> ChangeLog:
    """Replace the entries of several destinations in one pass."""
    others = (entry for entry in change_log.entries if entry.destination not in new)
    return build_change_log([*others, *(entry for entries in new.values() for entry in entries)])


def newest_first(entry: ChangeLogEntry) -> tuple[float, str]:
    """Return the sort key of the change log: newest first, then by id."""
    return -entry.decided_at.timestamp(), entry.id


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteSnapshot:
    """All sources at one moment, in display order.

    A source whose state the ledger could not return is not in `states`; `lost` has the reason,
    by source id.
    """

    at: datetime
    states: tuple[SourceState, ...]
    change_log: ChangeLog
    lost: tuple[tuple[str, str], ...] = ()
