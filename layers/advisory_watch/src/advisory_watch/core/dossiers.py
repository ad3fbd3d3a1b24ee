"""The history of a destination across all sources, from which its page is built."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from advisory_watch.core.advisories import Advisory
from advisory_watch.core.alerts import Alert, alert_for
from advisory_watch.core.comparing import Word, word_of
from advisory_watch.core.versions import Known, Version


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One version with the advice before it.

    `before` is the last advice, or None for the first version. `alert` is the alert for this
    version, or None for a silent first version. For a notice, `before` is the notice before
    it.
    """

    version: Version
    before: Advisory | None
    alert: Alert | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The current record of one source about a destination, and its history, oldest first."""

    known: Known
    steps: tuple[Step, ...]

    @property
    def word(self) -> Word | None:
        """The current advice, or None for no advice and for notices."""
        return word_of(self.known, [step.version for step in self.steps])


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """The history of one destination in every source, in display order of the sources.

    `found` are the alerts and corrections of this destination that the outbox holds, by id.
    """

    destination: str
    told: tuple[Told, ...]
    found: Mapping[str, Alert] = field(default_factory=dict)

    @property
    def alerts(self) -> tuple[Alert, ...]:
        """Every alert for this destination, as derived from its history."""
        return tuple(step.alert for history in self.told for step in history.steps if step.alert)


def steps_of(history: Sequence[Version]) -> tuple[Step, ...]:
    """Pair each version with the last advice before it; `history` is in order of time."""
    return tuple(_steps(history))


def _steps(history: Iterable[Version]) -> Iterator[Step]:
    before: Advisory | None = None
    for version in history:
        yield Step(version=version, before=before, alert=alert_for(before, version))
        before = version.advisory or before
