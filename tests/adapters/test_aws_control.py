"""Stopping, starting and running a stack, on moto."""

import json
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from advisory_watch.adapters.aws_control import ANSWERS, StackControl
from advisory_watch.core.errors import UsageError

ACCOUNT = "arn:aws:{}:eu-west-1:123456789012:{}"


class Lambda:
    """Implement the one call to Lambda: keep it."""

    def __init__(self) -> None:
        self.calls: list[dict[str, Any]] = []

    def invoke(self, **call: Any) -> None:
        """Keep the call."""
        self.calls.append(call)


@pytest.fixture
def functions() -> Lambda:
    """Return a fake of Lambda, because moto needs containers to invoke a function."""
    return Lambda()


@pytest.fixture
def control(functions: Lambda, monkeypatch: pytest.MonkeyPatch) -> Iterator[StackControl]:
    """Deploy two schedules, of which a parameter turns one off, and a queue of dead letters."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "nothing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    make: Any = boto3.client
    with mock_aws():
        for name, state in (("checks", "ENABLED"), ("digest", "DISABLED")):
            make("scheduler").create_schedule(
                Name=name,
                Description=f"Runs {name}",
                State=state,
                ScheduleExpression="cron(0 7 * * ? *)",
                ScheduleExpressionTimezone="Europe/Berlin",
                FlexibleTimeWindow={"Mode": "FLEXIBLE", "MaximumWindowInMinutes": 3},
                Target={
                    "Arn": ACCOUNT.format("lambda", "function:x"),
                    "RoleArn": "arn:aws:iam::123456789012:role/x",
                    "Input": '{"sources": ["us_state"]}',
                    "RetryPolicy": {"MaximumRetryAttempts": 2, "MaximumEventAgeInSeconds": 300},
                    "DeadLetterConfig": {"Arn": ACCOUNT.format("sqs", "letters")},
                },
            )
        url = make("sqs").create_queue(QueueName="letters")["QueueUrl"]
        yield StackControl(
            client=lambda service: functions if service == "lambda" else make(service),
            stack="watch",
            outputs={"DeadLetters": url, "CheckFunction": "check-1", "NotifyFunction": "notify-1"},
            resources=lambda: {
                "Checks": ("AWS::Scheduler::Schedule", "checks"),
                "Digest": ("AWS::Scheduler::Schedule", "digest"),
                "NotifyRole": ("AWS::IAM::Role", "watch-NotifyRole-1"),
            },
        )


def schedules(control: StackControl) -> list[dict[str, Any]]:
    """Return every field of both schedules, without times and ARN."""
    found = (control.client("scheduler").get_schedule(Name=name) for name in ("checks", "digest"))
    return [{key: schedule[key] for key in schedule.keys() - ANSWERS} for schedule in found]


def test_stop_and_start_keep_every_field(control: StackControl) -> None:
    """The update of a schedule resets what it leaves out: zone, retries, dead letters."""
    before = schedules(control)
    assert control.stop() == ("Runs checks",)
    stopped = schedules(control)
    assert [schedule["State"] for schedule in stopped] == ["DISABLED", "DISABLED"]
    assert control.stop() == ()
    assert control.start() == ("Runs checks",)
    assert schedules(control) == before
    assert control.start() == ()


def test_start_leaves_off_what_a_parameter_turned_off(control: StackControl) -> None:
    """A source that its owner switched off must not be asked again after an incident."""
    control.stop()
    control.start()
    assert [schedule["State"] for schedule in schedules(control)] == ["ENABLED", "DISABLED"]


@pytest.mark.parametrize(
    ("what", "function", "event"),
    [
        ("us_state", "check-1", {"sources": ["us_state"]}),
        ("all", "check-1", {"sources": []}),
        ("notify", "notify-1", {"sweep": True}),
        ("digest", "notify-1", {"digest": True}),
    ],
)
def test_a_run_is_started_once_and_not_awaited(
    what: str, function: str, event: dict[str, Any], control: StackControl, functions: Lambda
) -> None:
    """A client that waits a minute in vain sends a long event again, five times in all."""
    assert control.run(what) == function
    (call,) = functions.calls
    assert (call["FunctionName"], call["InvocationType"]) == (function, "Event")
    assert json.loads(call["Payload"]) == event


def test_a_task_that_is_off_is_a_clear_error(control: StackControl) -> None:
    """Without the parameter, the stack has no such function."""
    with pytest.raises(UsageError, match="expected the output SealFunction, found none"):
        control.run("seal")


def test_dead_letters_are_shown_and_deleted_only_on_request(control: StackControl) -> None:
    """A letter is the only trace of an event that failed."""
    control.client("sqs").send_message(
        QueueUrl=control.outputs["DeadLetters"],
        MessageBody='{"sweep": true}',
        MessageAttributes={"ErrorMessage": {"DataType": "String", "StringValue": "timed out"}},
    )
    (letter,) = control.letters()
    assert (letter.queue, letter.reason, letter.body) == (
        *("DeadLetters", "timed out"),
        '{"sweep": true}',
    )
    assert control.delete_letters() == ("DeadLetters",)
    assert list(control.letters()) == []


def test_names_are_outputs_before_resources(control: StackControl) -> None:
    """A shell needs the URL of a queue, and the name of a role."""
    names = control.names()
    assert names["NotifyRole"] == "watch-NotifyRole-1"
    assert names["DeadLetters"].endswith("/letters")


def test_a_missing_permission_is_named(functions: Lambda, control: StackControl) -> None:
    """At night, `AccessDenied` alone does not say for what to ask."""

    def refuse(**_call: object) -> None:
        raise ClientError({"Error": {"Code": "AccessDeniedException", "Message": "no"}}, "Invoke")

    functions.invoke = refuse  # type: ignore[method-assign]
    with pytest.raises(UsageError, match="you need the permission lambda:InvokeFunction"):
        control.run("us_state")
