"""`advisory-watch doctor`, on a laptop and on a deployed stack."""

import pytest

from stacks import deployed
from terminal import Terminal

FINDING = {"about", "concern", "found", "todo"}


@pytest.mark.usefixtures("site")
def test_a_home_is_looked_at(terminal: Terminal) -> None:
    """One source was read, the others never: something to look at, and nothing is broken."""
    terminal.run("check", "us_state")
    ran = terminal.run("doctor", "--json")
    found = {each["about"]: each for each in ran.lines}
    assert ran.status == 1
    assert all(set(each) == FINDING for each in ran.lines)
    for about in ("ledger", "archive", "us_state", "outbox"):
        assert found[about]["concern"] == "ok"
    assert found["uk_fcdo"]["concern"] == "look"
    shown = terminal.run("doctor")
    assert shown.status == 1
    assert "It works; something to look at." in shown.out
    assert shown.out.index("look") < shown.out.index("archive")


def test_to_ask_makes_no_home(terminal: Terminal) -> None:
    """A home that suddenly exists looks like a ledger that was lost."""
    ran = terminal.run("doctor")
    assert ran.status == 1
    assert "Nothing is known yet" in ran.out
    assert not terminal.home.exists()


def test_a_ledger_that_is_none_is_broken(terminal: Terminal) -> None:
    """Whatever it is, no check can record into it."""
    terminal.home.mkdir(parents=True)
    (terminal.home / "ledger.sqlite").write_bytes(b"no ledger at all" * 99)
    ran = terminal.run("doctor", "--json")
    found = {each["about"]: each for each in ran.lines}
    assert (ran.status, found["ledger"]["concern"]) == (2, "act")
    assert found["archive"]["concern"] == "ok"


def test_a_stack_is_looked_at(terminal: Terminal) -> None:
    """Nothing ran in it yet, and CloudWatch may not publish: that does not work."""
    with deployed("mine"):
        ran = terminal.run("doctor", "--stack", "mine", "--json")
        shown = terminal.run("doctor", "--stack", "mine")
    found = {each["about"]: each for each in ran.lines}
    assert (ran.status, ran.err) == (2, "")
    assert found["CheckFunction runs"]["concern"] == "act"
    assert found["OperatorsTopic"]["concern"] == "act"
    assert found["outbox"]["concern"] == "ok"
    assert found["us_state"]["concern"] == "look"
    assert "sandbox" in found["SMS"]["found"]
    assert all(each["todo"] for each in ran.lines if each["concern"] != "ok")
    assert "Something does not work." in shown.out


@pytest.mark.parametrize(
    "typed",
    [("--stack", "x", "--home", "y"), ("--profile", "x"), ("--region", "x")],
)
def test_options_that_do_not_fit_are_told(terminal: Terminal, typed: tuple[str, ...]) -> None:
    """Who is asked for a stack and looks at a home says that all is well, and it is not."""
    ran = terminal.run("doctor", *typed)
    assert (ran.status, ran.out) == (2, "")
    assert "doctor: expected --stack" in ran.err
