"""Results of the dispatcher, which entry points log, print and count."""

from dataclasses import dataclass

from advisory_watch.core.errors import DeliveryFailed, LedgerError


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One attempt to send one alert; `error` is None if the alert is no longer pending."""

    alert_id: str
    source: str
    destination: str | None
    kind: str
    urgent: bool
    error: DeliveryFailed | LedgerError | None = None
