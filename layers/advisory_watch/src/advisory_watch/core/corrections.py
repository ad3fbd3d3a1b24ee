"""Retraction of alerts: the correction for readers who received a wrong alert."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from advisory_watch.core.alerts import CORRECTION, Alert, short_id

RULE = "retracted"
"""A person decided this, not a rule of the program."""


def correction_of(alert: Alert, reason: str, at: datetime) -> Alert:
    """Build the correction for every reader who could have received the alert, with its urgency.

    The id of the correction derives from the id of the alert, so that an alert is retracted
    only once. The correction keeps both states: a filter that let the alert through must let
    the correction through.
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
    """Derive the id of the correction of an alert."""
    return short_id(CORRECTION, alert_id)


def as_it_was(correction: Alert) -> Alert:
    """Return the alert as it was worded when sent; an alert that is no correction is unchanged."""
    if correction.corrects is None:
        return correction
    kinds = correction.kinds[1:]
    return replace(correction, id=correction.corrects, kinds=kinds, note="", corrects=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fate:
    """The final state of an alert: valid, corrected, or cancelled before it was sent.

    `reason` is the text of the correction that readers received. The correction was created at
    `corrected_at`.
    """

    is_cancelled: bool = False
    corrected_at: datetime | None = None
    reason: str = ""

    @property
    def stands(self) -> bool:
        """Tell whether the alert is still valid: neither cancelled nor corrected."""
        return not self.is_cancelled and self.corrected_at is None


def with_corrections(alert_ids: Iterable[str]) -> tuple[str, ...]:
    """Return the ids of alerts and their corrections, to look up both in an outbox."""
    return tuple(
        outbox_id for alert_id in alert_ids for outbox_id in (alert_id, correction_id(alert_id))
    )


def fate_of(alert_id: str, found: Mapping[str, Alert]) -> Fate:
    """Return the final state of an alert; `found` holds the outbox items of it and its correction.

    An alert that is not in any outbox is valid: the decision behind it is still true.
    """
    alert, correction = found.get(alert_id), found.get(correction_id(alert_id))
    if alert is not None and alert.is_cancelled:
        return Fate(is_cancelled=True)
    if correction is not None:
        return Fate(corrected_at=correction.owed_at, reason=correction.note)
    return Fate()
