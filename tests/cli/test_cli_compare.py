"""`compare`, its output for programs, for one destination or for all."""

import re

import pytest

from advisory_watch.core.advisory import Severity
from advisory_watch.sources import SOURCES
from support.builders import a_pending_candidate, an_advisory
from support.scenarios.recorded_ledger import LEVEL_1, record, what
from support.terminal import Terminal

MEMBERS = ["destination", "name", "spread", "differs", "words"]
WORD = [
    "source",
    "publisher",
    "native_level",
    "severity",
    "partial_severity",
    "departure",
    "since",
    "issued_on",
    "url",
    "is_withdrawn",
    "unconfirmed",
]
"""The members of an entry in `words`; other programs depend on them."""


@pytest.mark.usefixtures("apart")
def test_a_comparison_has_exactly_the_agreed_members(terminal: Terminal) -> None:
    """Scripts depend on these names."""
    ran = terminal.run("compare", "Kuwait", "--json")
    assert (ran.status, ran.err) == (0, "")
    (line,) = ran.lines
    assert list(line) == MEMBERS
    assert (line["destination"], line["name"]) == ("KW", "Kuwait")
    assert (line["spread"], line["differs"]) == (3, True)
    first, second = line["words"]
    assert list(first) == list(second) == WORD
    assert first["publisher"] == SOURCES["us_state"].publisher
    assert (second["native_level"], second["severity"]) == ("Avoid all travel", 4)
    assert (second["since"], second["departure"]) == ("2026-09-02", "none")
    assert second["unconfirmed"] is None


def test_a_candidate_has_members_of_its_own(terminal: Terminal) -> None:
    """A pending candidate must be visible, separate from the current advice."""
    record(terminal.home, LEVEL_1, held=a_pending_candidate(an_advisory(Severity.DO_NOT_TRAVEL)))
    (line,) = terminal.run("compare", "KW", "--json").lines
    assert line["spread"] == 0
    (word,) = line["words"]
    assert (word["severity"], word["unconfirmed"]["severity"]) == (1, 4)
    assert word["unconfirmed"]["rule"] == "stub"


@pytest.mark.usefixtures("apart")
def test_the_most_different_come_first_and_then_the_codes(terminal: Terminal) -> None:
    """A reader of the first ten lines of two hundred needs the most relevant ten."""
    for code in ("RU", "BR", "AF"):
        record(terminal.home, an_advisory(destination=code))
    record(terminal.home, what("ca_gac", Severity.DO_NOT_TRAVEL, "Avoid", destination="RU"))
    lines = terminal.run("compare", "--json").lines
    assert [(line["destination"], line["spread"]) for line in lines] == [
        ("KW", 3),
        ("RU", 2),
        ("AF", 0),
        ("BR", 0),
    ]
    differing = terminal.run("compare", "--differing", "--json").lines
    assert [line["destination"] for line in differing] == ["KW", "RU"]
    named = terminal.run("compare", "br", "Kuwait", "KW", "--json").lines
    assert [line["destination"] for line in named] == ["BR", "KW"]


@pytest.mark.usefixtures("apart")
def test_a_destination_without_advice_has_no_words(terminal: Terminal) -> None:
    """A missing line would look like a failure of the program."""
    (line,) = terminal.run("compare", "Brazil", "--json").lines
    assert (line["destination"], line["words"], line["differs"]) == ("BR", [], False)


@pytest.mark.parametrize("arguments", [("compare",), ("compare", "KW", "--json")], ids=" ".join)
def test_without_a_home_nothing_is_created(terminal: Terminal, arguments: tuple[str, ...]) -> None:
    """A folder created for a mistyped path looks like a ledger that was lost."""
    ran = terminal.run(*arguments)
    assert ran.status == 0
    said, silent = (ran.err, ran.out) if "--json" in arguments else (ran.out, ran.err)
    assert f"there is no {terminal.home}" in " ".join(said.split())
    assert silent == ""
    assert not terminal.home.exists()


@pytest.mark.usefixtures("apart")
@pytest.mark.parametrize("command", ["show", "compare"])
def test_records_are_shown_despite_a_wrong_endpoint_setting(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    """A typing error in an endpoint setting must not hide recorded advice."""
    monkeypatch.setenv("ADVISORY_WATCH_DOOR_US_STATE_RSS", "ftp://nowhere")
    assert terminal.run(command, "KW").status == 0


@pytest.mark.usefixtures("apart")
def test_a_person_sees_a_table_of_both_ends(terminal: Terminal) -> None:
    """A duty officer compares forty destinations by eye, in the governments' own words."""
    record(terminal.home, an_advisory(destination="BR"))
    record(terminal.home, an_advisory(Severity.CAUTION, destination="FR"))
    record(terminal.home, what("ca_gac", Severity.NORMAL, "Take normal", destination="FR"))
    parts = {"destination": "FR", "partial_severity": Severity.DO_NOT_TRAVEL}
    record(terminal.home, what("uk_fcdo", Severity.NORMAL, "", **parts))
    shown = terminal.run("compare").out
    rows = [re.split("  +", line.strip()) for line in shown.splitlines() if "  " in line.strip()]
    assert rows == [
        ["destination", "steps", "highest", "lowest"],
        ["France (FR)", "3", "UK: no advice against travel", "Canada: Take normal"],
        ["Kuwait (KW)", "3", "Canada: Avoid all travel", "US: Level 1"],
        ["Brazil (BR)", "0", "US: Level 2"],
    ]
    assert "(parts 4)" in shown
    assert "Brazil" not in terminal.run("compare", "--differing").out


@pytest.mark.usefixtures("apart")
def test_an_empty_table_says_why(terminal: Terminal) -> None:
    """An empty screen looks like a failure."""
    ran = terminal.run("compare", "Brazil", "--differing")
    assert ran.out == "No governments differ by 2 steps or more.\n"
    assert "Brazil (BR)   -" in terminal.run("compare", "Brazil").out


def test_without_any_record_the_first_step_is_named(terminal: Terminal) -> None:
    """An interrupted first check leaves a ledger without records."""
    record(terminal.home)
    assert "`advisory-watch check` reads the sources" in terminal.run("compare").out
