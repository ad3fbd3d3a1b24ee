"""Check the outbox against the versions that its alerts were made from."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from advisory_watch.app.ports import Clock, Outbox
from advisory_watch.core.alerts import Alert
from advisory_watch.core.errors import CorruptLedger
from advisory_watch.core.proofs.alerts import (
    alert_remarks,
    alerts_due,
    change_remarks,
    orphan_remarks,
)
from advisory_watch.core.proofs.chains import Chain
from advisory_watch.core.proofs.remarks import Remark, broken, note

A_MONTH = timedelta(days=32)
"""Added to the first day of a month, this leads into the next month."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertProof:
    """Compares pending and sent alerts with the alerts that the versions require."""

    outbox: Outbox
    clock: Clock

    def remarks(self, chains: Sequence[Chain], *, has_all: bool) -> Iterator[Remark]:
        """Check each version's alert; if all chains are given, also check each alert's version."""
        due = {alert.id: alert for chain in chains for alert in alerts_due(chain).values()}
        found: dict[str, Alert] = {}
        yield from self._look_up(due, found)
        for chain in chains:
            yield from alert_remarks(chain, found)
            yield from change_remarks(chain)
        if has_all:
            begun = min((alert.owed_at for alert in due.values()), default=self.clock())
            yield from self._orphans(frozenset(due), begun)

    def _look_up(self, ids: Collection[str], found: dict[str, Alert]) -> Iterator[Remark]:
        """Find alerts by their ids; if one cannot be read, find the others one by one."""
        try:
            found |= self.outbox.found(ids)
        except CorruptLedger:
            for alert_id in ids:
                try:
                    found |= self.outbox.found([alert_id])
                except CorruptLedger as error:
                    yield broken(f"alert {alert_id}", "an alert that can be read", str(error))

    def _orphans(self, due: frozenset[str], begun: datetime) -> Iterator[Remark]:
        """Find alerts without a version, and report how many are still pending."""
        alerts: list[Alert] = []
        try:
            alerts.extend(self.outbox.pending())
            if alerts:
                oldest = (
                    f"the oldest since {min(entry.owed_at for entry in alerts):%Y-%m-%d %H:%M} UTC"
                )
                yield note("outbox", "every alert sent", f"{len(alerts)} still owed, {oldest}")
            for month in _months(begun, self.clock()):
                alerts += self.outbox.sent(month)
        except CorruptLedger as error:
            yield broken("outbox", "alerts that can be read", str(error))
        corrected = [entry.corrects for entry in alerts if entry.corrects]
        ever: Mapping[str, Alert] = self.outbox.found(corrected) if corrected else {}
        for alert in alerts:
            yield from orphan_remarks(alert, due, frozenset(ever))


def _months(first: datetime, last: datetime) -> Iterator[str]:
    """Name the months from one moment to another, as the outbox does."""
    month = first.replace(day=1)
    while f"{month:%Y-%m}" <= f"{last:%Y-%m}":
        yield f"{month:%Y-%m}"
        month = (month + A_MONTH).replace(day=1)
