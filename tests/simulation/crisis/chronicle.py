"""What was shown to the program, and what it recorded and reported, in true time."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from advisory_watch.core.advisory import Advisory
from advisory_watch.core.record import Version
from simulation.crisis.copies import Copy
from simulation.crisis.issues import Issue, find_wording
from simulation.crisis.scenario import Mode
from simulation.crisis.telling import DATES_SLIP, TOLD_WITHIN, UNCONFIRMED, Exemption, Telling
from simulation.crisis.watch import CheckResult

BLIND_FOR_LONG = timedelta(hours=10)
"""A doubt may start again after so long: with its own two hours, its candidate has lapsed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedCopy:
    """A version, and the number of the issue that it was made from."""

    issue: int
    advisory: Advisory
    at: datetime


@dataclass(slots=True, kw_only=True)
class Chapter:
    """The chronicle of one destination.

    `issues` are the true issues, and `newest` is the newest one that the program read whole.
    `first_whole` maps the number of an issue to the time of the first good read that showed it
    whole, `since_sight` to the first one since the source was last out of sight for long, and
    `superseded_at` to the time when a newer one followed. `first_words`, `last_read` and
    `first_dates` map a wording to the times when the program first and last read it, and to its
    first date. `served` maps a wording and a title to the copy, and when it was first read.
    """

    code: str
    mode: Mode
    issues: Sequence[Issue]
    newest: Issue | None = None
    number_before_watch: int | None = None
    first_whole: dict[int, datetime] = field(default_factory=dict)
    since_sight: dict[int, datetime] = field(default_factory=dict)
    first_words: dict[str, datetime] = field(default_factory=dict)
    first_dates: dict[str, date] = field(default_factory=dict)
    last_read: dict[str, datetime] = field(default_factory=dict)
    served: dict[tuple[str, int], tuple[Copy, datetime]] = field(default_factory=dict)
    superseded_at: dict[int, datetime] = field(default_factory=dict)
    recorded: Advisory | None = None
    versions: list[RecordedCopy] = field(default_factory=list)
    tellings: list[Telling] = field(default_factory=list)

    def read(self, copy: Copy, at: datetime, *, is_good: bool) -> None:
        """Note a copy that the program read."""
        self.offer(copy, at)
        if not copy.is_whole or not copy.wording:
            return
        issue = copy.issue
        if is_good:
            self.first_whole.setdefault(issue.number, at)
            self.since_sight.setdefault(issue.number, at)
        if self.newest is None or issue.number > self.newest.number:
            for number in range(self.newest.number if self.newest else 0, issue.number):
                self.superseded_at.setdefault(number, at)
            self.newest = issue
        if self.number_before_watch is None:
            self.number_before_watch = issue.number

    def offer(self, copy: Copy, at: datetime) -> None:
        """Note a copy that the program could read if it had a reason to."""
        if copy.wording:
            self.first_words.setdefault(copy.wording, at)
            self.first_dates.setdefault(copy.wording, copy.dated_on)
            self.last_read[copy.wording] = at
        self.served.setdefault((copy.wording, copy.title), (copy, at))

    def record(self, advisory: Advisory | None, copy: Copy | None, at: datetime) -> None:
        """Note a version, and the issue that it was made from."""
        if advisory is None:
            return
        self.recorded = advisory
        if copy is not None:
            number = copy.issue.number
            self.versions.append(RecordedCopy(issue=number, advisory=advisory, at=at))

    def may_be_told_before(self, issue: Issue) -> bool:
        """Check whether an issue that says to leave may be another copy of an earlier one.

        The earlier one was shown under this date, or within days of it by a back end that still
        shows it.
        """
        first = self.first_whole[issue.number]
        return any(
            copy.issue.number < issue.number
            and (
                copy.dated_on >= issue.issued_on
                or (
                    copy.issue.tells_to_leave
                    and self.last_read[copy.wording] > first
                    and copy.dated_on >= issue.issued_on - DATES_SLIP
                )
            )
            for copy, _ in self.served.values()
            if copy.wording
        )

    def has_told(self, issue: Issue) -> bool:
        """Check whether this issue or a later one was reported as urgent."""
        return any(
            telling.is_urgent and telling.copy and telling.copy.issue.number >= issue.number
            for telling in self.tellings
        )

    @property
    def is_misled(self) -> bool:
        """Whether the last news was an exempt lowering: what it replaced counts as old now."""
        last = self.tellings[-1] if self.tellings else None
        return last is not None and last.exemption is not None and last.falls

    def is_old(self, issue: Issue) -> bool:
        """Check whether the program read a newer issue before."""
        return self.newest is not None and issue.number < self.newest.number

    def was_read_before(self, copy: Copy) -> bool:
        """Check whether the words of an old copy were read before a newer issue."""
        read_at = self.first_words.get(copy.wording)
        superseded_at = self.superseded_at.get(copy.issue.number)
        return read_at is not None and superseded_at is not None and read_at < superseded_at

    def copy_of(self, version: Version, shown: Copy | None) -> Copy | None:
        """Find the copy that a version was made from; one without words is the one shown."""
        advisory = version.advisory
        if advisory is None or advisory.severity is None:
            return None
        wording = find_wording(advisory.text)
        is_wordless = shown is not None and not (wording or shown.wording)
        if shown is not None and is_wordless and advisory.severity == shown.title:
            return shown
        served = self.served.get((wording, advisory.severity))
        return served[0] if served else None

    def exemption(self, telling: Telling) -> Exemption | None:
        """Excuse a telling of a copy that no rule can know to be old or wrong."""
        copy = telling.copy
        if copy is None or not copy.wording:
            return None
        replaced_at = self.superseded_at.get(copy.issue.number)
        is_replaced = replaced_at is not None and telling.at - replaced_at >= TOLD_WITHIN
        if self.was_read_before(copy) and is_replaced:
            return None
        is_old = self.is_old(copy.issue)
        if not is_old and copy.is_level_true:
            return Exemption.LEAVE_TWICE if self._says_leave_again(telling, copy) else None
        is_patient = telling.at - self._level_first_shown(copy) >= TOLD_WITHIN
        if telling.version.rule == UNCONFIRMED and is_patient:
            return Exemption.UNCONFIRMED if telling.is_later_by >= -DATES_SLIP else None
        is_newer = telling.is_later_by > timedelta(0) and self._has_first_date(telling, copy)
        return Exemption.NEWER_DATE if is_old and copy.is_level_true and is_newer else None

    def _says_leave_again(self, telling: Telling, copy: Copy) -> bool:
        """Check for an issue that was sent before, in other words and under an earlier date."""
        is_known = any(
            earlier.copy and earlier.copy.issue.number == copy.issue.number
            for earlier in self.tellings
        )
        is_only_urgent = telling.kinds == {"urgent"} and telling.is_later_by > timedelta(0)
        return is_known and is_only_urgent and self._has_first_date(telling, copy)

    def _has_first_date(self, telling: Telling, copy: Copy) -> bool:
        """Check whether these words never had another date."""
        advisory = telling.version.advisory
        return advisory is not None and advisory.issued_on == self.first_dates[copy.wording]

    def _level_first_shown(self, copy: Copy) -> datetime:
        """Return when any copy first had the title of this one."""
        return min(at for (_, title), (_, at) in self.served.items() if title == copy.title)


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckNote:
    """One check as the world saw it.

    `is_good` is set if the page was whole and the clock of this check and of the one before were
    right. Only such checks must tell what is due.
    """

    at: datetime
    copies: Mapping[str, Copy]
    result: CheckResult
    is_good: bool
    tellings: tuple[Telling, ...]


