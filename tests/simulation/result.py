"""The result of a scenario, with its statistics."""

from collections import Counter
from dataclasses import dataclass, replace

from simulation.audit_log import AuditLog
from simulation.crisis.simulator import CrisisResult
from simulation.crisis.telling import UNCONFIRMED
from simulation.world import World

MILDER_AND_LATE = "milder issues recorded later than two hours, or taken for another copy"

MILDER_AND_LATE_MAX = 0.002
"""The largest share of scenarios with such an issue. A date within days of the record's proves
nothing, so no rule can know it from the copy of another back end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """A broken promise, with the evidence; `is_in_crisis` if a crisis broke it."""

    invariant: str
    found: str
    is_in_crisis: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulationResult:
    """The first violation, if any; injected faults by kind, and other counts by name."""

    violation: Violation | None
    faults: Counter[str]
    counts: Counter[str]


def build_result(world: World, violation: Violation | None) -> SimulationResult:
    """Count the events of a scene."""
    return SimulationResult(
        violation=violation,
        faults=Counter({fault.value: times for fault, times in world.injected_faults.items()}),
        counts=_counts(world),
    )


def with_crisis(result: SimulationResult, crisis: CrisisResult) -> SimulationResult:
    """Add the crisis of a seed to the result of its scenario."""
    return replace(
        result,
        violation=result.violation or first_violation(crisis),
        counts=Counter({**result.counts, **crisis.counts}),
    )


def first_violation(crisis: CrisisResult) -> Violation | None:
    """Return the first broken promise of a crisis."""
    if not crisis.findings:
        return None
    first = crisis.findings[0]
    return Violation(
        invariant=first.oracle, found=f"{first.mode} {first.found}".strip(), is_in_crisis=True
    )


def _counts(world: World) -> Counter[str]:
    audit_log, counted = world.audit_log, world.counts
    sent = {alert for alert, _ in audit_log.accepted}
    repeated = _sent_again(audit_log)
    reasons = Counter(reason for alert_id in repeated for reason in audit_log.excused[alert_id])
    return Counter(
        {
            "checks": counted["check"],
            "scheduled retries and triggers": counted["retry"],
            "crashes survived": counted["killed"],
            "versions recorded": sum(map(len, audit_log.versions.values())),
            "… told as unconfirmed": sum(
                recorded.version.rule == UNCONFIRMED
                for versions in audit_log.versions.values()
                for recorded in versions
            ),
            MILDER_AND_LATE: len(world.milder_and_late),
            "alerts created": len(audit_log.enqueued),
            "alerts sent": len(sent),
            "bursts, sent as one email": counted["bursts"],
            "alerts sent more than once": len(repeated),
            **{f"… {reason}": times for reason, times in reasons.items()},
        }
    )


def _sent_again(audit_log: AuditLog) -> set[str]:
    return {alert for (alert, _), times in audit_log.accepted.items() if times > 1}
