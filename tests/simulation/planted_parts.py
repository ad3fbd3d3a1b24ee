"""Parts with one deliberate bug each."""

from datetime import datetime, timedelta
from typing import Any

from advisory_watch.adapters.dynamodb import DynamoLedger
from advisory_watch.app.check import Check, CheckRound
from advisory_watch.app.recorder import after_gathering, save_health
from advisory_watch.app.results import SourceOutcome
from advisory_watch.app.source_fetcher import SourceFetchResult
from advisory_watch.bootstrap.messages import render_publication
from advisory_watch.core.advisory import Snapshot
from advisory_watch.core.alert import Alert
from advisory_watch.core.alert_batch import Publication, single_transmission
from advisory_watch.core.errors import ArchiveError, DeliveryFailed, LedgerError, StaleVersion
from advisory_watch.core.page import Page
from advisory_watch.core.record import DestinationRecord, Version
from simulation.house import House, Outside


class Part:
    """Wraps a real part, and changes one of its methods."""

    def __init__(self, real: Any, outside: Outside) -> None:
        self.real = real
        self.outside = outside

    def __getattr__(self, name: str) -> Any:
        return getattr(self.real, name)


class SendsFirst(Part):
    """Sends an alert before recording it: if the record is refused, the alert was false."""

    def record(
        self, record: DestinationRecord, version: Version | None, alert: Alert | None
    ) -> None:
        """Send, then record."""
        if alert is not None:
            House().notifier(self.outside).send(render_publication(single_transmission(alert)))
        self.real.record(record, version, alert)


class MarksFirst(Part):
    """Marks an alert as sent when it claims it: if the process dies then, the alert is lost."""

    def claim(self, alert: Alert, at: datetime, until: datetime) -> bool:
        """Claim and mark."""
        is_ours: bool = self.real.claim(alert, at, until)
        if is_ours:
            self.real.mark_sent(alert, at)
        return is_ours


class Unconditional(Part):
    """Writes without conditions, even if another writer was faster."""

    def transact_write_items(self, *, TransactItems: list[dict[str, Any]]) -> Any:  # noqa: N803 - boto3's name
        """Drop the conditions."""
        writes = [
            {verb: {k: v for k, v in write.items() if k != "ConditionExpression"}}
            for entry in TransactItems
            for verb, write in entry.items()
        ]
        return self.real.transact_write_items(TransactItems=writes)

    def put_item(self, **asked: Any) -> Any:
        """Drop the condition."""
        return self.real.put_item(**{k: v for k, v in asked.items() if k != "ConditionExpression"})


class RemembersFirst(Check):
    """Saves the page as read before recording its changes: if that fails, no check reads it again.

    The project has no cursor that could run ahead of the outbox. The hash and the validators of the
    last judged page are the closest equivalent.
    """

    def _decide(
        self, now: CheckRound, answer: SourceFetchResult, snapshot: Snapshot
    ) -> SourceOutcome:
        """Save the health, then decide."""
        following = after_gathering(now.state.health, answer.fetched)
        save_health(self.ledger, following, answer.fetched.blindness, self.clock())
        return super()._decide(now, answer, snapshot)


class SwallowsThrottling(Part):
    """Treats alerts that SNS refused as sent."""

    def send(self, publication: Publication) -> None:
        """Send, and ignore a failure."""
        try:
            self.real.send(publication)
        except DeliveryFailed:
            return


class SwallowsRefusals(Part):
    """Treats versions that the ledger refused as recorded."""

    def record(
        self, record: DestinationRecord, version: Version | None, alert: Alert | None
    ) -> None:
        """Record, and ignore a failure."""
        try:
            self.real.record(record, version, alert)
        except StaleVersion:
            raise
        except LedgerError:
            return


class OverwritesHeld(Part):
    """Writes a pending candidate with the whole record read before, even if it changed since."""

    def record(
        self, record: DestinationRecord, version: Version | None, alert: Alert | None
    ) -> None:
        """Write without the condition that the record is unchanged."""
        ledger = self.real
        if version is None:
            ledger = DynamoLedger(Unconditional(self.outside.dynamodb, self.outside), "ledger", ())  # type: ignore[arg-type]
        ledger.record(record, version, alert)


class OwesLater(Part):
    """Records the version first and its alert in a second transaction."""

    def record(
        self, record: DestinationRecord, version: Version | None, alert: Alert | None
    ) -> None:
        """Split the transaction in two."""
        self.real.record(record, version, None)
        if alert is not None:
            House().outbox(self.outside).enqueue(alert)


class KeepsIfItCan(Part):
    """Continues if a page could not be archived."""

    def keep(self, page: Page) -> str:
        """Archive the page, and ignore a failure."""
        try:
            key: str = self.real.keep(page)
        except ArchiveError:
            return page.sha256
        return key


class ClaimsAnyway(Part):
    """Sends alerts that another dispatcher has claimed."""

    def claim(self, alert: Alert, at: datetime, until: datetime) -> bool:
        """Claim, and continue in any case."""
        self.real.claim(alert, at, until)
        return True


class NeverLetsGo(Part):
    """Claims for a year: no process takes over the alerts of a process that died."""

    def claim(self, alert: Alert, at: datetime, until: datetime) -> bool:
        """Claim for a year."""
        is_ours: bool = self.real.claim(alert, at, until + timedelta(days=365))
        return is_ours
