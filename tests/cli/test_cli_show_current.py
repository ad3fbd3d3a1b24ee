"""`show`: the current advice of every government side by side, before the history."""

from datetime import timedelta

import pytest

from advisory_watch.core.advisory import Departure, Region, Severity
from support.builders import LEVELS, NOON, a_pending_candidate, an_advisory
from support.scenarios.recorded_ledger import AVOID_ALL, CAUTION, LEVEL_1, record, what, withdraw
from support.terminal import Terminal


def shown_by(terminal: Terminal, *arguments: str) -> str:
    """Run `show` and return its output on one line."""
    ran = terminal.run("show", "KW", *arguments)
    assert (ran.status, ran.err) == (0, "")
    return " ".join(ran.out.split())


@pytest.mark.usefixtures("apart")
def test_all_governments_are_shown_before_the_history(terminal: Terminal) -> None:
    """'What do the others say?' is the second question of a reader who gets an alert."""
    shown = terminal.run("show", "KW").out
    table, _, histories = shown.partition("They differ")
    assert table.index("US") < table.index("Canada")
    assert "Avoid all travel" in table
    assert "2026-09-02  " in table, "the day on which Canada's present level was recorded"
    assert "2026-09-01*" in table, "the US level was there when it was first read"
    assert "or before" in table
    assert "us_state, watched since" in histories
    assert max(map(len, table.splitlines())) <= 80


@pytest.mark.usefixtures("apart")
def test_a_difference_is_shown_in_native_levels(terminal: Terminal) -> None:
    """Our severities are for counting; a reader must not take them for a government's words."""
    assert (
        "They differ by 3 steps: Canada says “Avoid all travel”, "
        "the US says “Level 1: Exercise Normal Precautions”." in shown_by(terminal)
    )


def test_adjacent_severities_do_not_differ(terminal: Terminal) -> None:
    """Users stop reading a sentence that is always shown."""
    record(terminal.home, LEVEL_1)
    record(terminal.home, CAUTION)
    assert "They differ" not in shown_by(terminal)


def test_no_flag_is_shown_as_no_advice_against_travel(terminal: Terminal) -> None:
    """An empty cell looks like an outage, and no government says 'safe'."""
    record(terminal.home, what("uk_fcdo", Severity.NORMAL, ""))
    record(terminal.home, AVOID_ALL)
    shown = shown_by(terminal)
    assert "gives no advice against travel." in shown
    assert "safe" not in shown
    lines = terminal.run("show", "KW", "--json").lines
    (now,) = (line["now"] for line in lines if line["source"] == "uk_fcdo")
    assert now["native_level"] == "", "programs get the words as they are"


def test_departure_advice_and_candidate_are_shown_with_the_level(terminal: Terminal) -> None:
    """A departure advice can be new while the level is unchanged for years."""
    leave = what(
        "us_state", Severity.DO_NOT_TRAVEL, "Level 4", departure=Departure.DEPART_IMMEDIATELY
    )
    record(terminal.home, leave, held=a_pending_candidate())
    table, _, _ = terminal.run("show", "KW").out.partition("us_state, watched")
    printed = " ".join(table.split())
    assert "depart immediately" in printed
    assert f"unconfirmed: {LEVELS[Severity.NORMAL]}" in printed


def test_withdrawn_advice_is_not_current(terminal: Terminal) -> None:
    """The last advice of a removed page must not look as if it were in force."""
    record(terminal.home, LEVEL_1)
    record(terminal.home, AVOID_ALL)
    withdraw(terminal.home, AVOID_ALL, number=2)
    shown = shown_by(terminal)
    assert "no longer listed" in shown
    assert "last: Avoid all travel" in shown
    assert "They differ" not in shown
    (line,) = terminal.run("compare", "KW", "--json").lines
    assert (line["spread"], [word["is_withdrawn"] for word in line["words"]]) == (0, [False, True])
    assert line["words"][1]["since"] == "2026-09-02"


def test_parts_are_shown_beside_the_whole_and_count_as_a_difference(terminal: Terminal) -> None:
    """A country with a war in its east is not `1 normal`, as its whole alone says."""
    record(terminal.home, LEVEL_1)
    partly = what(
        "de_aa", Severity.NORMAL, "Teilreisewarnung", partial_severity=Severity.DO_NOT_TRAVEL
    )
    record(terminal.home, partly)
    (line,) = terminal.run("compare", "KW", "--json").lines
    assert (line["spread"], line["words"][-1]["partial_severity"]) == (3, 4)
    assert "Teilreisewarnung 4 do not" in shown_by(terminal)


def test_each_named_part_is_shown_once(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    """Readers stop at a table that says `these areas, these areas`."""
    monkeypatch.setenv("COLUMNS", "120")
    names = ("East", "East", "North", "South", "West")
    regions = tuple(Region(name=part, severity=Severity.DO_NOT_TRAVEL) for part in names)
    record(terminal.home, an_advisory(regions=regions))
    table = terminal.run("show", "KW").out.partition("us_state, watched")[0]
    assert "East, North, South, and 1 more" in " ".join(table.split())


def test_notices_are_listed_separately(terminal: Terminal) -> None:
    """A demonstration in one street must not look like a level, which lasts for months."""
    titles = ("Demonstration Alert: Downtown", "Security Alert: U.S. Embassy Kuwait")
    notices = [
        what(
            "us_embassies",
            None,
            title,
            notice_id=title,
            issued_at=NOON - timedelta(days=9 - day),
            url=f"https://kw.usembassy.gov/{day}/",
        )
        for day, title in enumerate(titles)
    ]
    record(terminal.home, *notices)
    shown = terminal.run("show", "KW").out
    assert "notices" in shown
    assert shown.index(titles[1]) < shown.index(titles[0]), "the newest first"
    assert "2026-08-24 12:00 UTC" in shown
    assert "https://kw.usembassy.gov/1/" in shown
    assert "What governments say now" not in shown
    (line,) = terminal.run("show", "KW", "--json").lines
    assert line["now"] is None
    assert [version["notice_id"] for version in line["versions"]] == list(titles)
    assert [comparison["words"] for comparison in terminal.run("compare", "--json").lines] == [[]]
