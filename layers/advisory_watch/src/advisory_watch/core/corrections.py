"""Taking an alert back: what is owed to those who were told something wrong."""

from dataclasses import replace
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
