"""The project's own parts, wired as in the cloud, each to a wire that can fail."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from advisory_watch.adapters.dynamodb import DynamoLedger, DynamoOutbox
from advisory_watch.adapters.s3 import S3Archive
from advisory_watch.adapters.sns import SnsNotifier
from advisory_watch.adapters.warc import pack_page, unpack_page
from advisory_watch.app.check import Check
from advisory_watch.app.dispatcher import Dispatcher, EmailPacer
from advisory_watch.app.ports import Archive, Ledger, Notifier, Outbox, PageFetcher
from advisory_watch.bootstrap.messages import render_publication
from advisory_watch.bootstrap.settings import SETTLE_S
from advisory_watch.core.source import Source
from advisory_watch.sources.us_state import SOURCE
from simulation.sns import OPERATORS, SUBSCRIBERS
from simulation.wire import Client

PUBLISHERS = {
    "north": ("BR", "FR", "JP", "KE", "KW", "MX", "NO"),
    "south": ("IN", "PE", "RU", "TH", "UA", "ZA"),
}
"""Two publishers with their destinations; few, so that a story runs in milliseconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """The environment of a process: clients on its wire, its clock, and its way to wait."""

    dynamodb: Client
    s3: Client
    sns: Client
    web: PageFetcher
    clock: Callable[[], datetime]
    monotonic: Callable[[], float]
    wait: Callable[[float], None]


class House:
    """Wires the real parts; a planted bug replaces one of them."""

    def ledger(self, outside: Outside) -> Ledger:
        """Open the ledger."""
        return DynamoLedger(outside.dynamodb, "ledger", tuple(PUBLISHERS))  # type: ignore[arg-type]

    def outbox(self, outside: Outside) -> Outbox:
        """Open the outbox."""
        return DynamoOutbox(outside.dynamodb, "ledger")  # type: ignore[arg-type]

    def archive(self, outside: Outside) -> Archive:
        """Open the archive."""
        return S3Archive(outside.s3, "archive", pack_page, unpack_page)  # type: ignore[arg-type]

    def notifier(self, outside: Outside) -> Notifier:
        """Open the notifier."""
        return SnsNotifier(outside.sns, SUBSCRIBERS, OPERATORS)  # type: ignore[arg-type]

    def check(self, outside: Outside) -> Check:
        """Build a check."""
        return Check(
            web=outside.web,
            ledger=self.ledger(outside),
            archive=self.archive(outside),
            clock=outside.clock,
        )

    def dispatcher(self, outside: Outside) -> Dispatcher:
        """Build a dispatcher."""
        return Dispatcher(
            outbox=self.outbox(outside),
            notifier=self.notifier(outside),
            clock=outside.clock,
            word=render_publication,
            pacer=EmailPacer(monotonic=outside.monotonic, wait=outside.wait),
            settle=lambda: outside.wait(SETTLE_S),
        )


def source_of(source_id: str) -> Source:
    """Build a source that is parsed like the Department of State, under another id."""
    endpoints = tuple(
        replace(endpoint, target=replace(endpoint.target, source_id=source_id))
        for endpoint in SOURCE.endpoints
    )
    return replace(SOURCE, id=source_id, endpoints=endpoints, expected=(4, 20))
