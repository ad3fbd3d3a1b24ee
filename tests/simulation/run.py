"""One process of a story: its wire, its view of the services, and its results."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from advisory_watch.app.results import SourceOutcome
from advisory_watch.core.detection.rule import Decision
from simulation.house import House, Outside, source_of
from simulation.loop import Process
from simulation.scene import Read, Scene
from simulation.sns import Sns
from simulation.troubles import Fault, Job, Service
from simulation.web import SimulatedWeb
from simulation.wire import AMBIGUOUS, Client, Wire

LASTS_S = {Job.CHECK: 900, Job.SWEEP: 120}
"""The time limit of each function in seconds: `Timeout` in template.yaml."""

RESERVED_S = {Job.CHECK: 120, Job.SWEEP: 30}
"""The seconds before the limit in which the handlers start no new work."""

FAILING = frozenset({Fault.REFUSED, Fault.THROTTLED, Fault.LOST})
"""Faults of the ledger that prevent marking an alert despite retries."""

AMBIGUOUS_ANSWER = "the answer of SNS was ambiguous"
NOT_MARKED = "the process or its ledger failed between sending and marking"


@dataclass(slots=True, kw_only=True)
class Run:
    """A process; `known_before` are the destinations that had a record before it started."""

    scene: Scene
    job: Job
    clock_s: float
    process: Process
    wire: Wire
    known_before: frozenset[tuple[str, str]]
    web: SimulatedWeb = field(init=False)
    outcomes: list[SourceOutcome] = field(default_factory=list)
    sent: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.web = SimulatedWeb(
            wire=self.wire,
            clock=self.clock,
            true_time=self.scene.time,
            sites={site.publisher.source_id: site for site in self.scene.sites},
        )

    def clock(self) -> datetime:
        """Return the time on the clock of this process."""
        return self.scene.loop.now + timedelta(seconds=self.clock_s)

    def work(self, house: House, source_ids: tuple[str, ...]) -> None:
        """Do the work of the function's handler."""
        outside = self._outside()
        until = self.clock() + timedelta(seconds=LASTS_S[self.job] - RESERVED_S[self.job])
        if self.job is Job.SWEEP:
            list(house.dispatcher(outside).drain(until))
            return
        for outcome in house.check(outside).run(map(source_of, source_ids), until):
            self.outcomes.append(outcome)

    def reads(self) -> tuple[Read, ...]:
        """Return the successful reads of this process, with the issues that it judged.

        It leaves out issues that it postponed because its clock made the read too early: they are
        for the next check.
        """
        return tuple(
            Read(
                source=outcome.source,
                truths=tuple(
                    issue
                    for issue in self.web.served[outcome.source, outcome.endpoint].truths
                    if issue.code not in _put_off(outcome)
                ),
                known_before=frozenset(
                    code for source, code in self.known_before if source == outcome.source
                ),
            )
            for outcome in self.outcomes
            if outcome.ok and outcome.endpoint is not None
        )

    def excuse_unmarked(self) -> None:
        """Excuse alerts that were sent but could not be marked."""
        is_failed = any(
            service is Service.DYNAMODB and fault in FAILING for service, fault in self.wire.met
        )
        if self.process.is_killed or is_failed:
            waiting = self.sent & self.scene.notary.waiting
            self.scene.notary.excuse(tuple(sorted(waiting)), NOT_MARKED)

    def _accepted(self, alerts: tuple[str, ...], channels: tuple[str, ...]) -> None:
        """Note the accepted alerts, and whether this process can know that they were accepted."""
        self.scene.ended["storms"] += len(alerts) > 1
        if self.wire.under in AMBIGUOUS:
            self.scene.notary.excuse(alerts, AMBIGUOUS_ANSWER)
        else:
            self.sent |= set(alerts)
        self.scene.notary.took(alerts, channels)

    def _outside(self) -> Outside:
        wire, scene = self.wire, self.scene
        return Outside(
            dynamodb=Client(wire, Service.DYNAMODB, scene.dynamodb),
            s3=Client(wire, Service.S3, scene.s3),
            sns=Client(wire, Service.SNS, Sns(self._accepted)),
            web=self.web,
            clock=self.clock,
            monotonic=scene.seconds,
            wait=self.process.wait,
        )


def _put_off(outcome: SourceOutcome) -> frozenset[str]:
    return frozenset(
        result.destination for result in outcome.detections if result.rule is Decision.OLDER_READING
    )
