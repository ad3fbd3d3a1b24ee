"""`subscribe`, `subscriptions` and `unsubscribe` as a person types them."""

import json
from collections.abc import Iterator

import boto3
import pytest

from stacks import deployed
from terminal import Terminal

HOOK = "https://example.org/hook?token=secret"


@pytest.fixture
def stack(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    """Deploy the stack under its usual name."""
    monkeypatch.delenv("AWS_REGION", raising=False)
    with deployed() as outputs:
        yield outputs


@pytest.mark.usefixtures("stack")
def test_a_subscription_is_made_listed_changed_and_ended(terminal: Terminal) -> None:
    """The whole life of one, and never two of it."""
    options = ("--destination", "Russia", "--destination", "UA", "--source", "us_state")
    made = terminal.run("subscribe", "https", HOOK, *options, "--min-severity", "3")
    assert made.status == 0, made.err
    assert f"{HOOK}: subscribed." in made.out
    (one,) = terminal.run("subscriptions", "--json").lines
    assert (one["endpoint"], one["state"]) == ("https://example.org/…", "confirmed")
    assert one["policy"]["destination"] == ["RU", "UA"]
    shown = " ".join(terminal.run("subscriptions").out.split())
    assert "RU, UA; us_state; severity 3 or" in shown
    assert "secret" not in shown
    again = terminal.run("subscribe", "https", HOOK, "--urgent-only")
    assert "filter changed" in again.out
    (one,) = terminal.run("subscriptions", "--json", "--show-addresses").lines
    assert (one["endpoint"], one["policy"]["urgency"]) == (HOOK, ["urgent"])
    assert terminal.run("unsubscribe", HOOK).status == 0
    assert "Nobody is told" in terminal.run("subscriptions").out


@pytest.mark.usefixtures("stack")
def test_programs_get_an_object(terminal: Terminal) -> None:
    """Scripts set up many readers; without the address, which goes into their logs."""
    made = terminal.run("subscribe", "email", "ann@example.org", "--digest", "--json")
    (one,) = made.lines
    assert one["policy"] == {"channels": ["email", "digest"]}
    assert "ann@" not in made.out
    ended = terminal.run("unsubscribe", "ann@example.org", "--json")
    assert ended.lines[0]["done"] == "unsubscribed"


def test_one_that_somebody_filtered_by_hand_is_shown_as_it_is(
    terminal: Terminal, stack: dict[str, str]
) -> None:
    """What we cannot put into words we must not put into wrong ones."""
    for number, policy in enumerate([None, {"kind": ["notice_issued"]}]):
        boto3.client("sns").subscribe(
            TopicArn=stack["AlertsTopic"],
            Protocol="email",
            Endpoint=f"{number}@example.org",
            Attributes={"FilterPolicy": json.dumps(policy)} if policy else {},
        )
    shown = " ".join(terminal.run("subscriptions").out.split())
    assert "everything, on every" in shown
    assert "notice_issued" in shown
