"""Parts with one deliberate bug each."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from advisory_watch.adapters.dynamodb.ledger import DynamoLedger
from advisory_watch.app.check import Check, CheckAttempt
from advisory_watch.app.fetch_result import EndpointFetchResult
from advisory_watch.app.results import ChangeOutcome, SourceOutcome
from advisory_watch.app.source_health import ReadResult, after_fetch, save_health
from advisory_watch.bootstrap.messages import render_publication
from advisory_watch.core.advisory import Snapshot
from advisory_watch.core.alert import Alert
from advisory_watch.core.alert_batch import Publication, single_transmission
from advisory_watch.core.errors import ArchiveError, DeliveryFailed, LedgerError, StaleVersion
from advisory_watch.core.page import Page
from advisory_watch.core.record import DestinationRecord, Version
from simulation.application import Application, Environment


class FaultyPart:
    """Wraps a real part, and changes one of its methods."""

    def __init__(self, real: Any, environment: Environment) -> None:
        self.real = real
        self.environment = environment

    def __getattr__(self, name: str) -> Any:
        return getattr(self.real, name)


class SendBeforeRecord(FaultyPart):
    """Sends an alert before recording it: if the record is refused, the alert was false."""

    def record(
        self, record: DestinationRecord, version: Version | None, alert: Alert | None
    ) -> None:
        """Send, then record."""
        if alert is not None:
            Application().notifier(self.environment).send(
                render_publication(single_transmission(alert))
            )
        self.real.record(record, version, alert)


class MarkBeforeSend(FaultyPart):
    """Marks an alert as sent when it claims it: if the process dies then, the alert is lost."""

    def claim(self, alert: Alert, at: datetime, until: datetime) -> bool:
        """Claim and mark."""
        is_claimed: bool = self.real.claim(alert, at, until)
        if is_claimed:
            self.real.mark_sent(alert, at)
        return is_claimed


class UnconditionalClient(FaultyPart):
    """Writes without conditions, even if another writer was faster."""

    def transact_write_items(self, *, TransactItems: list[dict[str, Any]]) -> Any:  # noqa: N803 - boto3's name
        """Drop the conditions."""
        writes = [
            {verb: {k: v for k, v in write.items() if k != "ConditionExpression"}}
            for entry in TransactItems
            for verb, write in entry.items()
        ]
        return self.real.transact_write_items(TransactItems=writes)

    def put_item(self, **request: Any) -> Any:
        """Drop the condition."""
        return self.real.put_item(
            **{k: v for k, v in request.items() if k != "ConditionExpression"}
        )


class HealthBeforeDecision(Check):
    """Saves the page as read before recording its changes: if that fails, no check reads it again.

    The project has no cursor that could run ahead of the outbox. The hash and the validators of the
    last judged page are the closest equivalent.
    """

    def _process(
        self, attempt: CheckAttempt, fetched: EndpointFetchResult, snapshot: Snapshot
    ) -> Iterator[ChangeOutcome | SourceOutcome]:
        """Save the health, then decide."""
        following = after_fetch(attempt.state.health, fetched)
        save_health(self.ledger, following, ReadResult(failure=fetched.blindness), self.clock())
        return super()._process(attempt, fetched, snapshot)


class IgnoreDeliveryFailure(FaultyPart):
    """Treats alerts that SNS refused as sent."""

    def send(self, publication: Publication) -> None:
        """Send, and ignore a failure."""
        try:
            self.real.send(publication)
        except DeliveryFailed:
            return


class IgnoreLedgerFailure(FaultyPart):
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


class OverwritePending(FaultyPart):
    """Writes a pending candidate with the whole record read before, even if it changed since."""

    def record(
        self, record: DestinationRecord, version: Version | None, alert: Alert | None
    ) -> None:
        """Write without the condition that the record is unchanged."""
        ledger = self.real
        if version is None:
            client: Any = UnconditionalClient(self.environment.dynamodb, self.environment)
            ledger = DynamoLedger(client, "ledger", ())
        ledger.record(record, version, alert)


class SeparateAlertTransaction(FaultyPart):
    """Records the version first and its alert in a second transaction."""

    def record(
        self, record: DestinationRecord, version: Version | None, alert: Alert | None
    ) -> None:
        """Split the transaction in two."""
        self.real.record(record, version, None)
        if alert is not None:
            Application().outbox(self.environment).enqueue(alert)


class IgnoreArchiveFailure(FaultyPart):
    """Continues if a page could not be archived."""

    def keep(self, page: Page) -> str:
        """Archive the page, and ignore a failure."""
        try:
            key: str = self.real.keep(page)
        except ArchiveError:
            return page.sha256
        return key


class IgnoreClaim(FaultyPart):
    """Sends alerts that another dispatcher has claimed."""

    def claim(self, alert: Alert, at: datetime, until: datetime) -> bool:
        """Claim, and continue in any case."""
        self.real.claim(alert, at, until)
        return True


class EndlessClaim(FaultyPart):
    """Claims for a year: no process takes over the alerts of a process that died."""

    def claim(self, alert: Alert, at: datetime, until: datetime) -> bool:
        """Claim for a year."""
        is_claimed: bool = self.real.claim(alert, at, until + timedelta(days=365))
        return is_claimed
