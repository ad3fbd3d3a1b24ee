"""The project's own parts, wired as in the cloud, each with clients whose calls can fail."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from advisory_watch.adapters.dynamodb.ledger import DynamoLedger
from advisory_watch.adapters.dynamodb.outbox import DynamoOutbox
from advisory_watch.adapters.s3.pages import S3Archive
from advisory_watch.adapters.sns import SnsNotifier
from advisory_watch.adapters.warc.page import pack_page, unpack_page
from advisory_watch.app.check import Check
from advisory_watch.app.dispatcher import Dispatcher, EmailPacer
from advisory_watch.app.ports import Archive, Ledger, Notifier, Outbox, PageFetcher
from advisory_watch.bootstrap.messages import render_publication
from advisory_watch.bootstrap.rule_set import rule_set_version
from advisory_watch.bootstrap.settings import SETTLE_S
from advisory_watch.core.source import Source
from advisory_watch.sources.us_state import SOURCE
from simulation.fault_injection import FaultyClient
from simulation.sns import OPERATORS, SUBSCRIBERS

PUBLISHERS = {
    "north": ("BR", "FR", "JP", "KE", "KW", "MX", "NO"),
    "south": ("IN", "PE", "RU", "TH", "UA", "ZA"),
}
"""Two publishers with their destinations; few, so that a scenario runs in milliseconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """The environment of a process: its clients, its clock, and its way to wait."""

    dynamodb: FaultyClient
    s3: FaultyClient
    sns: FaultyClient
    web: PageFetcher
    clock: Callable[[], datetime]
    monotonic: Callable[[], float]
    wait: Callable[[float], None]


class Application:
    """Wires the real parts; a planted bug replaces one of them."""

    def ledger(self, environment: Environment) -> Ledger:
        """Open the ledger."""
        return DynamoLedger(environment.dynamodb, "ledger", tuple(PUBLISHERS))  # type: ignore[arg-type]

    def outbox(self, environment: Environment) -> Outbox:
        """Open the outbox."""
        return DynamoOutbox(environment.dynamodb, "ledger")  # type: ignore[arg-type]

    def archive(self, environment: Environment) -> Archive:
        """Open the archive."""
        return S3Archive(environment.s3, "archive", pack_page, unpack_page)  # type: ignore[arg-type]

    def notifier(self, environment: Environment) -> Notifier:
        """Open the notifier."""
        return SnsNotifier(environment.sns, SUBSCRIBERS, OPERATORS)  # type: ignore[arg-type]

    def check(self, environment: Environment) -> Check:
        """Build a check."""
        return Check(
            rule_set_version=rule_set_version,
            web=environment.web,
            ledger=self.ledger(environment),
            archive=self.archive(environment),
            clock=environment.clock,
        )

    def dispatcher(self, environment: Environment) -> Dispatcher:
        """Build a dispatcher."""
        return Dispatcher(
            outbox=self.outbox(environment),
            notifier=self.notifier(environment),
            clock=environment.clock,
            word=render_publication,
            pacer=EmailPacer(monotonic=environment.monotonic, wait=environment.wait),
            settle=lambda: environment.wait(SETTLE_S),
        )


def source_of(source_id: str) -> Source:
    """Build a source that is parsed like the Department of State, under another id."""
    endpoints = tuple(
        replace(endpoint, target=replace(endpoint.target, source_id=source_id))
        for endpoint in SOURCE.endpoints
    )
    return replace(SOURCE, id=source_id, endpoints=endpoints, expected=(4, 20))
