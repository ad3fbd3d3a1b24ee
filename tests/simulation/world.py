"""The world of a scenario, and the data that the invariants use after every process."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial

from simulation.application import PUBLISHERS
from simulation.audit_log import AuditLog
from simulation.dynamodb import DynamoDb
from simulation.event_loop import EventLoop
from simulation.faults import Fault, Service
from simulation.publishers import Issue, SimulatedPublisher
from simulation.s3 import S3
from simulation.web import SimulatedSite

START = datetime(2026, 9, 1, 7, 30, tzinfo=UTC)
"""A few hours before midnight on a weekday, so that scenarios cross into the next dates."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SuccessfulRead:
    """A successful check: the true issues on its page, and the destinations recorded before."""

    source: str
    true_issues: tuple[Issue, ...]
    recorded_before: frozenset[str]


@dataclass(slots=True)
class World:
    """Publishers, services and time.

    `reads` are the reads of the process that ended last. `good_reads` lists the times of successful
    reads by source, and `first_read_at` when a successful read first showed an issue, by source,
    destination and number. `milder_and_late` names issues in the same way: each is milder than one
    of days before, and was not recorded two hours after that read. `internal_errors` lists outcomes
    that the program itself calls its own bugs.
    """

    loop: EventLoop = field(default_factory=lambda: EventLoop(START))
    audit_log: AuditLog = field(default_factory=AuditLog)
    services_down: dict[Service, Fault] = field(default_factory=dict)
    injected_faults: Counter[Fault] = field(default_factory=Counter)
    counts: Counter[str] = field(default_factory=Counter)
    reads: tuple[SuccessfulRead, ...] = ()
    good_reads: defaultdict[str, list[datetime]] = field(default_factory=lambda: defaultdict(list))
    first_read_at: dict[tuple[str, str, int], datetime] = field(default_factory=dict)
    milder_and_late: set[tuple[str, str, int]] = field(default_factory=set)
    internal_errors: list[str] = field(default_factory=list)
    sites: tuple[SimulatedSite, ...] = field(
        default_factory=lambda: tuple(
            SimulatedSite(SimulatedPublisher(source, codes, START))
            for source, codes in PUBLISHERS.items()
        )
    )
    dynamodb: DynamoDb = field(init=False)
    s3: S3 = field(init=False)

    def __post_init__(self) -> None:
        self.dynamodb = DynamoDb(self.audit_log)
        self.s3 = S3(self.audit_log.object_written)
        for site in self.sites:
            site.newest_issue = partial(self._newest_issue, site.publisher.source_id)

    def time(self) -> datetime:
        """Return the true time."""
        return self.loop.now

    def seconds(self) -> float:
        """Return the seconds since the start of the scenario."""
        return (self.loop.now - START).total_seconds()

    def _newest_issue(self, source_id: str, code: str) -> int:
        return self.audit_log.newest_issue((source_id, code))

    def publisher(self, source_id: str) -> SimulatedPublisher:
        """Return a publisher by the id of its source."""
        return next(site.publisher for site in self.sites if site.publisher.source_id == source_id)
