"""Views of one destination: the advice of all governments, side by side and over time."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import takewhile

from advisory_watch.core.advisory import Advisory, Severity
from advisory_watch.core.alert import UNCONFIRMED, Alert, build_alert, is_notice
from advisory_watch.core.record import DestinationRecord, PendingCandidate, Version

WORTH_SAYING = 2
"""Publishers draw the line between neighbouring levels differently: one level is no disagreement.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class CurrentAdvice:
    """The current advice of one source about a destination.

    `advisory` is None if there is only a pending candidate; after a withdrawal it is the last
    advice. `since` is the day on which the ledger recorded the current level. `is_older` is
    set if that level was already in the first snapshot. `is_unconfirmed` is set if the
    advice was still in doubt when it was recorded.
    """

    source: str
    advisory: Advisory | None
    since: date | None = None
    is_older: bool = False
    is_withdrawn: bool = False
    is_unconfirmed: bool = False
    unconfirmed: PendingCandidate | None = None

    @property
    def severity(self) -> Severity | None:
        """The current severity of the whole destination, or None if there is no level."""
        return None if self.advisory is None or self.is_withdrawn else self.advisory.severity

    @property
    def gravest(self) -> Severity | None:
        """The graver severity of the whole and its parts, or None if there is none."""
        return max(filter(None, (self.severity, self.graver_part)), default=None)

    @property
    def graver_part(self) -> Severity | None:
        """The severity of the gravest part, if it is graver than the whole."""
        if self.advisory is None or self.is_withdrawn:
            return None
        return graver_than(self.advisory.severity, self.advisory.partial_severity)


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """The gravest and the mildest advice, and the difference between them in levels."""

    steps: int
    gravest: tuple[CurrentAdvice, ...]
    mildest: tuple[CurrentAdvice, ...]


def graver_than(whole: Severity | None, part: Severity | None) -> Severity | None:
    """Return the severity of a part if it is graver than the whole; no level counts as normal."""
    return part if part and part > (whole or Severity.NORMAL) else None


def current_advice(record: DestinationRecord, history: Sequence[Version]) -> CurrentAdvice | None:
    """Return the current advice of a source, or None if it has none or publishes notices."""
    said = record.advisory or (record.pending.advisory if record.pending else None)
    if said is None or said.notice_id is not None:
        return None
    start = began_at(history)
    return CurrentAdvice(
        source=record.source,
        advisory=record.advisory,
        since=start.decided_at.date() if start else None,
        is_older=start is not None and start.number == 1,
        is_withdrawn=record.is_withdrawn,
        is_unconfirmed=record.rule == UNCONFIRMED,
        unconfirmed=record.pending,
    )


def began_at(history: Sequence[Version]) -> Version | None:
    """Return the version in which the current level began, ignoring other changes since.

    `history` is in order of time. Returns None if it is empty.
    """
    same = takewhile(lambda version: _said(version) == _said(history[-1]), reversed(history))
    return [None, *same][-1]


def spread(words: Iterable[CurrentAdvice]) -> int:
    """Return the number of levels between the gravest and the mildest advice, parts included.

    Advice without any level does not count, nor does withdrawn advice.
    """
    steps = [word.gravest for word in words if word.gravest is not None]
    return int(max(steps) - min(steps)) if steps else 0


def difference(words: Sequence[CurrentAdvice]) -> Difference | None:
    """Return the difference between governments, or None if it is too small to mention."""
    if (steps := spread(words)) < WORTH_SAYING:
        return None
    stated = [word.gravest for word in words if word.gravest is not None]
    return Difference(
        steps=steps,
        gravest=tuple(word for word in words if word.gravest == max(stated)),
        mildest=tuple(word for word in words if word.gravest == min(stated)),
    )


def notices_of(history: Iterable[Version]) -> tuple[Version, ...]:
    """Return the versions that are notices, newest first by the publisher's own time."""
    notices = (version for version in history if is_notice(version.advisory))
    return tuple(sorted(notices, key=_published, reverse=True))


def _said(version: Version) -> str | None:
    return None if version.advisory is None else version.advisory.native_level


def _published(version: Version) -> tuple[datetime, int]:
    """Return when a notice was published, or the time of our snapshot if it does not say."""
    issued_at = version.advisory.issued_at if version.advisory else None
    return issued_at or version.decided_at, version.number


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryStep:
    """One version with the advice before it.

    `before` is None for the first version; for a notice, it is the notice before it. `alert` is
    None for a silent first version.
    """

    version: Version
    before: Advisory | None
    alert: Alert | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceHistory:
    """The current record of one source about a destination, and its history, oldest first."""

    record: DestinationRecord
    steps: tuple[HistoryStep, ...]

    @property
    def advice(self) -> CurrentAdvice | None:
        """The current advice, or None for no advice and for notices."""
        return current_advice(self.record, [step.version for step in self.steps])


@dataclass(frozen=True, slots=True, kw_only=True)
class DestinationHistory:
    """The history of one destination in every source, in display order of the sources.

    `found` are the alerts and corrections of this destination that the outbox holds, by id.
    """

    destination: str
    histories: tuple[SourceHistory, ...]
    found: Mapping[str, Alert] = field(default_factory=dict)

    @property
    def alerts(self) -> tuple[Alert, ...]:
        """Every alert for this destination, as derived from its history."""
        return tuple(
            step.alert for history in self.histories for step in history.steps if step.alert
        )


def history_steps(history: Sequence[Version]) -> tuple[HistoryStep, ...]:
    """Pair each version with the last advice before it; `history` is in order of time."""
    steps: list[HistoryStep] = []
    before: Advisory | None = None
    for version in history:
        alert = build_alert(before, version)
        steps.append(HistoryStep(version=version, before=before, alert=alert))
        before = version.advisory or before
    return tuple(steps)
