"""The recorded months of the real publishers, which are the measure of everything.

The corpus lies outside the repository: see `shared.py`.
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

from advisory_watch.adapters.captures import find_captures
from advisory_watch.cli import main
from advisory_watch.core.costs.habits import HABITS
from advisory_watch.core.costs.schedules import HOURS
from shared import shared


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """What a replay left behind: its alerts in a file, and what it complained about."""

    source: str
    alerts: Path
    status: int
    complaints: str


SOURCES = ("us_state", "ca_gac", "uk_fcdo")


@pytest.fixture(scope="module", params=SOURCES)
def replayed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Replayed:
    """Replay the history of a source through the command line, as an outsider would."""
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
    """One name that we do not know is one country that nobody is warned of."""
    assert (replayed.status, replayed.complaints) == (0, "")


def test_nothing_true_is_missed_and_nothing_false_is_sent(replayed: Replayed) -> None:
    """It is the whole promise, on the months in which we know what was true."""
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


def test_the_bill_reckons_with_as_many_alerts_as_there_were(replayed: Replayed) -> None:
    """What says that it is measured must be: it multiplies every reader."""
    captured = find_captures([shared("corpus", f"{replayed.source}.warc.gz")])
    days = (captured[-1].captured_at - captured[0].captured_at) / timedelta(days=1)
    months = days * 24 / HOURS
    lines = [json.loads(line) for line in replayed.alerts.read_text().splitlines()]
    alerts = {each["alert_id"] for each in lines}
    urgent = {each["alert_id"] for each in lines if each["urgent"]}
    habit = HABITS[replayed.source]
    assert habit.is_measured
    assert habit.alerts == pytest.approx(len(alerts) / months, abs=0.1)
    assert habit.urgent == pytest.approx(len(urgent) / months, abs=0.1)


def test_a_replay_in_bulk_prints_the_same_lines(replayed: Replayed, in_bulk: list[str]) -> None:
    """What is told must depend neither on the other sources nor on the number of processes."""
    told = [line for line in in_bulk if json.loads(line)["source"] == replayed.source]
    assert told == replayed.alerts.read_text().splitlines()


def test_a_replay_in_bulk_is_in_the_order_of_time(in_bulk: list[str]) -> None:
    """Whoever reads the lines one after the other lives through the months as they were."""
    decided_at = [json.loads(line)["decided_at"] for line in in_bulk]
    assert decided_at == sorted(decided_at)
