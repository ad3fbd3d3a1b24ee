"""Run a scenario to its end, and report the first violation."""

from collections.abc import Callable, Iterable
from datetime import timedelta
from functools import partial
from random import Random

from simulation.application import Application
from simulation.crisis.telling import TOLD_WITHIN
from simulation.event_loop import Process
from simulation.fault_injection import FaultInjector
from simulation.faults import FaultSchedule, Job
from simulation.invariants import ALWAYS, AT_THE_END, Invariant
from simulation.process_run import TIME_LIMIT_S, ProcessRun
from simulation.result import SimulationResult, Violation, build_result
from simulation.scenario import (
    USUAL_TRIGGER,
    AdviceIssued,
    EndpointSwitched,
    FeedDistorted,
    ProcessStarted,
    Scenario,
    ScenarioEvent,
    ServiceBroken,
    StreamTrigger,
)
from simulation.world import START, World

RETRY_INTERVAL = timedelta(minutes=5)
"""The schedule of the notify function in template.yaml."""


class InvariantBroken(Exception):
    """A promise is broken; ends the scenario."""

    def __init__(self, violation: Violation) -> None:
        super().__init__(violation.found)
        self.violation = violation


class Simulation:
    """A scenario with its scene, and the application that runs it."""

    def __init__(self, scenario: Scenario, application: Application) -> None:
        self._scenario = scenario
        self._application = application
        self._world = World()
        self._world.audit_log.on_enqueued = self._trigger_stream
        self._triggers = list(scenario.triggers)
        self._has_ended_faults = False
        self._processes: list[Process] = []

    def run_seed(self) -> SimulationResult:
        """Run the scenario to its end, or to the first broken promise."""
        violation = None
        loop = self._world.loop
        try:
            for event in self._scenario.events:
                loop.call_at(START + timedelta(seconds=event.at_s), partial(self._apply, event))
            loop.run()
            self._end_faults()
        except InvariantBroken as broken:
            violation = broken.violation
        finally:
            for process in self._processes:
                process.abandon()
        return build_result(self._world, violation)

    def _apply(self, event: ScenarioEvent) -> None:
        world = self._world
        match event:
            case AdviceIssued():
                publisher = world.sites[event.publisher].publisher
                code = publisher.codes[event.destination % len(publisher.codes)]
                tells_to_leave = event.tells_to_leave
                publisher.issue(code, event.severity, world.loop.now, tells_to_leave=tells_to_leave)
            case FeedDistorted():
                site = world.sites[event.publisher]
                site.distortion, site.destination, site.is_flapping = (
                    event.distortion,
                    event.destination,
                    event.is_flapping,
                )
            case EndpointSwitched():
                world.sites[event.publisher].has_second_endpoint = event.is_open
            case ServiceBroken(fault=None):
                world.services_down.pop(event.service, None)
            case ServiceBroken(fault=fault) if fault is not None:
                world.services_down[event.service] = fault
            case ProcessStarted():
                self._start(event.job, event.publishers, event.clock_s, event.faults)

    def _trigger_stream(self) -> None:
        """Trigger the stream for an alert that was just written."""
        if self._has_ended_faults:
            return
        trigger = self._triggers.pop(0) if self._triggers else USUAL_TRIGGER
        loop = self._world.loop
        for delay_s in trigger.delays_s:
            loop.call_at(
                loop.now + timedelta(seconds=delay_s), partial(self._start_dispatcher, trigger)
            )

    def _start_dispatcher(self, trigger: StreamTrigger) -> None:
        self._start(Job.RETRY, (), trigger.clock_s, trigger.faults)

    def _end_faults(self) -> None:
        """End all faults and distortions; then check and retry twice, as the schedules do.

        What is in doubt at the first check is recorded two hours later.
        """
        world = self._world
        self._has_ended_faults = True
        world.services_down.clear()
        for site in world.sites:
            site.distortion = None
        all_sites = tuple(range(len(world.sites)))
        for job, delay in (
            (Job.CHECK, RETRY_INTERVAL),
            (Job.CHECK, TOLD_WITHIN),
            (Job.RETRY, timedelta(0)),
            (Job.RETRY, RETRY_INTERVAL),
        ):
            world.loop.now += delay
            self._start(job, all_sites, 0.0, ())
            world.loop.run()
        self._require(AT_THE_END)

    def _start(
        self, job: Job, publishers: tuple[int, ...], clock_s: float, faults: FaultSchedule
    ) -> None:
        """Start a process with random latencies of its own, independent of earlier processes."""
        world = self._world
        ids = tuple(world.sites[number].publisher.source_id for number in publishers)
        process = Process(
            world.loop,
            TIME_LIMIT_S[job],
            lambda: process_run.work(self._application, ids),
            lambda: self._check_invariants(process_run),
        )
        injector = FaultInjector(
            process=process,
            faults=faults,
            services_down=world.services_down,
            random=Random(f"{self._scenario.seed} {len(self._processes)}"),
            injected_faults=world.injected_faults,
        )
        recorded = frozenset(
            destination for destination, number in world.audit_log.record_numbers.items() if number
        )
        process_run = ProcessRun(
            world=world,
            job=job,
            clock_s=clock_s,
            process=process,
            injector=injector,
            recorded_before=recorded,
        )
        self._processes.append(process)
        process.start()

    def _check_invariants(self, process_run: ProcessRun) -> None:
        """Check every invariant when a process has ended."""
        world = self._world
        world.counts[process_run.job.value] += 1
        world.counts["killed"] += process_run.process.is_killed
        process_run.excuse_unmarked()
        world.reads = process_run.reads()
        for read in world.reads:
            world.good_reads[read.source].append(world.loop.now)
            for issue in read.true_issues:
                key = (read.source, issue.code, issue.number)
                world.first_read_at.setdefault(key, world.loop.now)
        for outcome in process_run.outcomes:
            if "a mistake of ours" in outcome.reason:
                world.internal_errors.append(f"{outcome.source}: {outcome.reason}")
        self._require(ALWAYS)

    def _require(self, invariants: Iterable[Invariant]) -> None:
        for invariant in invariants:
            for found in invariant(self._world):
                raise InvariantBroken(Violation(invariant=invariant.__name__, found=found))


def simulate(
    scenario: Scenario, application: Callable[[], Application] = Application
) -> SimulationResult:
    """Run a scenario, in the real application or in one with a planted bug."""
    return Simulation(scenario, application()).run_seed()
