"""The world of a story, and the data that the invariants use after every process."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial

from simulation.dynamodb import DynamoDb
from simulation.application import PUBLISHERS
from simulation.event_loop import Loop
from simulation.audit_log import Notary
from simulation.publishers import Issue, Publisher
from simulation.s3 import S3
from simulation.faults import Fault, Service
from simulation.web import Site

START = datetime(2026, 9, 1, 7, 30, tzinfo=UTC)
"""A few hours before midnight on a weekday, so that stories cross into the next dates."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A successful check: the true issues on its page, and the destinations recorded before."""

    source: str
    truths: tuple[Issue, ...]
    known_before: frozenset[str]


@dataclass(slots=True)
class Scene:
    """Publishers, services and time.

    `reads` are the reads of the process that ended last. `good_reads` lists the times of successful
    reads by source. `mistakes` lists outcomes that the program itself calls its own mistakes.
    """

    loop: Loop = field(default_factory=lambda: Loop(START))
    notary: Notary = field(default_factory=Notary)
    broken: dict[Service, Fault] = field(default_factory=dict)
    injected: Counter[Fault] = field(default_factory=Counter)
    ended: Counter[str] = field(default_factory=Counter)
    reads: tuple[Read, ...] = ()
    good_reads: defaultdict[str, list[datetime]] = field(default_factory=lambda: defaultdict(list))
    mistakes: list[str] = field(default_factory=list)
    sites: tuple[Site, ...] = field(
        default_factory=lambda: tuple(
            Site(Publisher(source, codes, START)) for source, codes in PUBLISHERS.items()
        )
    )
    dynamodb: DynamoDb = field(init=False)
    s3: S3 = field(init=False)

    def __post_init__(self) -> None:
        self.dynamodb = DynamoDb(self.notary)
        self.s3 = S3(self.notary.kept)
        for site in self.sites:
            site.issue_known = partial(self._issue_known, site.publisher.source_id)

    def time(self) -> datetime:
        """Return the true time."""
        return self.loop.now

    def seconds(self) -> float:
        """Return the seconds since the start of the story."""
        return (self.loop.now - START).total_seconds()

    def _issue_known(self, source_id: str, code: str) -> int:
        return self.notary.issue_known((source_id, code))

    def publisher(self, source_id: str) -> Publisher:
        """Return a publisher by the id of its source."""
        return next(site.publisher for site in self.sites if site.publisher.source_id == source_id)
