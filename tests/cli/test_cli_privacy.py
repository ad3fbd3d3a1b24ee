"""What commands print about a stack goes into tickets and chats: nobody's address is in it."""

from collections.abc import Iterator

import boto3
import pytest

from advisory_watch.adapters.dynamodb import DynamoOutbox
from builders import an_alert
from spellings import found_in
from stacks import deployed
from terminal import Ran, Terminal

TYPED = "new.reader@example.org"
EVERYBODY = {
    "ann.lee@example.org": "email",
    "operator@example.org": "email",
    "+442079460187": "sms",
    "https://hooks.example/in?token=s3cret": "https",
}
RETRACT = ("retract", "0123456789abcdef", "--reason", "A test page.", "--stack", "mine")


@pytest.fixture
def stack() -> Iterator[dict[str, str]]:
    """Deploy a stack whose topics have subscribers of every kind, and an alert that was sent."""
    with deployed("mine") as outputs:
        for endpoint, protocol in EVERYBODY.items():
            topic = "OperatorsTopic" if endpoint.startswith("operator") else "AlertsTopic"
            boto3.client("sns").subscribe(
                TopicArn=outputs[topic], Protocol=protocol, Endpoint=endpoint
            )
        outbox = DynamoOutbox(boto3.client("dynamodb"), outputs["Table"])
        outbox.owe(an_alert())
        yield outputs


def shown(ran: Ran) -> list[str]:
    """Return whose addresses a command printed."""
    return found_in(ran.out + ran.err, [*EVERYBODY, TYPED])


@pytest.mark.usefixtures("stack")
@pytest.mark.parametrize("as_lines", [(), ("--json",)], ids=["prose", "json"])
@pytest.mark.parametrize(
    "typed",
    [
        ("subscriptions", "--stack", "mine"),
        ("doctor", "--stack", "mine"),
        RETRACT,
        ("subscribe", "sms", "+1415", "--stack", "mine"),
        ("unsubscribe", "arn:aws:sns:eu-west-1:123456789012:none", "--stack", "mine"),
    ],
    ids=lambda typed: typed[0],
)
def test_no_command_shows_an_address(
    terminal: Terminal, typed: tuple[str, ...], as_lines: tuple[str, ...]
) -> None:
    """Also where it fails: an error is what people copy into a ticket."""
    ran = terminal.run(*typed, *as_lines)
    assert ran.out + ran.err
    assert shown(ran) == []


@pytest.mark.usefixtures("stack")
def test_who_types_an_address_sees_that_one_alone(terminal: Terminal) -> None:
    """A slip in one's own typing must show; programs, which keep logs, get none at all."""
    typed = ("subscribe", "email", TYPED, "--stack", "mine")
    assert shown(terminal.run(*typed)) == [TYPED]
    assert shown(terminal.run(*typed, "--json")) == []
    ended = terminal.run("unsubscribe", TYPED, "--stack", "mine", "--json")
    assert shown(ended) == []


@pytest.mark.usefixtures("stack")
def test_addresses_are_there_for_whoever_asks_for_them(terminal: Terminal) -> None:
    """Otherwise the tests above would look for what nobody could have printed."""
    ran = terminal.run("subscriptions", "--stack", "mine", "--show-addresses", "--json")
    assert set(shown(ran)) == set(EVERYBODY) - {"operator@example.org"}
