"""One process of a scenario: its fault injector, its view of the services, and its results."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from advisory_watch.app.results import SourceOutcome
from advisory_watch.core.detection.rules.rule import Decision
from simulation.application import Application, Environment, source_of
from simulation.event_loop import Process
from simulation.fault_injection import AMBIGUOUS, FaultInjector, FaultyClient
from simulation.faults import Fault, Job, Service
from simulation.sns import Sns
from simulation.web import SimulatedWeb
from simulation.world import SuccessfulRead, World

TIME_LIMIT_S = {Job.CHECK: 900, Job.RETRY: 120}
"""The time limit of each function in seconds: `Timeout` in template.yaml."""

RESERVED_S = {Job.CHECK: 120, Job.RETRY: 30}
"""The seconds before the limit in which the handlers start no new work."""

LEDGER_FAILURES = frozenset({Fault.REFUSED, Fault.THROTTLED, Fault.LOST})
"""Faults of the ledger that prevent marking an alert despite retries."""

AMBIGUOUS_ANSWER = "the answer of SNS was ambiguous"
NOT_MARKED = "the process or its ledger failed between sending and marking"


@dataclass(slots=True, kw_only=True)
class ProcessRun:
    """A process; `recorded_before` are the destinations that had a record before it started."""

    world: World
    job: Job
    clock_s: float
    process: Process
    injector: FaultInjector
    recorded_before: frozenset[tuple[str, str]]
    web: SimulatedWeb = field(init=False)
    outcomes: list[SourceOutcome] = field(default_factory=list)
    sent: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.web = SimulatedWeb(
            injector=self.injector,
            clock=self.clock,
            true_time=self.world.time,
            sites={site.publisher.source_id: site for site in self.world.sites},
        )

    def clock(self) -> datetime:
        """Return the time on the clock of this process."""
        return self.world.loop.now + timedelta(seconds=self.clock_s)

    def work(self, application: Application, source_ids: tuple[str, ...]) -> None:
        """Do the work of the function's handler."""
        environment = self._environment()
        until = self.clock() + timedelta(seconds=TIME_LIMIT_S[self.job] - RESERVED_S[self.job])
        if self.job is Job.RETRY:
            list(application.dispatcher(environment).drain(until))
            return
        for outcome in application.check(environment).run(map(source_of, source_ids), until):
            self.outcomes.append(outcome)

    def reads(self) -> tuple[SuccessfulRead, ...]:
        """Return the successful reads of this process, with the issues that it judged.

        It leaves out issues that it postponed because its clock made the read too early: they are
        for the next check.
        """
        return tuple(
            SuccessfulRead(
                source=outcome.source,
                true_issues=tuple(
                    issue
                    for issue in self.web.served[outcome.source, outcome.endpoint].true_issues
                    if issue.code not in _postponed(outcome)
                ),
                recorded_before=frozenset(
                    code for source, code in self.recorded_before if source == outcome.source
                ),
            )
            for outcome in self.outcomes
            if outcome.ok and outcome.endpoint is not None
        )

    def excuse_unmarked(self) -> None:
        """Excuse alerts that were sent but could not be marked."""
        is_failed = any(
            service is Service.DYNAMODB and fault in LEDGER_FAILURES
            for service, fault in self.injector.met_faults
        )
        if self.process.is_killed or is_failed:
            in_outbox = self.sent & self.world.audit_log.in_outbox
            self.world.audit_log.excuse(tuple(sorted(in_outbox)), NOT_MARKED)

    def _accepted(self, alerts: tuple[str, ...], channels: tuple[str, ...]) -> None:
        """Note the accepted alerts, and whether this process can know that they were accepted."""
        self.world.counts["bursts"] += len(alerts) > 1
        if self.injector.current_fault in AMBIGUOUS:
            self.world.audit_log.excuse(alerts, AMBIGUOUS_ANSWER)
        else:
            self.sent |= set(alerts)
        self.world.audit_log.messages_accepted(alerts, channels)

    def _environment(self) -> Environment:
        injector, world = self.injector, self.world
        return Environment(
            dynamodb=FaultyClient(injector, Service.DYNAMODB, world.dynamodb),
            s3=FaultyClient(injector, Service.S3, world.s3),
            sns=FaultyClient(injector, Service.SNS, Sns(self._accepted)),
            web=self.web,
            clock=self.clock,
            monotonic=world.seconds,
            wait=self.process.wait,
        )


def _postponed(outcome: SourceOutcome) -> frozenset[str]:
    return frozenset(
        result.destination for result in outcome.detections if result.rule is Decision.OLDER_READING
    )
