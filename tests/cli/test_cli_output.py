"""`sources` and `demo`, and output that is not read to its end."""

import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from advisory_watch import __version__
from advisory_watch.app.recorder import change_outcomes
from advisory_watch.app.results import SourceOutcome
from advisory_watch.cli.output_json import print_outcome
from advisory_watch.cli.output_table import change_table, coloured, source_table
from advisory_watch.core.advisory import Change, Severity
from advisory_watch.core.alert import UNCONFIRMED
from advisory_watch.sources import SOURCES
from support.builders import NOON, a_version, an_advisory
from support.terminal import Terminal


def test_every_source_is_listed_with_endpoints_and_licence(terminal: Terminal) -> None:
    """Users who pass our data on must know its publisher and its licence."""
    lines = terminal.run("sources", "--json").lines
    assert [line["source"] for line in lines] == list(SOURCES)
    assert lines[0]["doors"]["rss"] == "https://travel.state.gov/_res/rss/TAsTWs.xml"
    assert all(line["licence"] and line["publisher"] for line in lines)


def test_a_replaced_endpoint_is_listed_with_its_real_url(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The list is where a user finds a forgotten test setting."""
    monkeypatch.setenv("ADVISORY_WATCH_DOOR_US_STATE_RSS", "http://mirror.example/feed.xml")
    assert "http://mirror.example/feed.xml" in terminal.run("sources").out


@pytest.mark.parametrize(("count", "said"), [(12, "12 documents"), (1, "1 document")])
def test_deferred_documents_are_reported(
    count: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A source that was only half read must not look complete."""
    half = SourceOutcome(source="uk_fcdo", decided_at=NOON, endpoint="index", deferred=count)
    whole = replace(half, source="ie_dfa", deferred=0)
    with (screen := Console(width=80)).capture() as printed:
        screen.print(source_table([half, whole]))
    shown = printed.get()
    rows = {line.split()[0]: line.split()[2] for line in shown.splitlines() if "index" in line}
    assert rows == {"uk_fcdo": "partly", "ie_dfa": "yes"}
    assert f"uk_fcdo: {said} left for the next check" in shown
    assert shown.count("left for the next check") == 1
    print_outcome(half)
    assert json.loads(capsys.readouterr().out)["deferred"] == count


def test_an_unconfirmed_change_says_so_in_the_table() -> None:
    """The table is all that a user without a site sees."""
    raised, version = an_advisory(Severity.RECONSIDER), {"changes": (Change.LEVEL_RAISED,)}
    doubted = a_version(raised, number=2, rule=UNCONFIRMED, **version)
    certain = a_version(raised, number=3, rule="newer_issue", **version)
    changes = [
        change
        for version in (doubted, certain)
        for change in change_outcomes(an_advisory(), version, None)
    ]
    with (screen := Console(width=120)).capture() as printed:
        screen.print(change_table(changes))
    rows = [line for line in printed.get().splitlines() if "level raised" in line]
    assert ["unconfirmed: level raised" in row for row in rows] == [True, False]


def test_empty_levels_and_flags_are_shown_as_words() -> None:
    """An empty cell looks like an outage."""
    assert coloured("", 1).plain == "no advice against travel"
    assert coloured("avoid_all_travel_to_parts", 1).plain == "avoid all travel to parts"
    assert coloured(None, None).plain == "-"


def test_the_version_is_printed(terminal: Terminal) -> None:
    """Bug reports start with the version."""
    assert terminal.run("--version").out == f"{__version__}\n"


@pytest.fixture
def shown(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> str:
    """Run the demonstration with the real endpoints unreachable."""
    monkeypatch.setenv("ADVISORY_WATCH_DOOR_US_STATE_RSS", "http://127.0.0.1:9/")
    ran = terminal.run("demo")
    assert (ran.status, ran.err) == (0, "")
    assert not terminal.home.exists()
    return ran.out


def test_the_demonstration_is_labelled_at_both_ends(shown: str) -> None:
    """No reader may leave a country, or stay, because of an invented warning."""
    lines = shown.strip().splitlines()
    for line in (lines[0], lines[-1]):
        assert "DEMONSTRATION" in line
        assert "No government said any of this." in line


def test_the_demonstration_shows_the_mail_and_the_sms(shown: str) -> None:
    """The level stays the same while people must leave: comparing levels alone misses it."""
    assert "Subject: US: Russia - citizens told to leave (Level 4)" in shown
    _, _, sms = shown.partition("SMS, ")
    told = "The US tells its citizens to leave Russia. Advice: Level 4."
    assert sms.splitlines()[1].startswith(told)
    assert "Subject: US: Kuwait raised to Level 3 from 1" in shown


def test_the_demonstration_shows_rejected_changes(shown: str) -> None:
    """Showing the alerts that were not sent is the other half of the promise."""
    _, _, refused = shown.partition("a placeholder")
    assert refused.count(" rejected ") == 2
    assert "(placeholder)" in refused
    assert "(superseded_copy)" in refused
    assert "Subject:" not in refused
    assert shown.count("Subject:") == 2


def test_every_page_of_the_demonstration_is_labelled(shown: str) -> None:
    """A page may be passed on without the screen output that labels it."""
    (address,) = re.findall(r"^Site: file://(.*)/index\.html$", shown, re.MULTILINE)
    pages = list(Path(address).rglob("*.html"))
    assert len(pages) > 5
    for page in pages:
        assert "No government said any of this." in page.read_text()


def test_the_demonstration_fits_the_screen(shown: str) -> None:
    """The demonstration is the first output that new users see."""
    assert "…" not in shown
    assert "Site: " in shown
    tables = [line for line in shown.splitlines() if line.startswith("  ")]
    assert max(map(len, tables)) <= 80


def test_the_demonstration_has_json_output(terminal: Terminal) -> None:
    """Developers can try the lines of `check` without a network."""
    kinds = [line["kind"] for line in terminal.run("demo", "--json").lines if "kind" in line]
    assert kinds[0] == "departure_raised"
    assert "level_raised" in kinds


@pytest.mark.parametrize("arguments", [["demo"], ["demo", "--json"], ["sources"]], ids=" ".join)
def test_a_closed_pipe_is_not_an_error(arguments: list[str]) -> None:
    """`advisory-watch replay … | head` must not end in a traceback."""
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
    """A script that fills a disk must fail, and name the cause."""
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
