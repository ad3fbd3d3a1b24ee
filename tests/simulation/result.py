"""The result of a story, with its statistics."""

from collections import Counter
from dataclasses import dataclass

from simulation.audit_log import Notary
from simulation.world import Scene


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """A broken promise, with the evidence."""

    invariant: str
    found: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """The first violation, if any; injected faults by kind, and other counts by name."""

    violation: Violation | None
    faults: Counter[str]
    counts: Counter[str]


def ending_of(scene: Scene, violation: Violation | None) -> Ending:
    """Count the events of a scene."""
    return Ending(
        violation=violation,
        faults=Counter({fault.value: times for fault, times in scene.injected.items()}),
        counts=_counts(scene),
    )


def _counts(scene: Scene) -> Counter[str]:
    notary, ended = scene.notary, scene.ended
    sent = {alert for alert, _ in notary.accepted}
    again = _sent_again(notary)
    reasons = Counter(reason for alert_id in again for reason in notary.excused[alert_id])
    return Counter(
        {
            "checks": ended["check"],
            "sweeps and rings": ended["sweep"],
            "crashes survived": ended["killed"],
            "versions recorded": sum(map(len, notary.versions.values())),
            "alerts owed": len(notary.pending),
            "alerts sent": len(sent),
            "storms, sent as one email": ended["storms"],
            "alerts sent more than once": len(again),
            **{f"… {reason}": times for reason, times in reasons.items()},
        }
    )


def _sent_again(notary: Notary) -> set[str]:
    return {alert for (alert, _), times in notary.accepted.items() if times > 1}
