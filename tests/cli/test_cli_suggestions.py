"""Typing errors: every command that takes a destination, a source or a command suggests one."""

import io
import json

import pytest

from support.scenarios.recorded_ledger import LEVEL_1, record
from support.terminal import Terminal

TYPED = {
    "show": "show {}",
    "compare": "compare RU {}",
    "verify": "verify {}",
    "replay": "replay none.warc.gz --explain {}",
    "subscribe": "subscribe email ann@example.org --destination {}",
    "digest": "digest",
}


@pytest.mark.parametrize("command", TYPED)
@pytest.mark.parametrize(
    ("typed", "hint"),
    [
        ("Rusia", "found 'Rusia'; did you mean Russia (RU)?"),
        ("Congo", "Democratic Republic of the Congo (CD) or Republic of the Congo (CG)?"),
    ],
)
def test_a_destination_is_suggested_everywhere(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, command: str, typed: str, hint: str
) -> None:
    """The same mistake must get the same help, whatever the command."""
    record(terminal.home, LEVEL_1)
    monkeypatch.setenv("ADVISORY_WATCH_DIGEST_DESTINATIONS", f"RU,{typed}")
    ran = terminal.run(*TYPED[command].format(typed).split())
    assert (ran.status, ran.out) == (2, "")
    assert hint in ran.err
    assert ran.err.count("\n") == 1


def test_a_line_of_departure_gets_the_same_help(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A line about an unknown destination would be judged as if it were about another country."""
    lines = [
        {"id": destination, "text": "Leave Mali now.", "destination": destination}
        for destination in ("Mali", "ml", "Malli")
    ]
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(map(json.dumps, lines))))
    ran = terminal.run("departure", "--json")
    assert [(line["id"], line["rung"]) for line in ran.lines] == [
        ("Mali", "depart_immediately"),
        ("ml", "depart_immediately"),
    ]
    assert ran.status == 2
    assert "line 3" in ran.err
    assert "did you mean Mali (ML)?" in ran.err


@pytest.mark.parametrize("command", ["check", "sources"])
def test_a_source_is_suggested(terminal: Terminal, command: str) -> None:
    """Ids are long and have underscores."""
    ran = terminal.run(command, "us-state")
    assert ran.status == 2
    assert ran.err.endswith("found 'us-state'; did you mean us_state?\n")


@pytest.mark.parametrize(
    ("typed", "hint"), [("chek", "; did you mean `check`?\n"), ("Ж", "found 'Ж'\n")]
)
def test_a_command_is_suggested(terminal: Terminal, typed: str, hint: str) -> None:
    """A list of twenty commands is long to read for one wrong letter."""
    ran = terminal.run(typed)
    assert ran.status == 2
    assert ran.err.endswith(hint)
