"""A source with an index and documents on several hosts, checked whole or in partitions.

Each destination has one document, made of our own records. The index lists when each changed.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from advisory_watch.adapters.memory import MemoryArchive, MemoryLedger, MemoryOutbox
from advisory_watch.app.check import Check
from advisory_watch.app.partition_dispatcher import PartitionDispatcher
from advisory_watch.app.partition_worker import PartitionWorker
from advisory_watch.app.results import SourceOutcome
from advisory_watch.bootstrap.rule_set import rule_set_version
from advisory_watch.core.advisory import Advisory
from advisory_watch.core.errors import HandingFailed, SourceError
from advisory_watch.core.page import Page, Target, Validators
from advisory_watch.core.partition import Partition
from advisory_watch.core.source import Document, Endpoint, Listing, Source
from support.builders import an_advisory
from support.fakes.fetch_each import SequentialFetcher
from support.scenarios.watched_source import Time, a_source, read_records, written

INDEX = "https://index.example/"
CODES = (
    *("AR", "BR", "CL", "DE", "EG", "FR", "GR", "HU", "IN", "JP", "KE", "KW"),
    *("LA", "MX", "NO", "OM", "PE", "QA", "RU", "SE", "TH", "UA", "VN", "YE"),
)
HOSTS = ("a.example", "b.example", "c.example")


@dataclass(slots=True, kw_only=True)
class PartitionedWeb(SequentialFetcher):
    """Implements the port `Web`: a document and a change time per destination; hosts can fail."""

    time: Time
    says: dict[str, Advisory] = field(default_factory=dict)
    moved: dict[str, datetime] = field(default_factory=dict)
    down: dict[str, SourceError] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def publish(self, *advisories: Advisory) -> None:
        """Publish these advisories now."""
        for advisory in advisories:
            self.says[advisory.destination] = advisory
            self.moved[advisory.destination] = self.time()

    def fetch(self, target: Target, validators: Validators) -> Page:
        """Serve the index, or a document unless its host is down."""
        del validators
        self.asked.append(target.url)
        if target.url == INDEX:
            lines = [f"{code} {moved.isoformat()}" for code, moved in sorted(self.moved.items())]
            return Page(target=target, body="\n".join(lines).encode(), fetched_at=self.time())
        _, _, host, code = target.url.split("/")
        if host in self.down:
            raise self.down[host]
        return Page(target=target, body=written(self.says[code]), fetched_at=self.time())


def list_documents(target: Target, index: Page | None) -> Listing:
    """List the documents of the index; they are spread over the hosts."""
    assert index is not None
    entries = [line.split() for line in index.body.decode().splitlines()]
    return Listing(
        documents=tuple(
            Document(
                id=code,
                target=replace(target, url=f"https://{HOSTS[CODES.index(code) % 3]}/{code}"),
                destinations=frozenset({code}),
                moved_at=datetime.fromisoformat(moved),
            )
            for code, moved in entries
        )
    )


@dataclass(slots=True)
class PartitionQueue:
    """Implements the port `Workers`: partitions wait here until a test works them."""

    partitions: list[Partition] = field(default_factory=list)
    is_closed: bool = False

    def hand(self, partitions: Sequence[Partition]) -> None:
        """Accept partitions, unless closed."""
        if self.is_closed:
            raise HandingFailed("expected a queue, found none")
        self.partitions.extend(partitions)


class PartitionedWatch:
    """One source, checked in one check or in partitions: same publisher, different way to read."""

    def __init__(self, *, is_wide: bool = True) -> None:
        self.time = Time()
        self.web = PartitionedWeb(time=self.time)
        self.web.publish(*(an_advisory(destination=code, name=code) for code in CODES))
        self.outbox = MemoryOutbox()
        self.ledger = MemoryLedger(self.outbox)
        self.line = PartitionQueue()
        partition_dispatcher = PartitionDispatcher(
            workers=self.line, ledger=self.ledger, from_documents=10
        )
        self.check_of_all = Check(
            rule_set_version=rule_set_version,
            web=self.web,
            ledger=self.ledger,
            archive=MemoryArchive(),
            clock=self.time,
            partition_dispatcher=partition_dispatcher if is_wide else None,
        )
        endpoint = Endpoint(
            target=Target(source_id="us_state", endpoint="index", url=INDEX, media="html"),
            read=read_records,
            list=list_documents,
            has_index=True,
        )
        self.source: Source = replace(a_source("index"), endpoints=(endpoint,))

    def check(self, after_min: float = 10) -> SourceOutcome:
        """Check the source without working the partitions that it queues."""
        self.time.passes(minutes=after_min)
        self.web.asked.clear()
        return self.check_of_all.check(self.source)

    def work(self) -> list[SourceOutcome]:
        """Work all waiting partitions."""
        worker = PartitionWorker(check=self.check_of_all, source_of=lambda _: self.source)
        waiting, self.line.partitions = self.line.partitions, []
        return [worker.work(partition) for partition in waiting]

    def round(self, after_min: float = 10) -> list[SourceOutcome]:
        """Check the source, then work the queued partitions."""
        return [self.check(after_min), *self.work()]
