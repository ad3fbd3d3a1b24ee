"""`advisory-watch retract`: correct an alert that was wrong."""

import re
from collections.abc import Iterator

import boto3
import pytest

from advisory_watch.adapters.dynamodb.outbox import DynamoOutbox
from support.aws.deployed_stack import deployed
from support.builders import NOON, an_alert
from support.publishers.http_publisher import Site, an_answer
from support.publishers.us_feed import a_feed, a_raise
from support.terminal import Terminal


@pytest.mark.usefixtures("read_once")
def test_an_alert_is_retracted_once(terminal: Terminal, site: Site) -> None:
    """The correction states the error and its reason; a second attempt sends nothing."""
    site.play("/us_state/rss", an_answer(a_feed(KW=a_raise())))
    printed = terminal.run("check", "us_state").out
    found = re.search(r"^Alert: (\w{16})$", printed, re.MULTILINE)
    assert found is not None
    ran = terminal.run("retract", found[1], "--reason", "A test page.")
    assert ran.status == 0
    assert "Subject: CORRECTION: US: Kuwait raised to Level 3 from 1" in ran.out
    assert f"Alert {found[1]} was wrong. Please disregard it. A test page." in ran.out
    assert "SMS, " in ran.out
    page = terminal.home / "site" / "c" / f"{found[1]}.html"
    assert "This alert was wrong. It has been corrected." in page.read_text("utf-8")
    again = terminal.run("retract", found[1], "--reason", "A test page.")
    assert (again.status, "Subject" in again.out) == (0, False)
    assert "was retracted before" in again.out


def test_an_unknown_alert_is_an_error_message(terminal: Terminal) -> None:
    """The command must not create a home, either."""
    ran = terminal.run("retract", "0123456789abcdef", "--reason", "x")
    assert (ran.status, terminal.home.exists()) == (2, False)
    assert "expected a home with alerts" in ran.err


@pytest.mark.usefixtures("read_once")
def test_programs_get_an_object_and_the_correction(terminal: Terminal, site: Site) -> None:
    """A line is a JSON object, as with every other command."""
    site.play("/us_state/rss", an_answer(a_feed(KW=a_raise())))
    *_, change = terminal.run("check", "us_state", "--json").lines
    ran = terminal.run("retract", change["alert_id"], "--reason", "A test page.", "--json")
    outcome, sent = ran.lines
    assert (outcome["alert"], outcome["outcome"]) == (change["alert_id"], "corrected")
    assert (sent["alert"], sent["kind"]) == (outcome["correction"], "correction")


def outbox_of(stack: dict[str, str]) -> DynamoOutbox:
    """Open the outbox of a stack."""
    return DynamoOutbox(boto3.client("dynamodb"), stack["Table"])


@pytest.fixture
def deployed_elsewhere() -> Iterator[dict[str, str]]:
    """Deploy a stack that has sent an alert."""
    with deployed("mine") as stack:
        outbox = outbox_of(stack)
        outbox.enqueue(an_alert())
        outbox.mark_sent(an_alert(), NOON)
        yield stack


RETRACT = ("retract", an_alert().id, "--reason", "A test page.")


def test_on_a_stack_the_correction_is_enqueued_once(
    terminal: Terminal, deployed_elsewhere: dict[str, str]
) -> None:
    """Only the stack's dispatcher sends it: a second sender would notify people twice."""
    ran = terminal.run(*RETRACT, "--stack", "mine")
    printed = " ".join(ran.out.split())
    assert (ran.status, ran.err) == (0, "")
    assert (
        "its correction goes where it went. The correction is owed: the stack sends it" in printed
    )
    assert "doctor --stack mine" in printed
    again = terminal.run(*RETRACT, "--stack", "mine")
    assert (again.status, "is owed" in again.out) == (0, False)
    assert "was retracted before" in again.out
    (correction,) = outbox_of(deployed_elsewhere).pending()
    assert (correction.corrects, correction.note) == (an_alert().id, "A test page.")
    assert not terminal.home.exists()


def test_on_a_stack_a_pending_alert_is_cancelled(
    terminal: Terminal, deployed_elsewhere: dict[str, str]
) -> None:
    """A fast retraction spares subscribers both messages."""
    outbox = outbox_of(deployed_elsewhere)
    outbox.enqueue(an_alert(id="other"))
    ran = terminal.run("retract", "other", "--reason", "x", "--stack", "mine", "--json")
    assert ran.lines == [{"alert": "other", "outcome": "cancelled", "correction": None}]
    assert list(outbox.pending()) == []


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ((*RETRACT, "--stack", "other"), "found no such stack"),
        (("retract", "nothing", "--reason", "x", "--stack", "mine"), "found 'nothing'"),
        (("retract", an_alert().id, "--reason", " ", "--stack", "mine"), "expected a reason"),
        ((*RETRACT, "--stack", "mine", "--home", "here"), "found both"),
        ((*RETRACT, "--profile", "mine"), "expected --stack beside"),
        ((*RETRACT, "--stack", "mine", "--profile", "nobody"), "list-profiles"),
    ],
)
@pytest.mark.usefixtures("deployed_elsewhere")
def test_a_mistake_is_one_sentence(terminal: Terminal, typed: tuple[str, ...], words: str) -> None:
    """A user who must correct an alert in a hurry needs a message, not a traceback."""
    ran = terminal.run(*typed)
    assert (ran.status, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert words in ran.err


def test_a_ledger_that_refuses_is_one_sentence(
    terminal: Terminal, deployed_elsewhere: dict[str, str]
) -> None:
    """A user who may read the stack may lack the permission to write to its table."""
    boto3.client("dynamodb").delete_table(TableName=deployed_elsewhere["Table"])
    ran = terminal.run(*RETRACT, "--stack", "mine")
    assert (ran.status, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert "ledger: expected an answer" in ran.err
