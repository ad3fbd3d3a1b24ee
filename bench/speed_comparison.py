"""Compares the speed of a check of 1,200 pages with other programs and with plain fetching.

usage: python bench/speed_comparison.py [ROUNDS] [SHARE] [WITHOUT …]

nginx serves a local site (`speed.site`) of six publishers with 200 documents each, and one
feed. Every program has read it before. Then all programs take turns, each from the same state
in every round, and the whole process is measured. Ratios are of medians.

SHARE takes one document in SHARE, for a quick look. WITHOUT leaves out the programs whose
names begin with it; one of them takes half a minute per run.

All programs request the same pages. Ours also requests an index of each publisher, one page at
a time per host; the others open as many connections as they like. Our readers are the shipped
ones, made for the pages of three governments and not adapted to this benchmark. No
site-specific setting names the parts that change at every visit.
"""

import os
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from speed.distant_site import race_far
from speed.measure import Run, environment, run
from speed.nginx import Server, nginx
from speed.peers import OURS_NAME as OURS
from speed.peers import TUNED_NAME as TUNED
from speed.peers import Program, entries, programs
from speed.site import Document, build, news

ROUNDS = 5
PEAK_MB = 100
"""Our own memory limit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """The state of the site at the second check, and the goal as a multiple of urlwatch's time."""

    name: str
    has_validators: bool
    after: str
    goal: float | None = None


SCENES = (
    Scene(name="unchanged, with validators", has_validators=True, after="before", goal=0.15),
    Scene(name="1 % changed, with validators", has_validators=True, after="news"),
    Scene(name="unchanged, without validators", has_validators=False, after="before"),
    Scene(name="all differ, 1 % in what matters", has_validators=False, after="chrome", goal=0.15),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """The programs, the documents, and the number of rounds."""

    programs: tuple[Program, ...]
    documents: tuple[Document, ...]
    rounds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Race:
    """The site with or without validators, and the state that every program keeps of it."""

    field: Field
    server: Server
    site: Path
    work: Path
    port: int

    def prepare(self) -> None:
        """Let every program read the old site twice, so that each has validators to send."""
        self.server.serve(self.site / "before")
        for program in self.field.programs:
            folder = self.work / program.name
            folder.mkdir()
            program.set_up(folder, entries(self.field.documents, self.port))
            for _ in range(2):
                self._run(program, folder)

    def run(self, scene: Scene) -> bool:
        """Let all programs take turns in one scene; tell whether a goal was missed."""
        runs: dict[str, list[Run]] = {program.name: [] for program in self.field.programs}
        for _ in range(self.field.rounds):
            for program in self.field.programs:
                runs[program.name].append(self._repeated(program, scene.after))
        true = news(self.field.documents) if scene.after != "before" else frozenset[str]()
        return report(scene, runs, true)

    def _repeated(self, program: Program, state: str) -> Run:
        """Run a program once on a state of the site, starting from its prepared state."""
        folder = self.work / "now"
        shutil.copytree(self.work / program.name, folder)
        self.server.serve(self.site / state)
        self.server.take_bytes()
        try:
            done = self._run(program, folder)
        finally:
            shutil.rmtree(folder)
        answers, sent = self.server.take_bytes()
        return replace(done, answers=answers, sent=sent)

    def _run(self, program: Program, folder: Path) -> Run:
        log = self.work / "log"
        return run(program.command(folder, self.port), environment(folder), log, folder)


def main() -> int:
    """Print a table for each scene; return 1 if a goal is missed or a report is wrong."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    share = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    left_out = tuple(sys.argv[3:])
    print(f"{rounds} rounds, load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    with TemporaryDirectory(prefix="race-") as folder:
        work = Path(folder)
        field = Field(
            programs=tuple(
                program for program in programs() if not program.name.startswith(left_out)
            ),
            documents=build(work / "site", share),
            rounds=rounds,
        )
        with nginx(work / "nginx") as server:
            missed = [
                is_missed
                for has_validators in (True, False)
                for is_missed in raced(work, server, field, has_validators=has_validators)
            ]
        missed.append(race_far(work, share, rounds))
    return int(any(missed))


def raced(work: Path, server: Server, field: Field, *, has_validators: bool) -> Iterator[bool]:
    """Run the scenes with or without validators; yield for each whether its goal was missed."""
    port = server.port if has_validators else server.port_without
    with TemporaryDirectory(dir=work) as folder:
        race = Race(field=field, server=server, site=work / "site", work=Path(folder), port=port)
        race.prepare()
        for scene in SCENES:
            if scene.has_validators is has_validators:
                yield race.run(scene)


def report(scene: Scene, runs: Mapping[str, Sequence[Run]], true: frozenset[str]) -> bool:
    """Print one table; tell whether the goal was missed."""
    print(f"\n### {scene.name}\n")
    print("| program | wall s | × | CPU s | × | peak MB | MB sent | true | false |")
    print("|---|---|---|---|---|---|---|---|---|")
    tuned, ratio = runs[TUNED], {}
    for program in (known for known in programs() if known.name in runs):
        own = runs[program.name]
        wall, cpu = median(done.wall_s for done in own), median(done.cpu_s for done in own)
        ratio[program.name] = wall / median(done.wall_s for done in tuned)
        cpu_ratio = cpu / median(done.cpu_s for done in tuned)
        told = program.told(own[-1].printed) if program.told else None
        right = f"{len(told & true)} of {len(true)}" if told is not None else ""
        wrong = len(told - true) if told is not None else ""
        print(
            f"| {program.name} | {wall:.2f} | {ratio[program.name]:.2f} | {cpu:.2f} "
            f"| {cpu_ratio:.2f} | {max(done.peak_mb for done in own):.0f} "
            f"| {own[-1].sent / 1e6:.1f} | {right} | {wrong} |"
        )
    met = list(_goals(scene, runs[OURS], ratio[OURS], true))
    return not all(met)


def _goals(scene: Scene, runs: Sequence[Run], ratio: float, true: frozenset[str]) -> Iterator[bool]:
    """Print the goals of a scene; yield for each whether it is met."""
    read_report = programs()[0].told
    is_right = read_report is not None and all(read_report(done.printed) == true for done in runs)
    peak_mb = max(done.peak_mb for done in runs)
    goals = {"all that is true and nothing else is told, in every round": is_right}
    goals[f"memory: {peak_mb:.0f} of at most {PEAK_MB} MB"] = peak_mb <= PEAK_MB
    if scene.goal is not None:
        goals[f"time: {ratio:.2f} of at most {scene.goal} × {TUNED}"] = ratio <= scene.goal
    print()
    for goal, is_met in goals.items():
        print(f"- {goal}: {'met' if is_met else '**missed**'}", flush=True)
        yield is_met


if __name__ == "__main__":
    sys.exit(main())
