"""The result of sending an alert, as entry points log and print it."""

from dataclasses import dataclass

from advisory_watch.core.alert import Alert
from advisory_watch.core.errors import DeliveryFailed, LedgerError


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One attempt to send one alert; `error` is None if the alert is no longer pending."""

    alert: Alert
    error: DeliveryFailed | LedgerError | None = None
