"""`advisory-watch doctor`, on a laptop and on a deployed stack."""

import boto3
import pytest

from advisory_watch.adapters.dynamodb.system_log import DynamoSystemLog
from advisory_watch.bootstrap.local import open_home
from advisory_watch.bootstrap.runtime import now
from advisory_watch.core.system_health import Finding, FindingKind, SystemHealth, Urgency
from support.aws.deployed_stack import deployed
from support.builders import NOON, an_alert
from support.terminal import Terminal

FINDING = {"about", "concern", "found", "todo"}


@pytest.mark.usefixtures("read_once")
def test_a_home_is_examined(terminal: Terminal) -> None:
    """One source was read, the others never: this is a hint, not a failure."""
    ran = terminal.run("doctor", "--json")
    found = {line["about"]: line for line in ran.lines}
    assert ran.status == 1
    assert all(set(line) == FINDING for line in ran.lines)
    for about in ("ledger", "archive", "us_state", "outbox"):
        assert found[about]["concern"] == "ok"
    assert found["uk_fcdo"]["concern"] == "look"
    shown = terminal.run("doctor")
    assert shown.status == 1
    assert "It works; something to look at." in shown.out
    assert shown.out.index("look") < shown.out.index("archive")


@pytest.mark.usefixtures("read_once")
def test_a_laptop_hears_of_the_laptop_only(terminal: Terminal) -> None:
    """A traveller has no stack, no schedules and no log; what helps is the next command."""
    with open_home(terminal.home) as home:
        home.outbox.enqueue(an_alert(created_at=NOON))
    shown = terminal.run("doctor").out
    assert "1 alert waiting" in shown
    assert "the next `advisory-watch check` prints them" in shown
    for foreign in ("SNS", "stack", "schedule", "log of", "owed"):
        assert foreign not in shown


@pytest.mark.usefixtures("read_once")
def test_the_same_advice_is_given_once(terminal: Terminal) -> None:
    """On the first day it is the same for ten sources, and would fill the screen."""
    shown = " ".join(terminal.run("doctor").out.split())
    assert shown.count("`advisory-watch check` reads it") == 1
    assert "jp_mofa, jp_mofa_mail: `advisory-watch check` reads it" in shown


def test_the_command_creates_no_home(terminal: Terminal) -> None:
    """A folder that appears by itself looks like a ledger that was lost."""
    ran = terminal.run("doctor")
    assert ran.status == 1
    assert "Nothing is known yet" in ran.out
    assert not terminal.home.exists()


def test_an_unreadable_ledger_is_a_failure(terminal: Terminal) -> None:
    """No check can record into a file that is not a ledger."""
    terminal.home.mkdir(parents=True)
    (terminal.home / "ledger.sqlite").write_bytes(b"no ledger at all" * 99)
    ran = terminal.run("doctor", "--json")
    found = {line["about"]: line for line in ran.lines}
    assert (ran.status, found["ledger"]["concern"]) == (2, "act")
    assert found["archive"]["concern"] == "ok"


def test_a_stack_is_examined(terminal: Terminal) -> None:
    """The system never judged itself, and CloudWatch may not publish: both are failures."""
    with deployed("mine"):
        ran = terminal.run("doctor", "--stack", "mine", "--json")
        shown = terminal.run("doctor", "--stack", "mine")
    found = {line["about"]: line for line in ran.lines}
    assert (ran.status, ran.err) == (2, "")
    assert found["system"]["concern"] == "act"
    assert found["OperatorsTopic"]["concern"] == "act"
    assert found["outbox"]["concern"] == "ok"
    assert found["us_state"]["concern"] == "look"
    assert "sandbox" in found["SMS"]["found"]
    assert all(line["todo"] for line in ran.lines if line["concern"] != "ok")
    assert "Something does not work." in shown.out


@pytest.mark.parametrize(
    "typed",
    [("--stack", "x", "--home", "y"), ("--profile", "x"), ("--region", "x")],
)
def test_options_without_a_stack_are_refused(terminal: Terminal, typed: tuple[str, ...]) -> None:
    """A user who means a stack but examines a home would wrongly believe that all is well."""
    ran = terminal.run("doctor", *typed)
    assert (ran.status, ran.out) == (2, "")
    assert "doctor: expected --stack" in ran.err


def test_the_findings_of_a_scheduled_run_are_shown(terminal: Terminal) -> None:
    """The doctor, the metric and the mail must agree: they have one judgement."""
    finding = Finding(
        kind=FindingKind.NOT_RUN,
        about="digest",
        urgency=Urgency.TODAY,
        found="digest was last complete 27 hours ago",
        first_command="advisory-watch stack run mine digest",
    )
    with deployed("mine"):
        log = DynamoSystemLog(boto3.client("dynamodb"), "ledger")
        log.remember_judgement(SystemHealth(judged_at=now(), findings=(finding,)))
        ran = terminal.run("doctor", "--stack", "mine", "--json")
    found = {line["about"]: line for line in ran.lines}
    assert found["system"]["concern"] == "ok"
    assert (found["digest"]["concern"], found["digest"]["found"]) == ("look", finding.found)
    assert found["digest"]["todo"] == f"`{finding.first_command}`"
