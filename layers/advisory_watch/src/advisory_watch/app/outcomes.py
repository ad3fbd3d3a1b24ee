"""Results of the use cases, which entry points log, print and count."""

from dataclasses import dataclass
from datetime import date, datetime

from advisory_watch.app.doors import Answer
from advisory_watch.core.advisories import Advisory, Problem, Reading
from advisory_watch.core.alerts import Alert
from advisory_watch.core.health import Health
from advisory_watch.core.urgency import is_urgent
from advisory_watch.core.verdicts.verdict import Outcome, Verdict
from advisory_watch.core.versions import Version


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeOutcome:
    """One change of one destination, as published (docs: From outside)."""

    source: str
    destination: str
    kind: str
    from_severity: int | None
    to_severity: int | None
    from_native: str | None
    to_native: str | None
    decided_at: datetime
    issued_on: date | None
    rule: str
    urgent: bool
    version: int
    alert_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceOutcome:
    """The result of one check of one source.

    `reason` says why the check failed, or gives a warning if it did not. `first_seen` counts
    destinations that were recorded silently. `verdicts` has all detections. `problems` are
    documents and items that could not be parsed.

    `deferred` counts documents that were skipped for lack of time: the next check begins with them.
    `parts` counts partitions that were handed on. `part` names the checked partition, if only one
    was checked.
    """

    source: str
    decided_at: datetime
    door: str | None
    ok: bool
    destinations: int = 0
    reason: str = ""
    first_seen: int = 0
    changes: tuple[ChangeOutcome, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    problems: tuple[Problem, ...] = ()
    deferred: int = 0
    parts: int = 0
    part: str = ""

    @property
    def held(self) -> tuple[Verdict, ...]:
        """The candidates that wait for confirmation."""
        return tuple(verdict for verdict in self.verdicts if verdict.outcome is Outcome.HELD)


def decided(answer: Answer, reading: Reading, verdicts: tuple[Verdict, ...]) -> SourceOutcome:
    """Report a snapshot and its detections."""
    gathered = answer.gathered
    return SourceOutcome(
        source=reading.source,
        decided_at=reading.read_at,
        door=reading.door,
        ok=gathered.blindness is None,
        destinations=len(reading.destinations),
        reason=answer.reason,
        first_seen=sum(verdict.outcome is Outcome.FIRST_SEEN for verdict in verdicts),
        verdicts=verdicts,
        problems=reading.problems,
        deferred=gathered.deferred,
        parts=gathered.handed.parts if gathered.handed else 0,
    )


def unchanged(health: Health, answer: Answer, at: datetime) -> SourceOutcome:
    """Report that a source is unchanged, in the documents that could be read."""
    gathered = answer.gathered
    return SourceOutcome(
        source=health.source,
        decided_at=at,
        door=gathered.door.id,
        ok=gathered.blindness is None,
        destinations=health.destinations,
        reason=answer.reason,
        problems=gathered.problems,
        deferred=gathered.deferred,
        parts=gathered.handed.parts if gathered.handed else 0,
    )


def change_outcomes(
    before: Advisory | None, version: Version, alert: Alert | None
) -> tuple[ChangeOutcome, ...]:
    """Return one outcome for each change of a version."""
    after = version.advisory
    return tuple(
        ChangeOutcome(
            source=version.source,
            destination=version.destination,
            kind=change.value,
            from_severity=_severity(before),
            to_severity=_severity(after),
            from_native=before.native_level if before else None,
            to_native=after.native_level if after else None,
            decided_at=version.decided_at,
            issued_on=after.issued_on if after else None,
            rule=version.rule,
            urgent=is_urgent(before, version),
            version=version.number,
            alert_id=alert.id if alert else None,
        )
        for change in version.changes
    )


def _severity(advisory: Advisory | None) -> int | None:
    return None if advisory is None or advisory.severity is None else int(advisory.severity)
