"""How a story ended, and what there was to count in it."""

from collections import Counter
from dataclasses import dataclass

from simulation.notary import Notary
from simulation.scene import Scene


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """A promise that was broken, and by what."""

    invariant: str
    found: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """The first violation, if any; faults that were met by kind, and other figures by name."""

    violation: Violation | None
    faults: Counter[str]
    counts: Counter[str]


def ending_of(scene: Scene, violation: Violation | None) -> Ending:
    """Count what happened on a scene."""
    return Ending(
        violation=violation,
        faults=Counter({each.value: times for each, times in scene.injected.items()}),
        counts=_counts(scene),
    )


def _counts(scene: Scene) -> Counter[str]:
    notary, ended = scene.notary, scene.ended
    sent = {alert for alert, _ in notary.accepted}
    again = _sent_again(notary)
    reasons = Counter(reason for each in again for reason in notary.excused[each])
    return Counter(
        {
            "checks": ended["check"],
            "sweeps and rings": ended["sweep"],
            "crashes survived": ended["killed"],
            "versions recorded": sum(map(len, notary.versions.values())),
            "alerts owed": len(notary.owed),
            "alerts sent": len(sent),
            "storms, sent as one email": ended["storms"],
            "alerts sent more than once": len(again),
            **{f"… {reason}": times for reason, times in reasons.items()},
        }
    )


def _sent_again(notary: Notary) -> set[str]:
    return {alert for (alert, _), times in notary.accepted.items() if times > 1}
