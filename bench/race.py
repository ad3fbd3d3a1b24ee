"""How fast a check of 1,200 pages is, beside other programs and beside what fetching alone costs.

usage: python bench/race.py [ROUNDS] [SHARE]

A local site (`speed.site`) of six publishers with 200 documents each, and one feed, is served
by nginx. Every program has read it before; then all take turns, each from the same state in every
round, and the whole process is measured. SHARE takes one document of so many, for a
quick look. The same pages are asked for by all. Ours asks for an index of each publisher besides,
one page at a time at each host; the others open as many connections as they like. Our readers
are those that ship with the program, made for three governments' pages and for nothing in
this file; what moves at every visit is nowhere named for a site. Ratios are of medians.
"""

import os
import shutil
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from speed.far import race_far
from speed.measure import Run, environment, run
from speed.nginx import Server, nginx
from speed.peers import OURS_NAME as OURS
from speed.peers import TUNED_NAME as TUNED
from speed.peers import Entry, Program, entries, programs
from speed.site import Document, build, news

ROUNDS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What the site is like when it is checked again, and the goal in times of urlwatch's."""

    name: str
    has_validators: bool
    after: str
    goal: float | None = None


SCENES = (
    Scene(name="unchanged, with validators", has_validators=True, after="before", goal=0.15),
    Scene(name="unchanged, without validators", has_validators=False, after="before"),
    Scene(name="1 % changed, with validators", has_validators=True, after="news"),
    Scene(name="all differ, 1 % in what matters", has_validators=False, after="chrome", goal=0.15),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Race:
    """One scene, ready to be run again and again."""

    site: Path
    server: Server
    work: Path
    entries: tuple[Entry, ...]
    port: int

    def prepare(self, program: Program) -> None:
        """Let a program read the site as it was before, twice: then it knows what to ask with."""
        folder = self.work / program.name
        folder.mkdir()
        program.set_up(folder, self.entries)
        self.server.serve(self.site / "before")
        for _ in range(2):
            self._run(program, folder)

    def repeat(self, program: Program, state: str) -> Run:
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
    print(f"{rounds} rounds, load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    with TemporaryDirectory(prefix="race-") as folder:
        work = Path(folder)
        documents = build(work / "site", share)
        with nginx(work / "nginx") as server:
            missed = [race(work, server, documents, scene, rounds) for scene in SCENES]
        missed.append(race_far(work, share, rounds))
    return int(any(missed))


def race(
    work: Path, server: Server, documents: Sequence[Document], scene: Scene, rounds: int
) -> bool:
    """Run one scene; tell whether a goal was missed."""
    port = server.port if scene.has_validators else server.port_without
    with TemporaryDirectory(dir=work) as folder:
        ready = Race(
            site=work / "site",
            server=server,
            work=Path(folder),
            entries=entries(documents, port),
            port=port,
        )
        runs: dict[str, list[Run]] = {each.name: [] for each in programs()}
        for program in programs():
            ready.prepare(program)
        for _ in range(rounds):
            for program in programs():
                runs[program.name].append(ready.repeat(program, scene.after))
    true = news(tuple(documents)) if scene.after != "before" else frozenset[str]()
    return report(scene, runs, true)


def report(scene: Scene, runs: Mapping[str, Sequence[Run]], true: frozenset[str]) -> bool:
    """Print one table; tell whether the goal was missed."""
    print(f"\n### {scene.name}\n")
    print("| program | wall s | × | CPU s | × | peak MB | MB sent | true | false |")
    print("|---|---|---|---|---|---|---|---|---|")
    tuned, ratio = runs[TUNED], {}
    for program in programs():
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
    ours = programs()[0].told
    is_right = ours is not None and all(ours(each.printed) == true for each in runs[OURS])
    is_fast = scene.goal is None or ratio[OURS] <= scene.goal
    print(f"\ngoal: {scene.goal} × the time of {TUNED}" if scene.goal else "")
    return not (is_right and is_fast)


if __name__ == "__main__":
    sys.exit(main())
