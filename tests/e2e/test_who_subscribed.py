"""Search all output of a run: a subscriber's address may only be in Amazon SNS.

This file runs last, so that all output exists.
"""

from collections import Counter
from collections.abc import Iterable

import pytest

from e2e import outputs
from e2e.mail_server import MailServer
from e2e.outputs import Output
from e2e.progress import note
from e2e.sam import OPERATOR, PHONE, READER
from e2e.stack import Item, Stack, Upgrade
from e2e.subscribers import RUSSIA_READER, WEBHOOK
from support.address_finder import found_in

ADDRESSES = (READER, OPERATOR, PHONE, RUSSIA_READER, WEBHOOK)

COMMANDS = [
    ("subscriptions",),
    ("doctor",),
    ("unsubscribe", "arn:aws:sns:eu-west-1:000000000000:none"),
    ("retract", "0123456789abcdef", "--reason", "A test page."),
]


def leaks_in(found: Iterable[Output]) -> Counter[str]:
    """Return the places that contain addresses, and log how much was searched."""
    searched_bytes, leaks = Counter[str](), Counter[str]()
    for where, text in found:
        searched_bytes[where.partition(" ")[0]] += len(text)
        leaks.update(f"{address} in {where}" for address in found_in(text, ADDRESSES))
    note(f"searched for addresses, bytes: {dict(searched_bytes)}")
    assert searched_bytes.total()
    return leaks


@pytest.fixture(scope="session")
def stacks(second_check: Item, watch: Stack, upgrade: Upgrade) -> tuple[Stack, Stack]:
    """Return both stacks after all other tests."""
    del second_check
    return watch, upgrade.stack


@pytest.mark.usefixtures("stacks")
def test_no_log_and_no_metric_knows_who_subscribed() -> None:
    """Many people read logs, and logs are kept in unexpected places."""
    assert leaks_in([*outputs.log_events(), *outputs.emulator_log()]) == {}
    assert leaks_in([*outputs.metric_names(), *outputs.built_functions()]) == {}


def test_no_function_knows_who_subscribed(stacks: tuple[Stack, Stack]) -> None:
    """A function cannot leak an address that it does not know."""
    assert [leaks_in(outputs.settings(stack)) for stack in stacks] == [{}, {}]


def test_ledger_archive_and_site_do_not_know(stacks: tuple[Stack, Stack]) -> None:
    """Evidence is public, so it must not contain addresses."""
    for stack in stacks:
        assert leaks_in(outputs.ledger(stack)) == {}
        assert leaks_in(outputs.buckets(stack)) == {}


@pytest.mark.usefixtures("stacks")
def test_no_subscriber_learns_of_another(mail_server: MailServer) -> None:
    """A subscriber must not learn who else follows a country."""
    assert leaks_in([*outputs.sent(mail_server), *outputs.dead_letters()]) == {}


@pytest.mark.usefixtures("stacks")
@pytest.mark.parametrize("as_lines", [(), ("--json",)], ids=["prose", "json"])
def test_no_command_shows_who_subscribed(as_lines: tuple[str, ...]) -> None:
    """Users copy command output into tickets."""
    printed = [outputs.run_command(*command, "--stack", "watch", *as_lines) for command in COMMANDS]
    assert leaks_in(printed) == {}


@pytest.mark.usefixtures("stacks")
def test_the_search_finds_an_existing_address() -> None:
    """This proves that the other tests would find an address."""
    shown = outputs.run_command("subscriptions", "--stack", "watch", "--show-addresses")
    hidden = {PHONE, READER, RUSSIA_READER} - {
        address for address in ADDRESSES if found_in(shown[1], [address])
    }
    assert hidden == set()
