"""The project's own parts, wired as in the cloud, each to a wire that can fail."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from advisory_watch.adapters.dynamodb import DynamoLedger, DynamoOutbox
from advisory_watch.adapters.s3 import S3Archive
from advisory_watch.adapters.sns import SnsNotifier
from advisory_watch.adapters.warc import pack_page, unpack_page
from advisory_watch.app.check import Check
from advisory_watch.app.pacing import Pacer
from advisory_watch.app.ports import Archive, Ledger, Notifier, Outbox, Web
from advisory_watch.app.relay import Relay
from advisory_watch.core.sources import Source
from advisory_watch.sources.us_state import SOURCE
from advisory_watch.wiring.mail import SETTLE_S, word
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
    web: Web
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

    def relay(self, outside: Outside) -> Relay:
        """Build a dispatcher."""
        return Relay(
            outbox=self.outbox(outside),
            notifier=self.notifier(outside),
            clock=outside.clock,
            word=word,
            pacer=Pacer(monotonic=outside.monotonic, wait=outside.wait),
            settle=lambda: outside.wait(SETTLE_S),
        )


def source_of(source_id: str) -> Source:
    """Build a source that is parsed like the Department of State, under another id."""
    doors = tuple(
        replace(door, target=replace(door.target, source_id=source_id)) for door in SOURCE.doors
    )
    return replace(SOURCE, id=source_id, doors=doors, expected=(4, 20))
