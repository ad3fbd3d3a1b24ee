"""`stack` and `confirm` as a person uses them."""

from collections.abc import Iterator

import boto3
import pytest
from botocore.client import BaseClient

from support.aws.deployed_stack import deployed
from support.terminal import Terminal

TOKEN = "2336412f37fb687f5d51e6e241d09c805a5a57b30d712f794cc5f6a9"  # noqa: S105 - none of AWS
LINK = "https://sns.eu-west-1.amazonaws.com/confirmation.html?TopicArn={}&Token={}&Endpoint=ann@b.c"


@pytest.fixture
def stack(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    """Deploy the stack under its default name."""
    monkeypatch.delenv("AWS_REGION", raising=False)
    with deployed() as outputs:
        yield outputs


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, dict[str, object]]]:
    """Keep the calls that moto does not answer: it knows no tokens and needs containers."""
    kept: list[tuple[str, dict[str, object]]] = []
    known = BaseClient._make_api_call  # type: ignore[attr-defined] # noqa: SLF001

    def answer(client: object, name: str, params: dict[str, object]) -> object:
        if name in {"ConfirmSubscription", "Invoke"}:
            kept.append((name, params))
            return {"SubscriptionArn": "arn:aws:sns:eu-west-1:1:alerts:7"}
        return known(client, name, params)

    monkeypatch.setattr(BaseClient, "_make_api_call", answer)
    return kept


def test_a_link_is_confirmed_with_credentials(
    terminal: Terminal, stack: dict[str, str], calls: list[tuple[str, dict[str, object]]]
) -> None:
    """A subscription that is confirmed through the link itself can be ended by a link scanner."""
    ran = terminal.run("confirm", LINK.format(stack["OperatorsTopic"], TOKEN))
    assert (ran.status, ran.err) == (0, "")
    assert "ann@" not in ran.out
    terminal.run("confirm", TOKEN)
    assert [call["TopicArn"] for _, call in calls] == [
        stack["OperatorsTopic"],
        stack["AlertsTopic"],
    ]
    assert all(call["AuthenticateOnUnsubscribe"] == "true" for _, call in calls)
    assert all(call["Token"] == TOKEN for _, call in calls)


@pytest.mark.usefixtures("stack")
@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("https://example.org/?x=ann@example.org", "expected the link"),
        ("short", "expected the link"),
        (LINK.format("arn:aws:sns:eu-west-1:1:others", TOKEN), "expected a link of a topic"),
    ],
)
def test_another_link_is_refused_without_its_address(
    terminal: Terminal, link: str, expected: str
) -> None:
    """The link contains the address of the subscriber."""
    ran = terminal.run("confirm", link)
    assert ran.status == 2
    assert expected in ran.err
    assert "ann@" not in ran.err


@pytest.mark.usefixtures("stack")
def test_a_run_is_started(terminal: Terminal, calls: list[tuple[str, dict[str, object]]]) -> None:
    """The command returns at once; the run may take minutes."""
    ran = terminal.run("stack", "run", "advisory-watch", "us_state")
    assert (ran.status, ran.err) == (0, "")
    assert calls[0][1]["InvocationType"] == "Event"
    wrong = terminal.run("stack", "run", "advisory-watch", "us_stat")
    assert wrong.status == 2
    assert "did you mean us_state?" in wrong.err


def test_a_name_is_printed_alone(terminal: Terminal, stack: dict[str, str]) -> None:
    """A shell uses it in the next command."""
    ran = terminal.run("stack", "names", "advisory-watch", "AlertsTopic")
    assert ran.out == f"{stack['AlertsTopic']}\n"
    assert terminal.run("stack", "names", "advisory-watch", "Alert").status == 2
    assert "CheckDidNotRun" in terminal.run("stack", "names", "advisory-watch").out


@pytest.mark.usefixtures("stack")
def test_stop_says_how_to_start(terminal: Terminal) -> None:
    """The command is typed at night, and the next person must find the way back."""
    assert "advisory-watch stack start advisory-watch" in " ".join(
        terminal.run("stack", "stop", "advisory-watch").out.split()
    )
    assert terminal.run("stack", "start", "advisory-watch", "--json").lines == [
        {"done": "started", "schedules": []}
    ]


def test_dead_letters_are_listed(terminal: Terminal, stack: dict[str, str]) -> None:
    """Each has the event that failed."""
    assert "No dead letters." in terminal.run("stack", "letters", "advisory-watch").out
    boto3.client("sqs").send_message(QueueUrl=stack["NotifyDeadLetters"], MessageBody="failed")
    assert "failed" in terminal.run("stack", "letters", "advisory-watch").out
    assert terminal.run("stack", "letters", "advisory-watch", "--delete").status == 0
    assert "No dead letters." in terminal.run("stack", "letters", "advisory-watch").out
