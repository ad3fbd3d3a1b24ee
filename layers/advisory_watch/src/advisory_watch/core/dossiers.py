"""All that was ever said of one destination, step by step: what its page is made of."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from advisory_watch.core.advisories import Advisory
from advisory_watch.core.alerts import Alert, alert_for
from advisory_watch.core.comparing import Word, word_of
from advisory_watch.core.versions import Known, Version


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One version beside what stood before it.

    `before` is what was said last, None at the first. `alert` is what people were owed for
    it, None for a silent first reading. Of a notice, `before` is the notice before it.
    """

    version: Version
    before: Advisory | None
    alert: Alert | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What one source says of a destination, and ever said; `steps` are the oldest first."""

    known: Known
    steps: tuple[Step, ...]

    @property
    def word(self) -> Word | None:
        """What it says now, unless it speaks in notices."""
        return word_of(self.known, [each.version for each in self.steps])


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """What every source says of one destination, in the order in which sources are shown.

    `found` are alerts of it that the outbox knows by their ids, and their corrections.
    """

    destination: str
    told: tuple[Told, ...]
    found: Mapping[str, Alert] = field(default_factory=dict)

    @property
    def alerts(self) -> tuple[Alert, ...]:
        """Every alert that was ever owed for it, as its history has them."""
        return tuple(step.alert for each in self.told for step in each.steps if step.alert)


def steps_of(history: Sequence[Version]) -> tuple[Step, ...]:
    """Set each version beside the last words before it; `history` is in order of time."""
    return tuple(_steps(history))


def _steps(history: Iterable[Version]) -> Iterator[Step]:
    before: Advisory | None = None
    for version in history:
        yield Step(version=version, before=before, alert=alert_for(before, version))
        before = version.advisory or before
