"""The goals of the speed comparison can be missed, and a program that fails has no time."""

import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from speed.goals import (
    PEAK_MB,
    SceneResult,
    judge,
    judge_distant,
    ratio_table,
    require_all_requested,
    verdict_lines,
)
from speed.measure import MeasuredRun, run
from speed.peers import GIT_NAME, OURS_NAME, TUNED_NAME

SCENE = "1 % changed, with validators"
TRUE = frozenset({"ie_dfa_1/xa-advice/", "uk_fcdo_1/xb-advice"})


def measured(wall_s: float, peak_mb: float = 50.0, answers: int = 1201) -> MeasuredRun:
    """Return a run with these figures."""
    return MeasuredRun(wall_s=wall_s, cpu_s=wall_s, peak_mb=peak_mb, printed="", answers=answers)


def scene(walls: Mapping[str, float], reported: frozenset[str] = TRUE) -> SceneResult:
    """Return the result of a scene with these wall times, right in all rounds but the last."""
    runs = {name: [measured(wall_s)] * 3 for name, wall_s in walls.items()}
    return SceneResult(
        scene=SCENE, documents=1201, runs=runs, true=TRUE, reported=[TRUE, TRUE, reported]
    )


FAST = {OURS_NAME: 0.4, TUNED_NAME: 3.0, GIT_NAME: 0.5}


def missed(result: SceneResult) -> list[str]:
    """Return the goals that a result misses."""
    return [verdict.goal for verdict in judge(result) if not verdict.is_met]


def test_a_fast_and_right_program_meets_every_goal() -> None:
    """No goal is missed without a reason."""
    assert missed(scene(FAST)) == []


@pytest.mark.parametrize(
    ("walls", "goal"),
    [
        (FAST | {OURS_NAME: 0.52, GIT_NAME: 0.6}, f"{SCENE}: at most 0.17 × {TUNED_NAME}"),
        (FAST | {GIT_NAME: 0.39}, f"{SCENE}: at most 1.0 × {GIT_NAME}"),
    ],
)
def test_a_slow_program_misses_the_goal(walls: Mapping[str, float], goal: str) -> None:
    """Each goal of time has its own peer."""
    assert missed(scene(walls)) == [goal]


def test_one_large_round_misses_the_goal_of_memory() -> None:
    """The peak counts, not the median."""
    usual = scene(FAST)
    large = [*usual.ours[1:], measured(0.4, peak_mb=PEAK_MB + 1)]
    result = replace(usual, runs={**usual.runs, OURS_NAME: large})
    assert missed(result) == [f"{SCENE}: at most {PEAK_MB} MB"]


@pytest.mark.parametrize("reported", [frozenset[str](), TRUE | {"nz_mfat_1/xc"}])
def test_one_wrong_round_misses_the_goal(reported: frozenset[str]) -> None:
    """A missed change and a false one count alike."""
    assert missed(scene(FAST, reported)) == [f"{SCENE}: 2 of 2 true, 0 false, each round"]


def test_the_goal_far_away_can_be_missed() -> None:
    """The limit itself still meets the goal."""
    assert judge_distant(1.05).is_met
    assert not judge_distant(1.06).is_met


def test_a_program_that_requests_less_is_an_error() -> None:
    """A peer that reads nothing is not beaten."""
    usual = scene(FAST)
    lazy = replace(usual, runs={**usual.runs, GIT_NAME: [measured(0.1, answers=3)]})
    with pytest.raises(OSError, match=r"git-scraping, .*: expected .* 1201 documents, found 3"):
        require_all_requested(lazy)


def test_a_program_that_fails_is_an_error_with_its_log(tmp_path: Path) -> None:
    """The log says why."""
    script = "import sys; print('no such option', file=sys.stderr); sys.exit(3)"
    with pytest.raises(OSError, match=r"status 3: no such option"):
        run([sys.executable, "-c", script], {}, tmp_path / "log", tmp_path)


def test_one_table_has_every_peer_and_scene() -> None:
    """A column a peer, a row a scene, the distant one last."""
    lines = list(ratio_table([scene(FAST)], {TUNED_NAME: 1.46}))
    assert lines == [
        "| scene | ours: wall s / CPU s / MB | true | × urlwatch, tuned | × git-scraping |",
        "|---|---|---|---|---|",
        f"| {SCENE} | 0.40 / 0.40 / 50 | 2 of 2, 0 false | 0.13 | 0.80 |",
        "| far away | | | 1.46 |  |",
    ]


def test_a_missed_goal_is_marked() -> None:
    """The mark is what a reader looks for."""
    result = scene(FAST | {GIT_NAME: 0.39})
    lines = list(verdict_lines(judge(result)))
    assert f"- {SCENE}: at most 1.0 × {GIT_NAME}: 1.03, **missed**" in lines
