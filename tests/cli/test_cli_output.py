"""`sources` and `demo`, and what becomes of output that nobody reads to its end."""

import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from advisory_watch import __version__
from advisory_watch.app.outcomes import SourceOutcome
from advisory_watch.cli.lines import source_members
from advisory_watch.cli.tables import coloured, source_table
from advisory_watch.sources.register import SOURCES
from builders import NOON
from terminal import Terminal


def test_every_source_is_listed_with_its_doors_and_licence(terminal: Terminal) -> None:
    """Whoever passes our data on must know whose it is, and on which terms."""
    lines = terminal.run("sources", "--json").lines
    assert [each["source"] for each in lines] == list(SOURCES)
    assert lines[0]["doors"]["rss"] == "https://travel.state.gov/_res/rss/TAsTWs.xml"
    assert all(each["licence"] and each["publisher"] for each in lines)


def test_a_door_that_was_led_elsewhere_is_listed_where_it_leads(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A forgotten test setting is found here, or never."""
    monkeypatch.setenv("ADVISORY_WATCH_DOOR_US_STATE_RSS", "http://mirror.example/feed.xml")
    assert "http://mirror.example/feed.xml" in terminal.run("sources").out


@pytest.mark.parametrize(("count", "said"), [(12, "12 documents"), (1, "1 document")])
def test_what_there_was_no_time_for_is_told(count: int, said: str) -> None:
    """A source that was half read looks like one that was read."""
    half = SourceOutcome(source="uk_fcdo", decided_at=NOON, door="index", ok=True, deferred=count)
    whole = replace(half, source="ie_dfa", deferred=0)
    with (screen := Console(width=80)).capture() as printed:
        screen.print(source_table([half, whole]))
    shown = printed.get()
    assert f"uk_fcdo: {said} left for the next check" in shown
    assert shown.count("left for the next check") == 1
    assert source_members(half)["deferred"] == count


def test_words_that_are_none_and_flags_are_shown_in_tables_too() -> None:
    """An empty cell reads like an outage."""
    assert coloured("", 1).plain == "no advice against travel"
    assert coloured("avoid_all_travel_to_parts", 1).plain == "avoid all travel to parts"
    assert coloured(None, None).plain == "-"


def test_the_version_is_told(terminal: Terminal) -> None:
    """The first thing that is asked of whoever reports a fault."""
    assert terminal.run("--version").out == f"{__version__}\n"


@pytest.fixture
def shown(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> str:
    """Play the demonstration where every real door leads nowhere."""
    monkeypatch.setenv("ADVISORY_WATCH_DOOR_US_STATE_RSS", "http://127.0.0.1:9/")
    ran = terminal.run("demo")
    assert (ran.status, ran.err) == (0, "")
    assert not terminal.home.exists()
    return ran.out


def test_the_demonstration_is_labelled_at_both_ends(shown: str) -> None:
    """Nobody may leave a country, or stay, because of an invented warning."""
    lines = shown.strip().splitlines()
    for line in (lines[0], lines[-1]):
        assert "DEMONSTRATION" in line
        assert "No government said any of this." in line


def test_the_demonstration_shows_the_mail_and_the_sms(shown: str) -> None:
    """The level stays and people must go: it is what a level differ never sees."""
    assert "Subject: US: Russia - leave immediately (Level 4)" in shown
    _, _, sms = shown.partition("SMS, ")
    assert sms.splitlines()[1].startswith("US: Russia - leave immediately (Level 4).")
    assert "Subject: US: Kuwait raised to Level 3 from 1" in shown


def test_the_placeholder_and_the_old_copy_are_refused_before_the_readers_eyes(shown: str) -> None:
    """What was not sent is the other half of the promise."""
    _, _, refused = shown.partition("a placeholder")
    assert "rejected (placeholder)" in refused
    assert "rejected (stale_copy)" in refused
    assert "Subject:" not in refused
    assert shown.count("Subject:") == 2


def test_every_page_of_the_invented_world_says_that_it_is(shown: str) -> None:
    """A page is shown around without the screen that it was printed from."""
    (address,) = re.findall(r"^Site: file://(.*)/index\.html$", shown, re.MULTILINE)
    pages = list(Path(address).rglob("*.html"))
    assert len(pages) > 5
    for each in pages:
        assert "No government said any of this." in each.read_text()


def test_the_demonstration_fits_the_screen(shown: str) -> None:
    """It is the first thing that anybody sees of this project."""
    assert "…" not in shown
    assert "Site: " in shown
    tables = [line for line in shown.splitlines() if line.startswith("  ")]
    assert max(map(len, tables)) <= 80


def test_the_demonstration_speaks_to_programs_too(terminal: Terminal) -> None:
    """Whoever builds on the lines of `check` can try them without a network."""
    kinds = [each["kind"] for each in terminal.run("demo", "--json").lines if "kind" in each]
    assert kinds[0] == "departure_raised"
    assert "level_raised" in kinds


@pytest.mark.parametrize("arguments", [["demo"], ["demo", "--json"], ["sources"]], ids=" ".join)
def test_a_reader_who_has_enough_is_no_fault(arguments: list[str]) -> None:
    """`advisory-watch replay … | head` must not end in a page of Python."""
    with subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-m", "advisory_watch.cli", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "NO_PROXY": "127.0.0.1"},
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        complaint = process.stderr.read()
    assert (process.returncode, complaint) == (141, "")


@pytest.mark.parametrize("arguments", ["demo", "demo --json", "sources", "sources --json"])
@pytest.mark.parametrize("where", [">/dev/full", ">&-"])
def test_output_that_cannot_be_written_is_one_sentence(arguments: str, where: str) -> None:
    """The script that fills a disk must fail, and say at what."""
    ran = subprocess.run(  # noqa: S603 - our own program
        ["/bin/sh", "-c", f'"$0" -m advisory_watch.cli {arguments} {where}', sys.executable],
        env={**os.environ, "NO_PROXY": "127.0.0.1"},
        check=False,
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 2
    assert ran.stderr.startswith("advisory-watch: expected ")
    assert ran.stderr.count("\n") == 1
