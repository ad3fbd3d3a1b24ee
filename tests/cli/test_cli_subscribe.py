"""`subscribe`, `subscriptions` and `unsubscribe` as a person uses them."""

import json
from collections.abc import Iterator

import boto3
import pytest

from support.aws.deployed_stack import deployed
from support.terminal import Terminal

HOOK = "https://example.org/hook?token=secret"


@pytest.fixture
def stack(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    """Deploy the stack under its default name."""
    monkeypatch.delenv("AWS_REGION", raising=False)
    with deployed() as outputs:
        yield outputs


@pytest.mark.usefixtures("stack")
def test_a_subscription_is_made_listed_changed_and_ended(terminal: Terminal) -> None:
    """A second `subscribe` must change the subscription, not create another one."""
    options = ("--destination", "Russia", "--destination", "UA", "--source", "us_state")
    made = terminal.run("subscribe", "https", HOOK, *options, "--min-severity", "3")
    assert made.status == 0, made.err
    assert f"{HOOK}: subscribed." in made.out
    (listed,) = terminal.run("subscriptions", "--json").lines
    assert (listed["endpoint"], listed["state"]) == ("https://example.org/…", "confirmed")
    assert listed["policy"]["destination"] == ["RU", "UA"]
    shown = " ".join(terminal.run("subscriptions").out.split())
    assert "RU, UA; us_state; severity 3 or" in shown
    assert "secret" not in shown
    again = terminal.run("subscribe", "https", HOOK, "--urgent-only")
    assert "filter changed" in again.out
    (listed,) = terminal.run("subscriptions", "--json", "--show-addresses").lines
    assert (listed["endpoint"], listed["policy"]["urgency"]) == (HOOK, ["urgent"])
    assert terminal.run("unsubscribe", HOOK).status == 0
    assert "Nobody is told" in terminal.run("subscriptions").out


@pytest.mark.usefixtures("stack")
def test_programs_get_an_object(terminal: Terminal) -> None:
    """Scripts subscribe many readers; their logs must not contain the addresses."""
    made = terminal.run("subscribe", "email", "ann@example.org", "--digest", "--json")
    (line,) = made.lines
    assert line["policy"] == {"channels": ["email", "digest"]}
    assert "ann@" not in made.out
    ended = terminal.run("unsubscribe", "ann@example.org", "--json")
    assert ended.lines[0]["done"] == "unsubscribed"


def test_a_filter_set_by_hand_is_shown_unchanged(terminal: Terminal, stack: dict[str, str]) -> None:
    """A filter that we cannot describe must be shown as it is, not described wrongly."""
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
