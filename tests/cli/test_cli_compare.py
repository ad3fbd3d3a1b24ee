"""`compare`: the same for programs, for one destination or for all."""

import pytest

from advisory_watch.core.scales import Severity
from advisory_watch.sources.register import SOURCES
from builders import a_held, an_advisory
from recorded import LEVEL_1, record, what
from terminal import Terminal

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
"""What others hold on to."""


@pytest.mark.usefixtures("apart")
def test_a_comparison_has_exactly_the_agreed_members(terminal: Terminal) -> None:
    """Scripts hold on to these names."""
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
    """What waits for confirmation is worth knowing, apart from what was said."""
    record(terminal.home, LEVEL_1, held=a_held(an_advisory(Severity.DO_NOT_TRAVEL)))
    (line,) = terminal.run("compare", "KW").lines
    assert line["spread"] == 0
    (word,) = line["words"]
    assert (word["severity"], word["unconfirmed"]["severity"]) == (1, 4)
    assert word["unconfirmed"]["rule"] == "stub"


@pytest.mark.usefixtures("apart")
def test_the_most_different_come_first_and_then_the_codes(terminal: Terminal) -> None:
    """Whoever reads ten lines of two hundred must read the right ten."""
    for code in ("RU", "BR", "AF"):
        record(terminal.home, an_advisory(destination=code))
    record(terminal.home, what("ca_gac", Severity.DO_NOT_TRAVEL, "Avoid", destination="RU"))
    lines = terminal.run("compare").lines
    assert [(each["destination"], each["spread"]) for each in lines] == [
        ("KW", 3),
        ("RU", 2),
        ("AF", 0),
        ("BR", 0),
    ]
    differing = terminal.run("compare", "--differing").lines
    assert [each["destination"] for each in differing] == ["KW", "RU"]
    named = terminal.run("compare", "br", "Kuwait", "KW").lines
    assert [each["destination"] for each in named] == ["BR", "KW"]


@pytest.mark.usefixtures("apart")
def test_a_destination_that_nobody_speaks_of_has_no_words(terminal: Terminal) -> None:
    """A missing line would be taken for a fault of the program."""
    (line,) = terminal.run("compare", "Brazil").lines
    assert (line["destination"], line["words"], line["differs"]) == ("BR", [], False)


@pytest.mark.parametrize("arguments", [("compare",), ("compare", "KW", "--json")], ids=" ".join)
def test_without_a_home_nothing_is_printed_and_none_is_made(
    terminal: Terminal, arguments: tuple[str, ...]
) -> None:
    """A mistyped folder that suddenly exists looks like a ledger that was lost."""
    ran = terminal.run(*arguments)
    assert (ran.status, ran.out) == (0, "")
    assert f"there is no {terminal.home}" in " ".join(ran.err.split())
    assert not terminal.home.exists()


@pytest.mark.usefixtures("apart")
@pytest.mark.parametrize("command", ["show", "compare"])
def test_where_the_doors_lead_does_not_matter_to_what_is_known(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    """A typing error in a setting of the web must not hide what was recorded."""
    monkeypatch.setenv("ADVISORY_WATCH_DOOR_US_STATE_RSS", "ftp://nowhere")
    assert terminal.run(command, "KW").status == 0
