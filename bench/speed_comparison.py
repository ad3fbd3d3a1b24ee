"""Compares the speed of a check of 1,200 pages with other programs and with plain fetching.

nginx serves a local site (`speed.site`) of six publishers with 200 documents each, and one
feed. Every program has read it before. Then all programs take turns, each from the same state
in every round, and the whole process is measured. Ratios are of medians. The goals are in
`speed/goals.py`: the exit code is 1 if one is missed, and 2 if a program fails.

All programs request the same pages. Ours also requests an index of each publisher, one page at
a time per host; the others open as many connections as they like. Our readers are the shipped
ones, made for the pages of three governments and not adapted to this benchmark. No
site-specific setting names the parts that change at every visit.
"""

import os
import shutil
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from speed.distant_site import compare_distant
from speed.goals import (
    SceneResult,
    judge,
    judge_distant,
    ratio_table,
    require_all_requested,
    verdict_lines,
)
from speed.measure import MeasuredRun, environment, run
from speed.nginx import NginxServer, nginx
from speed.peers import OURS_NAME, Program, listed_documents, programs
from speed.site import Document, build, news

ROUNDS, QUICK_ROUNDS = 5, 3
LEFT_OUT_IF_QUICK = ("webchanges", "urlwatch, as installed")
"""No goal is about these programs, which take most of the time."""

IDLE_LOAD = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeedScenario:
    """The state of the site at the second check."""

    name: str
    has_validators: bool
    after: str


SCENARIOS = (
    SpeedScenario(name="unchanged, with validators", has_validators=True, after="before"),
    SpeedScenario(name="1 % changed, with validators", has_validators=True, after="news"),
    SpeedScenario(name="unchanged, without validators", has_validators=False, after="before"),
    SpeedScenario(name="all differ, 1 % in advice", has_validators=False, after="chrome"),
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

    def run(self, scenario: SpeedScenario) -> SceneResult:
        """Let all programs take turns in one scenario. Raises `OSError` if one of them fails."""
        runs: dict[str, list[MeasuredRun]] = {
            program.name: [] for program in self.participants.programs
        }
        for _ in range(self.participants.rounds):
            for program in self.participants.programs:
                runs[program.name].append(self._run_from_prepared_state(program, scenario.after))
        documents = self.participants.documents
        read_report = programs()[0].read_report
        result = SceneResult(
            scene=scenario.name,
            documents=len(documents) + 1,
            runs=runs,
            true=news(documents) if scenario.after != "before" else frozenset[str](),
            reported=[
                read_report(measured.printed) if read_report else frozenset[str]()
                for measured in runs[OURS_NAME]
            ],
        )
        require_all_requested(result)
        return result

    def _run_from_prepared_state(self, program: Program, state: str) -> MeasuredRun:
        """Run a program once on a state of the site, starting from its prepared state.

        The copy is written to the disk first: a program that waits for its own writes would
        otherwise also wait for those of the copy.
        """
        folder = self.work / "now"
        shutil.copytree(self.work / program.name, folder)
        os.sync()
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
    """Print one table of ratios and the goals; return 1 if one is missed, 2 after an error."""
    options = _options()
    load = os.getloadavg()[0]
    print(f"{options.rounds} rounds, load {load:.1f} on {os.cpu_count()} processors")
    if load > IDLE_LOAD:
        print("this machine is not idle: the ratios are only a hint", file=sys.stderr)
    try:
        return _compare(options)
    except OSError as error:
        print(error, file=sys.stderr)
        return 2


def _options() -> Namespace:
    parser = ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument(
        "--quick", action="store_true", help="three rounds, only the programs of the goals"
    )
    parser.add_argument("--rounds", type=int, help=f"default {ROUNDS}, {QUICK_ROUNDS} if quick")
    parser.add_argument("--share", type=int, default=1, help="take one document in SHARE")
    parser.add_argument(
        "--without", nargs="*", default=[], help="leave out programs whose names begin so"
    )
    options = parser.parse_args()
    options.rounds = options.rounds or (QUICK_ROUNDS if options.quick else ROUNDS)
    if options.quick:
        options.without += LEFT_OUT_IF_QUICK
    return options


def _compare(options: Namespace) -> int:
    with TemporaryDirectory(prefix="race-") as folder:
        work = Path(folder)
        participants = Participants(
            programs=tuple(
                program
                for program in programs()
                if not program.name.startswith(tuple(options.without))
            ),
            documents=build(work / "site", options.share),
            rounds=options.rounds,
        )
        with nginx(work / "nginx") as server:
            results = [
                result
                for has_validators in (True, False)
                for result in _run_scenarios(
                    work, server, participants, has_validators=has_validators
                )
            ]
        ratio, distant = compare_distant(work, options.share, options.rounds)
    verdicts = [verdict for result in results for verdict in judge(result)]
    verdicts.append(judge_distant(ratio))
    print()
    print(*ratio_table(results, distant), sep="\n")
    print()
    print(*verdict_lines(verdicts), sep="\n")
    return int(not all(verdict.is_met for verdict in verdicts))


def _run_scenarios(
    work: Path, server: NginxServer, participants: Participants, *, has_validators: bool
) -> Iterator[SceneResult]:
    """Run the scenarios with or without validators."""
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


if __name__ == "__main__":
    sys.exit(main())
