"""Taking an alert back: what is owed to those who were told something wrong."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from advisory_watch.core.alerts import CORRECTION, Alert, short_id

RULE = "retracted"
"""A person decided this, and no rule of ours."""


def correction_of(alert: Alert, reason: str, at: datetime) -> Alert:
    """Owe a correction to everybody who could have got the alert, as urgently as it was.

    Its id comes from the alert's, so that one alert is taken back once. It keeps both
    states: what filtered the alert must let the correction through.
    """
    return replace(
        alert,
        id=correction_id(alert.id),
        kinds=(CORRECTION, *alert.kinds),
        owed_at=at,
        rule=RULE,
        note=reason,
        corrects=alert.id,
    )


def correction_id(alert_id: str) -> str:
    """Name the correction of an alert."""
    return short_id(CORRECTION, alert_id)


def as_it_was(correction: Alert) -> Alert:
    """Return the alert as it was worded when it went out; of no correction, itself."""
    if correction.corrects is None:
        return correction
    kinds = correction.kinds[1:]
    return replace(correction, id=correction.corrects, kinds=kinds, note="", corrects=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fate:
    """What became of an alert: it stands, was corrected, or cancelled before anybody was told.

    `reason` is what those who were told read in its correction, which was owed at
    `corrected_at`.
    """

    is_cancelled: bool = False
    corrected_at: datetime | None = None
    reason: str = ""

    @property
    def stands(self) -> bool:
        """Tell whether nobody took it back."""
        return not self.is_cancelled and self.corrected_at is None


def with_corrections(alert_ids: Iterable[str]) -> tuple[str, ...]:
    """Name alerts and their corrections: what an outbox is asked for, to tell their fate."""
    return tuple(each for known in alert_ids for each in (known, correction_id(known)))


def fate_of(alert_id: str, found: Mapping[str, Alert]) -> Fate:
    """Tell what became of an alert; `found` is what an outbox has of it and its correction.

    One that no outbox ever had stands: what was decided is no less true for it.
    """
    alert, correction = found.get(alert_id), found.get(correction_id(alert_id))
    if alert is not None and alert.is_cancelled:
        return Fate(is_cancelled=True)
    if correction is not None:
        return Fate(corrected_at=correction.owed_at, reason=correction.note)
    return Fate()
