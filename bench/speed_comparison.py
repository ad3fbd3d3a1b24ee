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

from speed.distant_site import compare_distant
from speed.measure import MeasuredRun, environment, run
from speed.nginx import NginxServer, nginx
from speed.peers import OURS_NAME as OUR_PROGRAM
from speed.peers import TUNED_NAME as TUNED
from speed.peers import Program, listed_documents, programs
from speed.site import Document, build, news

ROUNDS = 5
PEAK_MB = 100
"""Our own memory limit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeedScenario:
    """The state of the site at the second check, and the goal as a multiple of urlwatch's time."""

    name: str
    has_validators: bool
    after: str
    goal: float | None = None


SCENARIOS = (
    SpeedScenario(
        name="unchanged, with validators", has_validators=True, after="before", goal=0.15
    ),
    SpeedScenario(name="1 % changed, with validators", has_validators=True, after="news"),
    SpeedScenario(name="unchanged, without validators", has_validators=False, after="before"),
    SpeedScenario(
        name="all differ, 1 % in what matters", has_validators=False, after="chrome", goal=0.15
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Participants:
    """The programs, the documents, and the number of rounds."""

    programs: tuple[Program, ...]
    documents: tuple[Document, ...]
    rounds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeedComparison:
    """The site with or without validators, and the state that every program keeps of it."""

    participants: Participants
    server: NginxServer
    site: Path
    work: Path
    port: int

    def prepare(self) -> None:
        """Let every program read the old site twice, so that each has validators to send."""
        self.server.serve(self.site / "before")
        for program in self.participants.programs:
            folder = self.work / program.name
            folder.mkdir()
            program.set_up(folder, listed_documents(self.participants.documents, self.port))
            for _ in range(2):
                self._run(program, folder)

    def run(self, scenario: SpeedScenario) -> bool:
        """Let all programs take turns in one scenario; tell whether a goal was missed."""
        runs: dict[str, list[MeasuredRun]] = {
            program.name: [] for program in self.participants.programs
        }
        for _ in range(self.participants.rounds):
            for program in self.participants.programs:
                runs[program.name].append(self._run_from_prepared_state(program, scenario.after))
        true = news(self.participants.documents) if scenario.after != "before" else frozenset[str]()
        return print_table(scenario, runs, true)

    def _run_from_prepared_state(self, program: Program, state: str) -> MeasuredRun:
        """Run a program once on a state of the site, starting from its prepared state."""
        folder = self.work / "now"
        shutil.copytree(self.work / program.name, folder)
        self.server.serve(self.site / state)
        self.server.take_bytes()
        try:
            measured = self._run(program, folder)
        finally:
            shutil.rmtree(folder)
        answers, sent = self.server.take_bytes()
        return replace(measured, answers=answers, sent=sent)

    def _run(self, program: Program, folder: Path) -> MeasuredRun:
        log = self.work / "log"
        return run(program.command(folder, self.port), environment(folder), log, folder)


def main() -> int:
    """Print a table for each scenario; return 1 if a goal is missed or a report is wrong."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    share = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    omitted = tuple(sys.argv[3:])
    print(f"{rounds} rounds, load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    with TemporaryDirectory(prefix="race-") as folder:
        work = Path(folder)
        participants = Participants(
            programs=tuple(
                program for program in programs() if not program.name.startswith(omitted)
            ),
            documents=build(work / "site", share),
            rounds=rounds,
        )
        with nginx(work / "nginx") as server:
            missed = [
                is_missed
                for has_validators in (True, False)
                for is_missed in run_scenarios(
                    work, server, participants, has_validators=has_validators
                )
            ]
        missed.append(compare_distant(work, share, rounds))
    return int(any(missed))


def run_scenarios(
    work: Path, server: NginxServer, participants: Participants, *, has_validators: bool
) -> Iterator[bool]:
    """Run the scenarios with or without validators; yield for each whether its goal was missed."""
    port = server.port if has_validators else server.port_without
    with TemporaryDirectory(dir=work) as folder:
        comparison = SpeedComparison(
            participants=participants,
            server=server,
            site=work / "site",
            work=Path(folder),
            port=port,
        )
        comparison.prepare()
        for scenario in SCENARIOS:
            if scenario.has_validators is has_validators:
                yield comparison.run(scenario)


def print_table(
    scenario: SpeedScenario, runs: Mapping[str, Sequence[MeasuredRun]], true: frozenset[str]
) -> bool:
    """Print one table; tell whether the goal was missed."""
    print(f"\n### {scenario.name}\n")
    print("| program | wall s | × | CPU s | × | peak MB | MB sent | true | false |")
    print("|---|---|---|---|---|---|---|---|---|")
    tuned, ratio = runs[TUNED], {}
    for program in (known for known in programs() if known.name in runs):
        program_runs = runs[program.name]
        wall, cpu = (
            median(measured.wall_s for measured in program_runs),
            median(measured.cpu_s for measured in program_runs),
        )
        ratio[program.name] = wall / median(measured.wall_s for measured in tuned)
        cpu_ratio = cpu / median(measured.cpu_s for measured in tuned)
        reported = program.read_report(program_runs[-1].printed) if program.read_report else None
        right = f"{len(reported & true)} of {len(true)}" if reported is not None else ""
        wrong = len(reported - true) if reported is not None else ""
        print(
            f"| {program.name} | {wall:.2f} | {ratio[program.name]:.2f} | {cpu:.2f} "
            f"| {cpu_ratio:.2f} | {max(measured.peak_mb for measured in program_runs):.0f} "
            f"| {program_runs[-1].sent / 1e6:.1f} | {right} | {wrong} |"
        )
    met = list(_print_goals(scenario, runs[OUR_PROGRAM], ratio[OUR_PROGRAM], true))
    return not all(met)


def _print_goals(
    scenario: SpeedScenario, runs: Sequence[MeasuredRun], ratio: float, true: frozenset[str]
) -> Iterator[bool]:
    """Print the goals of a scenario; yield for each whether it is met."""
    read_report = programs()[0].read_report
    is_right = read_report is not None and all(
        read_report(measured.printed) == true for measured in runs
    )
    peak_mb = max(measured.peak_mb for measured in runs)
    goals = {"every true change and nothing else is reported, in every round": is_right}
    goals[f"memory: {peak_mb:.0f} of at most {PEAK_MB} MB"] = peak_mb <= PEAK_MB
    if scenario.goal is not None:
        goals[f"time: {ratio:.2f} of at most {scenario.goal} × {TUNED}"] = ratio <= scenario.goal
    print()
    for goal, is_met in goals.items():
        print(f"- {goal}: {'met' if is_met else '**missed**'}", flush=True)
        yield is_met


if __name__ == "__main__":
    sys.exit(main())
