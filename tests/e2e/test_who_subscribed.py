"""No address of a subscriber is anywhere but in Amazon SNS: all that a run left behind is searched.

The file comes last, so that there is all of it.
"""

from collections import Counter
from collections.abc import Iterable

import pytest

from e2e import outputs
from e2e.outputs import Output
from e2e.post import PostOffice
from e2e.sam import OPERATOR, PHONE, READER
from e2e.stack import Item, Stack, Upgrade
from e2e.subscribers import RUSSIA_READER, WEBHOOK
from e2e.waiting import note
from spellings import found_in

EVERYBODY = (READER, OPERATOR, PHONE, RUSSIA_READER, WEBHOOK)

COMMANDS = [
    ("subscriptions",),
    ("doctor",),
    ("unsubscribe", "arn:aws:sns:eu-west-1:000000000000:none"),
    ("retract", "0123456789abcdef", "--reason", "A test page."),
]


def searched(found: Iterable[Output]) -> Counter[str]:
    """Return where addresses stand, after noting how much was searched."""
    read, leaks = Counter[str](), Counter[str]()
    for place, text in found:
        read[place.partition(" ")[0]] += len(text)
        leaks.update(f"{who} in {place}" for who in found_in(text, EVERYBODY))
    note(f"searched for addresses, bytes: {dict(read)}")
    assert read.total()
    return leaks


@pytest.fixture(scope="session")
def stacks(second_check: Item, watch: Stack, upgrade: Upgrade) -> tuple[Stack, Stack]:
    """Return both stacks, after what happened to them."""
    del second_check
    return watch, upgrade.stack


@pytest.mark.usefixtures("stacks")
def test_no_log_and_no_metric_knows_who_subscribed() -> None:
    """Logs are read by many, and kept where nobody thinks of them."""
    assert searched([*outputs.logged(), *outputs.emulated()]) == {}
    assert searched([*outputs.measured(), *outputs.built_functions()]) == {}


def test_no_function_is_told_who_subscribed(stacks: tuple[Stack, Stack]) -> None:
    """What a function does not know it cannot give away."""
    assert [searched(outputs.settings(each)) for each in stacks] == [{}, {}]


def test_ledger_archive_and_site_do_not_know(stacks: tuple[Stack, Stack]) -> None:
    """Evidence is for everybody to see, and must be fit to be seen."""
    for each in stacks:
        assert searched(outputs.ledger(each)) == {}
        assert searched(outputs.buckets(each)) == {}


@pytest.mark.usefixtures("stacks")
def test_nobody_is_told_who_else_is_told(office: PostOffice) -> None:
    """Whoever follows one country must not learn who else does."""
    assert searched([*outputs.sent(office), *outputs.dead_letters()]) == {}


@pytest.mark.usefixtures("stacks")
@pytest.mark.parametrize("as_lines", [(), ("--json",)], ids=["prose", "json"])
def test_no_command_shows_who_subscribed(as_lines: tuple[str, ...]) -> None:
    """What is printed is copied into tickets."""
    ran = [outputs.typed(*each, "--stack", "watch", *as_lines) for each in COMMANDS]
    assert searched(ran) == {}


@pytest.mark.usefixtures("stacks")
def test_the_search_finds_an_address_where_there_is_one() -> None:
    """Otherwise all of the above would prove nothing."""
    shown = outputs.typed("subscriptions", "--stack", "watch", "--show-addresses")
    hidden = {PHONE, READER, RUSSIA_READER} - {
        who for who in EVERYBODY if found_in(shown[1], [who])
    }
    assert hidden == set()
