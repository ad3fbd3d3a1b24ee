"""Every user error with a stack gives a one-line message and exit status 2."""

import sys
from collections.abc import Iterator

import pytest

from advisory_watch.core.destinations import destination_names
from support.aws.deployed_stack import deployed
from support.terminal import CommandResult, Terminal


@pytest.fixture
def stack(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    """Deploy the stack under its default name."""
    monkeypatch.delenv("AWS_REGION", raising=False)
    with deployed() as outputs:
        yield outputs


def is_told(ran: CommandResult, words: str) -> bool:
    """Return whether the command failed with exactly one line that contains `words`."""
    said = ran.err.count("\n") == 1 and "Traceback" not in ran.err
    return (ran.status, ran.out) == (2, "") and said and words in ran.err


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (("email", "ann"), "expected an email address"),
        (("sms", "0170"), "expected a phone number"),
        (("sqs", "news"), "expected the ARN of a queue"),
        (("https", "http://example.org"), "expected an https URL"),
        (("email", "a@example.org", "--destination", "Atlantis"), "found 'Atlantis'"),
        (("email", "a@example.org", "--source", "moon"), "expected sources out of"),
        (("email", "a@example.org", "--min-severity", "5"), "expected 1 to 4, found 5"),
        (("email", "a@example.org", "--min-severity", "0"), "expected 1 to 4, found 0"),
        (("sms", "+4917012345678", "--digest"), "expected an email subscription"),
    ],
)
def test_a_mistake_is_reported_before_calling_aws(
    terminal: Terminal, typed: tuple[str, ...], words: str
) -> None:
    """A user needs no account to learn that a number has no country code."""
    assert is_told(terminal.run("subscribe", *typed), words)


def test_too_many_combinations_are_explained(terminal: Terminal) -> None:
    """Amazon SNS only answers 'too complex'; our message says what to change."""
    places = [word for code in sorted(destination_names())[:51] for word in ("--destination", code)]
    typed = ("subscribe", "email", "a@example.org", *places, "--min-severity", "3")
    assert is_told(terminal.run(*typed), "name fewer destinations")


@pytest.mark.parametrize("command", [("subscriptions",), ("unsubscribe", "x"), ("doctor",)])
@pytest.mark.usefixtures("stack")
def test_an_unknown_stack_is_reported(terminal: Terminal, command: tuple[str, ...]) -> None:
    """Every command that needs a stack must say that it was not found."""
    assert is_told(terminal.run(*command, "--stack", "other"), "found no such stack")


@pytest.mark.usefixtures("stack")
def test_an_unknown_subscription_cannot_be_ended(terminal: Terminal) -> None:
    """A typing error must not look like a success."""
    assert is_told(terminal.run("unsubscribe", "ann@example.org"), "lists them")


@pytest.mark.parametrize(
    ("gone", "words"),
    [
        ("AWS_DEFAULT_REGION", "give --region"),
        ("AWS_ACCESS_KEY_ID", "found"),
        (None, "list-profiles"),
    ],
)
@pytest.mark.usefixtures("stack")
def test_missing_aws_settings_are_reported(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, gone: str | None, words: str
) -> None:
    """The first attempt on a new laptop fails here."""
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    if gone is not None:
        monkeypatch.delenv(gone)
    profile = () if gone else ("--profile", "nobody")
    assert is_told(terminal.run("subscriptions", *profile), words)


@pytest.mark.parametrize(
    "command",
    [
        ("subscribe", "email", "a@example.org"),
        ("subscriptions",),
        ("unsubscribe", "x"),
        ("retract", "x", "--reason", "y", "--stack", "mine"),
    ],
)
def test_missing_boto3_is_explained(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    """`make run` does not install boto3, because it is larger than everything else together."""
    monkeypatch.delitem(sys.modules, "advisory_watch.bootstrap.stack", raising=False)
    monkeypatch.setitem(sys.modules, "boto3", None)
    assert is_told(terminal.run(*command), "pip install boto3")
