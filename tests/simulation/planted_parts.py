"""Parts that do one thing otherwise than the real ones: mistakes on purpose."""

from datetime import datetime, timedelta
from typing import Any

from advisory_watch.adapters.dynamodb import DynamoLedger
from advisory_watch.app.check import Check, Round
from advisory_watch.app.doors import Answer
from advisory_watch.app.outcomes import SourceOutcome
from advisory_watch.app.remembering import after_gathering, remember
from advisory_watch.core.advisories import Reading
from advisory_watch.core.alerts import Alert
from advisory_watch.core.errors import ArchiveError, DeliveryFailed, LedgerError, StaleVersion
from advisory_watch.core.grouping import alone
from advisory_watch.core.message import Publication
from advisory_watch.core.pages import Page
from advisory_watch.core.versions import Known, Version
from advisory_watch.wiring.mail import word
from simulation.house import House, Outside


class Part:
    """Stands before a real part, and does one thing otherwise."""

    def __init__(self, real: Any, outside: Outside) -> None:
        self.real = real
        self.outside = outside

    def __getattr__(self, name: str) -> Any:
        return getattr(self.real, name)


class SendsFirst(Part):
    """Sends an alert while it records it: should the record be refused, it was false."""

    def record(self, known: Known, version: Version | None, alert: Alert | None) -> None:
        """Send, then record."""
        if alert is not None:
            House().notifier(self.outside).send(word(alone(alert)))
        self.real.record(known, version, alert)


class MarksFirst(Part):
    """Marks an alert as sent when it takes it: should the process die then, it is lost."""

    def claim(self, alert: Alert, at: datetime, until: datetime) -> bool:
        """Claim and mark."""
        is_ours: bool = self.real.claim(alert, at, until)
        if is_ours:
            self.real.mark_sent(alert, at)
        return is_ours


class Unconditional(Part):
    """Writes whatever it wants, whoever was faster."""

    def transact_write_items(self, *, TransactItems: list[dict[str, Any]]) -> Any:  # noqa: N803 - boto3's name
        """Leave out the conditions."""
        writes = [
            {verb: {k: v for k, v in write.items() if k != "ConditionExpression"}}
            for each in TransactItems
            for verb, write in each.items()
        ]
        return self.real.transact_write_items(TransactItems=writes)

    def put_item(self, **asked: Any) -> Any:
        """Leave out the condition."""
        return self.real.put_item(**{k: v for k, v in asked.items() if k != "ConditionExpression"})


class RemembersFirst(Check):
    """Notes the page as read before its news is recorded: should that fail, nobody looks again.

    The project has no cursor that could run ahead of the outbox; the hash and validators of
    the page last judged are what comes nearest.
    """

    def _decide(self, now: Round, answer: Answer, reading: Reading) -> SourceOutcome:
        """Remember, then decide."""
        following = after_gathering(now.state.health, answer.gathered)
        remember(self.ledger, following, answer.gathered.blindness, self.clock())
        return super()._decide(now, answer, reading)


class SwallowsThrottling(Part):
    """Takes what SNS refused for sent."""

    def send(self, publication: Publication) -> None:
        """Send, and hope."""
        try:
            self.real.send(publication)
        except DeliveryFailed:
            return


class SwallowsRefusals(Part):
    """Takes what the ledger refused for recorded."""

    def record(self, known: Known, version: Version | None, alert: Alert | None) -> None:
        """Record, and hope."""
        try:
            self.real.record(known, version, alert)
        except StaleVersion:
            raise
        except LedgerError:
            return


class OverwritesHeld(Part):
    """Writes back a held candidate with all that it read before, whoever was faster."""

    def record(self, known: Known, version: Version | None, alert: Alert | None) -> None:
        """Read, change and write, without asking what happened in between."""
        ledger = self.real
        if version is None:
            ledger = DynamoLedger(Unconditional(self.outside.dynamodb, self.outside), "ledger", ())  # type: ignore[arg-type]
        ledger.record(known, version, alert)


class OwesLater(Part):
    """Records the version, then owes its alert by itself."""

    def record(self, known: Known, version: Version | None, alert: Alert | None) -> None:
        """Make two transactions of one."""
        self.real.record(known, version, None)
        if alert is not None:
            House().outbox(self.outside).owe(alert)


class KeepsIfItCan(Part):
    """Goes on where the page could not be kept."""

    def keep(self, page: Page) -> str:
        """Keep, and hope."""
        try:
            key: str = self.real.keep(page)
        except ArchiveError:
            return page.sha256
        return key


class ClaimsAnyway(Part):
    """Sends what another relay is about to send."""

    def claim(self, alert: Alert, at: datetime, until: datetime) -> bool:
        """Claim, and go on in any case."""
        self.real.claim(alert, at, until)
        return True


class NeverLetsGo(Part):
    """Claims for a year: of a process that dies, nobody takes it over."""

    def claim(self, alert: Alert, at: datetime, until: datetime) -> bool:
        """Claim for long."""
        is_ours: bool = self.real.claim(alert, at, until + timedelta(days=365))
        return is_ours
