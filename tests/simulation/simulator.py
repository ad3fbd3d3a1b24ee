"""Run a story to its end, and report the first violation."""

from collections.abc import Callable, Iterable
from datetime import timedelta
from functools import partial
from random import Random

from simulation.result import Ending, Violation, ending_of
from simulation.application import House
from simulation.invariants import ALWAYS, AT_THE_END, Invariant
from simulation.event_loop import Process
from simulation.process_run import LASTS_S, Run
from simulation.world import START, Scene
from simulation.scenario import CALM, Breaks, Issues, Opens, Ring, Shows, Starts, Step, Story
from simulation.faults import Faults, Job
from simulation.fault_injection import Wire

SWEEP_EVERY = timedelta(minutes=5)
"""The schedule of the notify function in template.yaml."""


class Broken(Exception):
    """A promise is broken; ends the story."""

    def __init__(self, violation: Violation) -> None:
        super().__init__(violation.found)
        self.violation = violation


class Play:
    """A story with its scene, and the house that it runs in."""

    def __init__(self, story: Story, house: House) -> None:
        self._story = story
        self._house = house
        self._scene = Scene()
        self._scene.notary.on_owed = self._ring
        self._rings = list(story.rings)
        self._is_healed = False
        self._processes: list[Process] = []

    def tell(self) -> Ending:
        """Run the story to its end, or to the first broken promise."""
        violation = None
        loop = self._scene.loop
        try:
            for step in self._story.steps:
                loop.at(START + timedelta(seconds=step.at_s), partial(self._do, step))
            loop.run()
            self._heal()
        except Broken as broken:
            violation = broken.violation
        finally:
            for process in self._processes:
                process.abandon()
        return ending_of(self._scene, violation)

    def _do(self, step: Step) -> None:
        scene = self._scene
        match step:
            case Issues():
                publisher = scene.sites[step.publisher].publisher
                code = publisher.codes[step.place % len(publisher.codes)]
                leave = step.tells_to_leave
                publisher.issue(code, step.severity, scene.loop.now, tells_to_leave=leave)
            case Shows():
                site = scene.sites[step.publisher]
                site.lie, site.place, site.is_flapping = step.lie, step.place, step.is_flapping
            case Opens():
                scene.sites[step.publisher].has_second_door = step.is_open
            case Breaks(fault=None):
                scene.broken.pop(step.service, None)
            case Breaks(fault=fault) if fault is not None:
                scene.broken[step.service] = fault
            case Starts():
                self._start(step.job, step.publishers, step.clock_s, step.faults)

    def _ring(self) -> None:
        """Trigger the stream for an alert that was just written."""
        if self._is_healed:
            return
        ring = self._rings.pop(0) if self._rings else CALM
        loop = self._scene.loop
        for delay_s in ring.delays_s:
            loop.at(loop.now + timedelta(seconds=delay_s), partial(self._answer, ring))

    def _answer(self, ring: Ring) -> None:
        self._start(Job.SWEEP, (), ring.clock_s, ring.faults)

    def _heal(self) -> None:
        """End all faults and distortions; then check once and retry twice, as the schedules do."""
        scene = self._scene
        self._is_healed = True
        scene.broken.clear()
        for site in scene.sites:
            site.lie = None
        all_sites = tuple(range(len(scene.sites)))
        for job, waits in (
            (Job.CHECK, SWEEP_EVERY),
            (Job.SWEEP, timedelta(0)),
            (Job.SWEEP, SWEEP_EVERY),
        ):
            scene.loop.now += waits
            self._start(job, all_sites, 0.0, ())
            scene.loop.run()
        self._require(AT_THE_END)

    def _start(self, job: Job, publishers: tuple[int, ...], clock_s: float, faults: Faults) -> None:
        """Start a process with random latencies of its own, independent of earlier processes."""
        scene = self._scene
        ids = tuple(scene.sites[number].publisher.source_id for number in publishers)
        process = Process(
            scene.loop, LASTS_S[job], lambda: run.work(self._house, ids), lambda: self._end(run)
        )
        wire = Wire(
            process=process,
            faults=faults,
            broken=scene.broken,
            chance=Random(f"{self._story.seed} {len(self._processes)}"),
            injected=scene.injected,
        )
        known = frozenset(place for place, number in scene.notary.known.items() if number)
        run = Run(
            scene=scene, job=job, clock_s=clock_s, process=process, wire=wire, known_before=known
        )
        self._processes.append(process)
        process.start()

    def _end(self, run: Run) -> None:
        """Check every invariant when a process has ended."""
        scene = self._scene
        scene.ended[run.job.value] += 1
        scene.ended["killed"] += run.process.is_killed
        run.excuse_unmarked()
        scene.reads = run.reads()
        for read in scene.reads:
            scene.good_reads[read.source].append(scene.loop.now)
        for outcome in run.outcomes:
            if "a mistake of ours" in outcome.reason:
                scene.mistakes.append(f"{outcome.source}: {outcome.reason}")
        self._require(ALWAYS)

    def _require(self, invariants: Iterable[Invariant]) -> None:
        for invariant in invariants:
            for found in invariant(self._scene):
                raise Broken(Violation(invariant=invariant.__name__, found=found))


def play(story: Story, house: Callable[[], House] = House) -> Ending:
    """Run a story, in the real house or in one with a planted bug."""
    return Play(story, house()).tell()
