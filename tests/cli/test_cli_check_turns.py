"""Checks that are interrupted, and two checks of one home at once."""

import os
from collections.abc import Iterator
from fcntl import LOCK_EX, LOCK_UN, flock
from pathlib import Path
from typing import TextIO

import pytest

from advisory_watch.app.check import Check
from advisory_watch.app.results import SourceOutcome
from advisory_watch.bootstrap.check_turn import FILE, POLL_S, check_turn
from advisory_watch.core.errors import LedgerError, UsageError
from support.publishers.http_publisher import Site
from support.terminal import Terminal


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize("form", [[], ["--json"]], ids=["person", "program"])
def test_an_interrupted_check_says_what_was_not_read(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, form: list[str]
) -> None:
    """A user who stops a slow check must not believe that the rest is watched."""
    run = Check.run

    def interrupted(*arguments: object) -> Iterator[SourceOutcome]:
        yield next(run(*arguments))  # type: ignore[arg-type]
        raise KeyboardInterrupt

    monkeypatch.setattr(Check, "run", interrupted)
    ran = terminal.run("check", "us_state", "uk_fcdo", "ca_gac", *form)
    assert ran.status == 130
    assert "1 of 3 sources were read in full, and not uk_fcdo, ca_gac;" in ran.err
    assert "yes" not in ran.out
    assert len(ran.lines if form else []) == len(form)


class Other:
    """Another check, which holds the lock in a file of a home, and ends after some seconds."""

    def __init__(self, file: TextIO) -> None:
        file.write("process 4711, since 2026-09-01 12:00:00 UTC\n")
        file.flush()
        flock(file, LOCK_EX)
        self.file, self.now_s, self.ends_after_s = file, 0.0, 1_000.0

    def monotonic(self) -> float:
        """Return the seconds that have passed."""
        return self.now_s

    def wait(self, seconds: float) -> None:
        """Let time pass."""
        self.now_s += seconds
        if self.now_s >= self.ends_after_s:
            flock(self.file, LOCK_UN)


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Other]:
    """Start another check of the home `tmp_path`."""
    with (tmp_path / FILE).open("w") as file:
        yield Other(file)


def test_a_second_check_waits_for_the_first(tmp_path: Path, other: Other) -> None:
    """Two at once would overtake each other, and report a source as failed."""
    said: list[str] = []
    other.ends_after_s = 10
    turn = check_turn(tmp_path, None, said.append, monotonic=other.monotonic, wait=other.wait)
    with turn:
        assert other.now_s == pytest.approx(10, abs=POLL_S)
        assert (tmp_path / FILE).read_text().startswith(f"process {os.getpid()}, since ")
    (line,) = said
    assert line.startswith("another check is at work, process 4711, since 2026-09-01 12:00:00 UTC")
    assert line.endswith(": waiting up to 300 seconds")


@pytest.mark.parametrize(("given_s", "waited_s"), [(None, 300), (7, 7), (86_400, 300)])
def test_the_wait_has_a_bound_and_the_error_names_the_holder(
    tmp_path: Path, other: Other, given_s: float | None, waited_s: float
) -> None:
    """A check that hangs must not hang all later ones without a word."""
    turn = check_turn(tmp_path, given_s, lambda _: None, monotonic=other.monotonic, wait=other.wait)
    with pytest.raises(UsageError, match=rf"within {waited_s} seconds.*process 4711, since"), turn:
        pass
    assert other.now_s == pytest.approx(waited_s, abs=2 * POLL_S)


def test_a_free_lock_is_taken_at_once(terminal: Terminal, site: Site) -> None:
    """The file of an earlier check stays; its lock has ended with its process."""
    for _ in range(2):
        ran = terminal.run("check", "us_state")
        assert (ran.status, ran.err) == (0, "")
    assert site.asked


def test_a_home_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    """A read-only disk is a matter of seconds if the message says so."""
    (tmp_path / FILE).mkdir()
    with (
        pytest.raises(LedgerError, match=r"check\.lock: expected to write, found: Is a dir"),
        check_turn(tmp_path, None, lambda _: None),
    ):
        pass
