"""How fast a check of 1,200 pages is, beside other programs and beside what fetching alone costs.

usage: python bench/race.py [ROUNDS] [SHARE] [WITHOUT …]

A local site (`speed.site`) of six publishers with 200 documents each, and one feed, is served
by nginx. Every program has read it before; then all take turns, each from the same state in every
round, and the whole process is measured. SHARE takes one document of so many, for a
quick look; WITHOUT leaves out the programs whose names begin so, of which one takes half a
minute a run. The same pages are asked for by all. Ours asks for an index of each publisher
besides, one page at a time at each host; the others open as many connections as they like.
Our readers are those that ship with the program, made for three governments' pages and for
nothing in this file; what moves at every visit is nowhere named for a site. Ratios are of
medians.
"""

import os
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from speed.far import race_far
from speed.measure import Run, environment, run
from speed.nginx import Server, nginx
from speed.peers import OURS_NAME as OURS
from speed.peers import TUNED_NAME as TUNED
from speed.peers import Program, entries, programs
from speed.site import Document, build, news

ROUNDS = 5
PEAK_MB = 100
"""What we allow ourselves of memory."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What the site is like when it is checked again, and the goal in times of urlwatch's."""

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
    """Who takes part, on which documents, and how often each runs."""

    programs: tuple[Program, ...]
    documents: tuple[Document, ...]
    rounds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Race:
    """The site with validators or without, and what every program remembers of it."""

    field: Field
    server: Server
    site: Path
    work: Path
    port: int

    def prepare(self) -> None:
        """Let all read the site as it was before, twice: then they know what to ask with."""
        self.server.serve(self.site / "before")
        for program in self.field.programs:
            folder = self.work / program.name
            folder.mkdir()
            program.set_up(folder, entries(self.field.documents, self.port))
            for _ in range(2):
                self._run(program, folder)

    def run(self, scene: Scene) -> bool:
        """Let all take turns in one scene; tell whether a goal was missed."""
        runs: dict[str, list[Run]] = {each.name: [] for each in self.field.programs}
        for _ in range(self.field.rounds):
            for program in self.field.programs:
                runs[program.name].append(self._repeated(program, scene.after))
        true = news(self.field.documents) if scene.after != "before" else frozenset[str]()
        return report(scene, runs, true)

    def _repeated(self, program: Program, state: str) -> Run:
        """Run a program once on a state of the site, from what it knew before."""
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
    """Print a table for each scene; return 1 where a goal is missed, or a report is wrong."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    share = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    left_out = tuple(sys.argv[3:])
    print(f"{rounds} rounds, load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    with TemporaryDirectory(prefix="race-") as folder:
        work = Path(folder)
        field = Field(
            programs=tuple(each for each in programs() if not each.name.startswith(left_out)),
            documents=build(work / "site", share),
            rounds=rounds,
        )
        with nginx(work / "nginx") as server:
            missed = [
                each
                for has_validators in (True, False)
                for each in raced(work, server, field, has_validators=has_validators)
            ]
        missed.append(race_far(work, share, rounds))
    return int(any(missed))


def raced(work: Path, server: Server, field: Field, *, has_validators: bool) -> Iterator[bool]:
    """Run the scenes with validators, or those without; yield for each whether it was missed."""
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
    for program in (each for each in programs() if each.name in runs):
        own = runs[program.name]
        wall, cpu = median(each.wall_s for each in own), median(each.cpu_s for each in own)
        ratio[program.name] = wall / median(each.wall_s for each in tuned)
        cpu_ratio = cpu / median(each.cpu_s for each in tuned)
        told = program.told(own[-1].printed) if program.told else None
        right = f"{len(told & true)} of {len(true)}" if told is not None else ""
        wrong = len(told - true) if told is not None else ""
        print(
            f"| {program.name} | {wall:.2f} | {ratio[program.name]:.2f} | {cpu:.2f} "
            f"| {cpu_ratio:.2f} | {max(each.peak_mb for each in own):.0f} "
            f"| {own[-1].sent / 1e6:.1f} | {right} | {wrong} |"
        )
    met = list(_goals(scene, runs[OURS], ratio[OURS], true))
    return not all(met)


def _goals(scene: Scene, runs: Sequence[Run], ratio: float, true: frozenset[str]) -> Iterator[bool]:
    """Print what we set ourselves in a scene; yield for each goal whether it is met."""
    told = programs()[0].told
    is_right = told is not None and all(told(each.printed) == true for each in runs)
    peak_mb = max(each.peak_mb for each in runs)
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
