"""Retract a wrong alert, on the channels on which it was sent."""

from dataclasses import dataclass
from enum import Enum

from advisory_watch.app.ports import Clock, Outbox
from advisory_watch.core.alert import Alert, build_correction
from advisory_watch.core.errors import UsageError


class RetractionOutcome(Enum):
    """What happened to an alert that was to be retracted."""

    CANCELLED = "cancelled"
    CORRECTED = "corrected"
    BEFORE = "retracted_before"


@dataclass(frozen=True, slots=True, kw_only=True)
class Retraction:
    """The alert, what happened to it, and the correction to send if people have received it."""

    alert: Alert
    outcome: RetractionOutcome
    correction: Alert | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Retractor:
    """Retracts alerts: each alert once, however often it is requested."""

    outbox: Outbox
    clock: Clock

    def retract(self, alert_id: str, reason: str) -> Retraction:
        """Cancel an alert that certainly no one has received; enqueue a correction of any other.

        Raises `UsageError` if there is no such alert, or if it is itself a correction.
        """
        if not reason.strip():
            raise UsageError("retract: expected a reason for those who were told, found none")
        alert, now = self._found(alert_id), self.clock()
        if alert.is_cancelled:
            return Retraction(alert=alert, outcome=RetractionOutcome.BEFORE)
        if self.outbox.cancel(alert, now):
            return Retraction(alert=alert, outcome=RetractionOutcome.CANCELLED)
        correction = build_correction(alert, reason.strip(), now)
        is_new = self.outbox.enqueue(correction)
        outcome = RetractionOutcome.CORRECTED if is_new else RetractionOutcome.BEFORE
        return Retraction(alert=alert, outcome=outcome, correction=correction)

    def _found(self, alert_id: str) -> Alert:
        alert = self.outbox.found([alert_id]).get(alert_id)
        if alert is None:
            raise UsageError(
                f"retract: expected the id of an alert, as its email ends with, found {alert_id!r}"
            )
        if alert.corrects is not None:
            raise UsageError(
                f"retract: expected an alert, found the correction of {alert.corrects}; "
                "people need to be told in your own words what is true now"
            )
        return alert
