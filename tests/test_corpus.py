"""Replay the recorded months of the real publishers, the reference for all detection rules.

The corpus is outside the repository: see `shared.py`.
"""

import json
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest

from advisory_watch.adapters.warc_reader import find_captures
from advisory_watch.cli import main
from advisory_watch.costs.prices import DAYS, profile_of
from support.shared_data import shared

pytestmark = pytest.mark.slow


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """The result of a replay: a file of alerts, and the errors it printed."""

    source: str
    alerts: Path
    status: int
    complaints: str


SOURCES = ("us_state", "ca_gac", "uk_fcdo", "de_aa")


@pytest.fixture(
    scope="module",
    params=[pytest.param(source, marks=pytest.mark.xdist_group(source)) for source in SOURCES],
)
def replayed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Replayed:
    """Replay the history of a source through the command line, as a user would."""
    source: str = request.param
    alerts = tmp_path_factory.mktemp("replay") / "alerts.jsonl"
    complaints = StringIO()
    with alerts.open("w") as file, redirect_stdout(file), redirect_stderr(complaints):
        status = main(["replay", str(history(source)), "--json"])
    return Replayed(source=source, alerts=alerts, status=status, complaints=complaints.getvalue())


@pytest.fixture(scope="module")
def in_bulk() -> list[str]:
    """Replay all histories together, in two processes; return the lines."""
    printed = StringIO()
    with redirect_stdout(printed):
        main(["replay", *map(str, map(history, SOURCES)), "--json", "--jobs", "2"])
    return printed.getvalue().splitlines()


def history(source: str) -> Path:
    """Return the captures of a source."""
    return shared("corpus", f"{source}.warc.gz")


def test_every_capture_is_read_without_a_problem(replayed: Replayed) -> None:
    """An unknown destination name is a country whose travellers get no warning."""
    assert (replayed.status, replayed.complaints) == (0, "")


def test_nothing_true_is_missed_and_nothing_false_is_sent(replayed: Replayed) -> None:
    """It is the project's whole promise, on the months for which the true changes are known."""
    scored = subprocess.run(  # noqa: S603 - the tool that others score us with
        [
            sys.executable,
            shared("tools", "score_replay.py"),
            shared("corpus", f"{replayed.source}.changes.jsonl"),
            replayed.alerts,
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert scored.returncode == 0, scored.stdout + scored.stderr
    assert "recall 100.0%  precision 100.0%  median delay 0.0 h" in scored.stdout


@pytest.mark.parametrize("replayed", ["de_aa"], indirect=True)
def test_every_change_of_parts_is_sent(replayed: Replayed) -> None:
    """Most of what changes between two levels is about one border or one province."""
    truth = shared("corpus", f"{replayed.source}.scope.jsonl")
    scored = subprocess.run(  # noqa: S603 - the tool that others score us with
        [sys.executable, shared("tools", "score_scope.py"), truth, replayed.alerts],
        capture_output=True,
        text=True,
        check=False,
    )
    assert scored.returncode == 0, scored.stdout + scored.stderr
    assert "recall 100.0%" in scored.stdout


def test_the_bill_assumes_the_measured_number_of_alerts(replayed: Replayed) -> None:
    """A figure called measured must match the corpus: it multiplies the cost of every reader."""
    captured = find_captures([shared("corpus", f"{replayed.source}.warc.gz")])
    days = (captured[-1].captured_at - captured[0].captured_at) / timedelta(days=1)
    months = days / DAYS
    lines = [json.loads(line) for line in replayed.alerts.read_text().splitlines()]
    alerts = {line["alert_id"] for line in lines}
    urgent = {line["alert_id"] for line in lines if line["urgent"]}
    profile = profile_of(replayed.source)
    assert profile.is_measured
    assert profile.alerts == pytest.approx(len(alerts) / months, abs=0.1)
    assert profile.urgent == pytest.approx(len(urgent) / months, abs=0.1)


def test_a_replay_in_bulk_prints_the_same_lines(replayed: Replayed, in_bulk: list[str]) -> None:
    """Alerts must depend neither on the other sources nor on the number of processes."""
    lines = [line for line in in_bulk if json.loads(line)["source"] == replayed.source]
    assert lines == replayed.alerts.read_text().splitlines()


def test_a_replay_in_bulk_is_in_the_order_of_time(in_bulk: list[str]) -> None:
    """A reader of the lines must see the months in the order in which they happened."""
    decided_at = [json.loads(line)["decided_at"] for line in in_bulk]
    assert decided_at == sorted(decided_at)


def test_a_history_with_empty_captures_is_read_around_them(tmp_path: Path) -> None:
    """Australia's list had no row twice: the source was unreadable, and no advice had ended."""
    alerts, complaints = tmp_path / "alerts.jsonl", StringIO()
    with alerts.open("w") as file, redirect_stdout(file), redirect_stderr(complaints):
        main(["replay", str(history("au_dfat")), "--json"])
    found = " ".join(complaints.getvalue().split())
    assert found.count("au_dfat could not be read") == found.count("destinations, found 0") == 2
    test_nothing_true_is_missed_and_nothing_false_is_sent(
        Replayed(source="au_dfat", alerts=alerts, status=0, complaints="")
    )
