"""The goals of the speed comparison, and what the measured runs say about them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from speed.measure import MeasuredRun
from speed.peers import GIT_NAME, OURS_NAME, TUNED_NAME

PEAK_MB = 90
"""Our own memory, in every scene and round."""

DISTANT_LIMIT = 1.05
"""Our time on a distant site, as a multiple of what one connection a host allows."""

COLD_START: Mapping[str, float] = {"check": 1.10, "notify": 0.95}
"""The start of each function, as a multiple of the floor (`cold_start.py`)."""

TIMES_OF_TUNED: Mapping[str, float] = {
    "unchanged, with validators": 0.12,
    "1 % changed, with validators": 0.17,
    "unchanged, without validators": 0.12,
    "all differ, 1 % in advice": 0.22,
}
"""Our wall time in each scene, as a multiple of the time of urlwatch tuned by hand."""

TIMES_OF_GIT = 1.0
"""Our wall time in every scene, as a multiple of the time of git-scraping."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SceneResult:
    """The runs of one scene by program, our own included, in the order of the rounds.

    `true` are the documents that changed, and `reported` is what each run of ours reported.
    `documents` is the number of documents that every program must request.
    """

    scene: str
    documents: int
    runs: Mapping[str, Sequence[MeasuredRun]]
    true: frozenset[str]
    reported: Sequence[frozenset[str]]

    @property
    def ours(self) -> Sequence[MeasuredRun]:
        """Our own runs."""
        return self.runs[OURS_NAME]

    def wall_s(self, program: str) -> float:
        """Return the median wall time of a program, in seconds."""
        return median(measured.wall_s for measured in self.runs[program])

    def times_of(self, program: str) -> float:
        """Return our wall time as a multiple of a program's."""
        return self.wall_s(OURS_NAME) / self.wall_s(program)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """One goal, the figure that was measured, and whether it meets the goal."""

    goal: str
    found: str
    is_met: bool


def judge(result: SceneResult) -> Iterator[Verdict]:
    """Yield a verdict for each goal of a scene. A program that was left out has none."""
    for program, limit in ((TUNED_NAME, TIMES_OF_TUNED[result.scene]), (GIT_NAME, TIMES_OF_GIT)):
        if program in result.runs:
            ratio = result.times_of(program)
            goal = f"{result.scene}: at most {limit} × {program}"
            yield Verdict(goal=goal, found=f"{ratio:.2f}", is_met=ratio <= limit)
    peak_mb = max(measured.peak_mb for measured in result.ours)
    yield Verdict(
        goal=f"{result.scene}: at most {PEAK_MB} MB",
        found=f"{peak_mb:.0f}",
        is_met=peak_mb <= PEAK_MB,
    )
    yield Verdict(
        goal=f"{result.scene}: {len(result.true)} of {len(result.true)} true, 0 false, each round",
        found=reports_in_words(result),
        is_met=all(reported == result.true for reported in result.reported),
    )


def judge_distant(ratio: float) -> Verdict:
    """Judge our time on a distant site, as a multiple of what the connections allow."""
    goal = f"far away: at most {DISTANT_LIMIT} × what the connections allow"
    return Verdict(goal=goal, found=f"{ratio:.2f}", is_met=ratio <= DISTANT_LIMIT)


def reports_in_words(result: SceneResult) -> str:
    """Return the worst true and false counts of our rounds: `12 of 12, 0 false`."""
    true = min(len(reported & result.true) for reported in result.reported)
    false = max(len(reported - result.true) for reported in result.reported)
    return f"{true} of {len(result.true)}, {false} false"


def require_all_requested(result: SceneResult) -> None:
    """Raise `OSError` for a program that did not request every document: its time is no time."""
    for program, runs in result.runs.items():
        fewest = min(measured.answers for measured in runs)
        if fewest < result.documents:
            raise OSError(
                f"{program}, {result.scene}: expected requests for {result.documents} documents, "
                f"found {fewest}"
            )


def ratio_table(results: Sequence[SceneResult], distant: Mapping[str, float]) -> Iterator[str]:
    """Yield the lines of one Markdown table: a row a scene, our time as a multiple of each peer's.

    `distant` has the ratios of the distant scene by peer; it may be empty.
    """
    peers = [name for name in results[0].runs if name != OURS_NAME]
    yield f"| scene | ours: wall s / CPU s / MB | true | {' | '.join(f'× {p}' for p in peers)} |"
    yield "|---" * (3 + len(peers)) + "|"
    for result in results:
        cpu_s = median(measured.cpu_s for measured in result.ours)
        peak_mb = max(measured.peak_mb for measured in result.ours)
        ours = f"{result.wall_s(OURS_NAME):.2f} / {cpu_s:.2f} / {peak_mb:.0f}"
        ratios = " | ".join(f"{result.times_of(peer):.2f}" for peer in peers)
        yield f"| {result.scene} | {ours} | {reports_in_words(result)} | {ratios} |"
    if distant:
        ratios = " | ".join(f"{distant[p]:.2f}" if p in distant else "" for p in peers)
        yield f"| far away | | | {ratios} |"


def verdict_lines(verdicts: Iterable[Verdict]) -> Iterator[str]:
    """Yield a line for each goal, with `met` or `**missed**`."""
    for verdict in verdicts:
        outcome = "met" if verdict.is_met else "**missed**"
        yield f"- {verdict.goal}: {verdict.found}, {outcome}"
