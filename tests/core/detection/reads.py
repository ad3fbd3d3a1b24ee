"""Read one destination many times through the engine alone, and say which copies were old."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from advisory_watch.core import thresholds
from advisory_watch.core.advisory import Advisory, is_possible
from advisory_watch.core.detection.apply import next_record
from advisory_watch.core.detection.types import Detection, Outcome
from advisory_watch.core.fingerprint import fingerprint, is_graver, text_hash
from advisory_watch.core.record import DestinationRecord
from core.detection.cases import judged
from support.builders import NOON, an_evidence

Read = tuple[tuple[Advisory, ...], timedelta]
"""The copies that a feed lists, and the time since the read before."""


@dataclass
class Reads:
    """All reads of a destination so far, and what was reported.

    What is old is decided here without the memory of the engine: by the copies that were on record,
    and by their dates.
    """

    now: datetime = NOON
    record: DestinationRecord | None = None
    told: list[Detection] = field(default_factory=list)
    current: list[Advisory] = field(default_factory=list)
    replaced: list[Advisory] = field(default_factory=list)
    graver_seen: dict[tuple[int, int], datetime] = field(default_factory=dict)

    def read(self, *copies: Advisory, after: timedelta = timedelta(minutes=5)) -> Detection:
        """Advance the clock, judge the copies, and keep the next record."""
        self.now += after
        detection = judged(self.record, *copies, at=self.now)
        following = next_record("us_state", self.record, detection, an_evidence(read_at=self.now))
        self.record = following or self.record
        if detection.outcome in (Outcome.CHANGED, Outcome.FIRST_SEEN):
            self._replace(detection, copies)
        elif detection.outcome is Outcome.UNCHANGED and detection.believed_on is not None:
            self.current += [detection.advisory] if detection.advisory else []
        if detection.outcome is Outcome.CHANGED:
            self.told.append(detection)
        return detection

    def _replace(self, detection: Detection, copies: tuple[Advisory, ...]) -> None:
        old = [*self.replaced, *self.current]
        if detection.outcome is Outcome.FIRST_SEEN:
            old += copies
        self.current = [detection.advisory] if detection.advisory else []
        recorded = {identity(copy) for copy in self.current}
        self.replaced = [copy for copy in old if identity(copy) not in recorded]
        self.graver_seen = {}

    def news(self, copies: Iterable[Advisory]) -> list[Advisory]:
        """Return the copies that are graver than the record, and not old."""
        known = self.record.advisory if self.record else None
        return [
            copy
            for copy in copies
            if known and is_graver(known, copy) and not self.is_perhaps_old(copy)
        ]

    def is_perhaps_old(self, copy: Advisory) -> bool:
        """Check for an old copy, or for the words of another back end for an issue replaced."""
        return self.is_old(copy) or any(is_issue(old, copy) for old in self.replaced)

    def is_old(self, copy: Advisory) -> bool:
        """Check whether a copy was replaced, or is plainly older than the record."""
        if identity(copy) in map(identity, self.replaced):
            return True
        mark = self.record.issue_mark if self.record else None
        if mark is None or not is_possible(copy.issued_on, self.now):
            return False
        return (copy.issued_on or date.max) < mark - thresholds.DATE_SLIP_MAX

    def is_overdue(self, copies: tuple[Advisory, ...]) -> bool:
        """Check whether the read that follows must tell something, and keep the time of the wait.

        A copy waits from when advice at least as grave was first seen. The wait ends after half a
        day; then the next graver copy begins another one.
        """
        news = self.news(copies)
        first = min(self.graver_seen.values(), default=self.now)
        if not news and self.now - first >= thresholds.CANDIDATE_LAPSES_AFTER:
            self.graver_seen = {}
        for copy in news:
            self.graver_seen.setdefault(gravity(copy), self.now)
        waits = (self.now - self._since(copy) for copy in news)
        return any(wait >= thresholds.GRAVER_TOLD_AFTER for wait in waits)

    def _since(self, copy: Advisory) -> datetime:
        """Return since when advice at least as grave is seen."""
        level, departure = gravity(copy)
        return min(
            since
            for (seen_level, seen_departure), since in self.graver_seen.items()
            if seen_level >= level and seen_departure >= departure
        )


def gravity(copy: Advisory) -> tuple[int, int]:
    """Return level and departure advice; these copies have no parts."""
    return int(copy.severity or 0), int(copy.departure)


def is_issue(old: Advisory, copy: Advisory) -> bool:
    """Check whether a copy may be an issue that was replaced, in the words of another back end."""
    is_as_grave = old.severity == copy.severity and old.departure >= copy.departure
    return is_as_grave and copy.issued_on is not None and old.issued_on == copy.issued_on


def identity(copy: Advisory) -> str:
    """Return what identifies a copy: level and text, or all its content if it has no text."""
    if not copy.has_text:
        return fingerprint(copy)
    return f"{copy.severity} {text_hash(copy.text)}"
