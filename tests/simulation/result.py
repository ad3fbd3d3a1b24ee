"""The result of a scenario, with its statistics."""

from collections import Counter
from dataclasses import dataclass

from simulation.audit_log import AuditLog
from simulation.world import World


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """A broken promise, with the evidence."""

    invariant: str
    found: str


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
            "alerts created": len(audit_log.enqueued),
            "alerts sent": len(sent),
            "bursts, sent as one email": counted["bursts"],
            "alerts sent more than once": len(repeated),
            **{f"… {reason}": times for reason, times in reasons.items()},
        }
    )


def _sent_again(audit_log: AuditLog) -> set[str]:
    return {alert for (alert, _), times in audit_log.accepted.items() if times > 1}
