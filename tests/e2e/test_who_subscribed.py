"""Search all output of a run: a subscriber's address may only be in Amazon SNS.

This file runs last, so that all output exists.
"""

from collections import Counter
from collections.abc import Iterable

import pytest

from e2e import outputs
from e2e.outputs import Output
from e2e.mail_server import PostOffice
from e2e.sam import OPERATOR, PHONE, READER
from e2e.stack import Item, Stack, Upgrade
from e2e.subscribers import RUSSIA_READER, WEBHOOK
from e2e.progress import note
from support.address_finder import found_in

EVERYBODY = (READER, OPERATOR, PHONE, RUSSIA_READER, WEBHOOK)

COMMANDS = [
    ("subscriptions",),
    ("doctor",),
    ("unsubscribe", "arn:aws:sns:eu-west-1:000000000000:none"),
    ("retract", "0123456789abcdef", "--reason", "A test page."),
]


def searched(found: Iterable[Output]) -> Counter[str]:
    """Return the places that contain addresses, and log how much was searched."""
    read, leaks = Counter[str](), Counter[str]()
    for place, text in found:
        read[place.partition(" ")[0]] += len(text)
        leaks.update(f"{who} in {place}" for who in found_in(text, EVERYBODY))
    note(f"searched for addresses, bytes: {dict(read)}")
    assert read.total()
    return leaks


@pytest.fixture(scope="session")
def stacks(second_check: Item, watch: Stack, upgrade: Upgrade) -> tuple[Stack, Stack]:
    """Return both stacks after all other tests."""
    del second_check
    return watch, upgrade.stack


@pytest.mark.usefixtures("stacks")
def test_no_log_and_no_metric_knows_who_subscribed() -> None:
    """Many people read logs, and logs are kept in unexpected places."""
    assert searched([*outputs.logged(), *outputs.emulated()]) == {}
    assert searched([*outputs.measured(), *outputs.built_functions()]) == {}


def test_no_function_knows_who_subscribed(stacks: tuple[Stack, Stack]) -> None:
    """A function cannot leak an address that it does not know."""
    assert [searched(outputs.settings(stack)) for stack in stacks] == [{}, {}]


def test_ledger_archive_and_site_do_not_know(stacks: tuple[Stack, Stack]) -> None:
    """Evidence is public, so it must not contain addresses."""
    for stack in stacks:
        assert searched(outputs.ledger(stack)) == {}
        assert searched(outputs.buckets(stack)) == {}


@pytest.mark.usefixtures("stacks")
def test_no_subscriber_learns_of_another(office: PostOffice) -> None:
    """A subscriber must not learn who else follows a country."""
    assert searched([*outputs.sent(office), *outputs.dead_letters()]) == {}


@pytest.mark.usefixtures("stacks")
@pytest.mark.parametrize("as_lines", [(), ("--json",)], ids=["prose", "json"])
def test_no_command_shows_who_subscribed(as_lines: tuple[str, ...]) -> None:
    """Users copy command output into tickets."""
    ran = [outputs.typed(*command, "--stack", "watch", *as_lines) for command in COMMANDS]
    assert searched(ran) == {}


@pytest.mark.usefixtures("stacks")
def test_the_search_finds_an_existing_address() -> None:
    """This proves that the other tests would find an address."""
    shown = outputs.typed("subscriptions", "--stack", "watch", "--show-addresses")
    hidden = {PHONE, READER, RUSSIA_READER} - {
        who for who in EVERYBODY if found_in(shown[1], [who])
    }
    assert hidden == set()