@dataclass(slots=True, kw_only=True)
class Chronicle:
    """All chapters by destination, and when a check last read the page."""

    chapters: dict[str, Chapter]
    read_at: datetime | None = None

    def note(
        self, at: datetime, copies: Mapping[str, Copy], result: CheckResult, *, is_good: bool
    ) -> CheckNote:
        """Note a check: first what it read, then what it recorded.

        A check that fails has read only the copies that it recorded.
        """
        recorded = {change.version.destination for change in result.changes}
        if self.read_at is not None and at - self.read_at >= BLIND_FOR_LONG:
            for chapter in self.chapters.values():
                chapter.since_sight.clear()
        if result.is_ok:
            self.read_at = at
        for code, copy in copies.items():
            if result.is_ok or is_good or code in recorded:
                self.chapters[code].read(copy, at, is_good=is_good)
        tellings = tuple(self._tellings(at, copies, result))
        return CheckNote(at=at, copies=copies, result=result, is_good=is_good, tellings=tellings)

    def _tellings(
        self, at: datetime, copies: Mapping[str, Copy], result: CheckResult
    ) -> Iterator[Telling]:
        for change in result.changes:
            version = change.version
            chapter = self.chapters[version.destination]
            copy = chapter.copy_of(version, copies.get(version.destination))
            chapter.record(version.advisory, copy, at)
            if change.alert is None:
                continue
            telling = Telling(
                at=at,
                version=version,
                before=change.before,
                is_urgent=change.alert.is_urgent,
                copy=copy,
            )
            telling = replace(telling, exemption=chapter.exemption(telling))
            chapter.tellings.append(telling)
            yield telling
