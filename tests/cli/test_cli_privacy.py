"""Command output about a stack ends up in tickets and chats: it must contain no address."""

from collections.abc import Iterator

import boto3
import pytest

from advisory_watch.adapters.dynamodb.outbox import DynamoOutbox
from support.address_finder import found_in
from support.aws.deployed_stack import deployed
from support.builders import an_alert
from support.terminal import CommandResult, Terminal

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
    """Deploy a stack with subscribers of every kind, and one pending alert."""
    with deployed("mine") as outputs:
        for endpoint, protocol in EVERYBODY.items():
            topic = "OperatorsTopic" if endpoint.startswith("operator") else "AlertsTopic"
            boto3.client("sns").subscribe(
                TopicArn=outputs[topic], Protocol=protocol, Endpoint=endpoint
            )
        outbox = DynamoOutbox(boto3.client("dynamodb"), outputs["Table"])
        outbox.enqueue(an_alert())
        yield outputs


def shown(ran: CommandResult) -> list[str]:
    """Return the addresses that a command printed."""
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
    """Users copy error messages into tickets, so errors must not show addresses either."""
    ran = terminal.run(*typed, *as_lines)
    assert ran.out + ran.err
    assert shown(ran) == []


@pytest.mark.usefixtures("stack")
def test_a_typed_address_is_the_only_one_shown(terminal: Terminal) -> None:
    """A user must see a typing error of their own; programs, which keep logs, get no address."""
    typed = ("subscribe", "email", TYPED, "--stack", "mine")
    assert shown(terminal.run(*typed)) == [TYPED]
    assert shown(terminal.run(*typed, "--json")) == []
    ended = terminal.run("unsubscribe", TYPED, "--stack", "mine", "--json")
    assert shown(ended) == []


@pytest.mark.usefixtures("stack")
def test_addresses_are_shown_on_request(terminal: Terminal) -> None:
    """This proves that the tests above look for addresses that a command can print."""
    ran = terminal.run("subscriptions", "--stack", "mine", "--show-addresses", "--json")
    assert set(shown(ran)) == set(EVERYBODY) - {"operator@example.org"}
