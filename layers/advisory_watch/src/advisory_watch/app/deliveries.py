"""What the relay reports: entry points log it, print it, and count it."""

from dataclasses import dataclass

from advisory_watch.core.errors import DeliveryFailed, LedgerError


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One attempt to send one alert; `error` is None where it is owed no more."""

    alert_id: str
    source: str
    destination: str | None
    kind: str
    urgent: bool
    error: DeliveryFailed | LedgerError | None = None
