"""The recorded months of the real publishers, which are the measure of everything.

The corpus lies outside the repository: see `shared.py`.
"""

import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

import pytest

from advisory_watch.cli import main
from shared import shared


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """What a replay left behind: its alerts in a file, and what it complained about."""

    source: str
    alerts: Path
    status: int
    complaints: str


@pytest.fixture(scope="module", params=["us_state", "ca_gac", "uk_fcdo"])
def replayed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Replayed:
    """Replay the history of a source through the command line, as an outsider would."""
    source: str = request.param
    warc = shared("corpus", f"{source}.warc.gz")
    alerts = tmp_path_factory.mktemp("replay") / "alerts.jsonl"
    complaints = StringIO()
    with alerts.open("w") as file, redirect_stdout(file), redirect_stderr(complaints):
        status = main(["replay", str(warc), "--json"])
    return Replayed(source=source, alerts=alerts, status=status, complaints=complaints.getvalue())


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
