"""Stop, start and run a deployed stack by hand, and look at its dead letters."""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from advisory_watch.core.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

SCHEDULE = "AWS::Scheduler::Schedule"
STOPPED = "[stopped] "
"""Begins the description of a schedule that `stop` disabled: `start` enables no other.

A schedule that a parameter of the stack turns off is disabled, too, and has no such mark.
"""

DESCRIPTION_MAX_CHARS = 512
"""The longest description that EventBridge Scheduler accepts."""

ANSWERS = frozenset({"Arn", "CreationDate", "LastModificationDate", "ResponseMetadata"})
"""What `GetSchedule` returns and `UpdateSchedule` does not take; it takes all the rest.

`UpdateSchedule` resets every field that a call leaves out.
"""

DENIED = frozenset({"AccessDenied", "AccessDeniedException", "AuthorizationError"})

LETTERS_SHOWN_MAX = 10
"""SQS returns at most ten messages in one call."""

BODY_MAX_CHARS = 2000
"""Enough of a message to recognise the event that failed."""

VISIBLE_AGAIN_S = 1
"""A message that was only shown is shown again by the next call."""

TASKS: Mapping[str, tuple[str, dict[str, Any]]] = {
    "notify": ("NotifyFunction", {"sweep": True}),
    "seal": ("SealFunction", {"seal": True}),
    "site": ("SiteFunction", {"sweep": "all"}),
}
"""What runs by itself apart from checks: its output of the stack, and its event."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetter:
    """A message that failed for good: its queue, when it was sent, why, and how it begins."""

    queue: str
    sent_at: datetime
    reason: str
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StackControl:
    """Controls the stack with these `outputs`; `resources` returns type and id by logical id."""

    client: Callable[[str], Any]
    stack: str
    outputs: Mapping[str, str]
    resources: Callable[[], Mapping[str, tuple[str, str]]]

    def stop(self) -> tuple[str, ...]:
        """Disable every enabled schedule, and return their descriptions."""
        stopped = []
        for schedule in self._schedules():
            if schedule["State"] == "ENABLED":
                description = schedule.get("Description", "")
                mark = f"{STOPPED}{description}"[:DESCRIPTION_MAX_CHARS]
                self._update(schedule, State="DISABLED", Description=mark)
                stopped.append(description or schedule["Name"])
        return tuple(stopped)

    def start(self) -> tuple[str, ...]:
        """Enable the schedules that `stop` disabled, and return their descriptions."""
        started = []
        for schedule in self._schedules():
            marked = schedule.get("Description", "")
            if schedule["State"] == "DISABLED" and marked.startswith(STOPPED):
                description = marked.removeprefix(STOPPED)
                self._update(schedule, State="ENABLED", Description=description)
                started.append(description or schedule["Name"])
        return tuple(started)

    def run(self, what: str) -> str:
        """Start a run of a source, `all`, or a task, without waiting; return the function.

        A waiting client repeats a long call, so that a check would run five times.
        """
        output, event = self._task(what)
        if output not in self.outputs:
            raise UsageError(
                f"stack {self.stack}: expected the output {output}, found none; {what} is off by "
                "the parameters of the stack"
            )
        function = self.outputs[output]
        with _with_advice("lambda:InvokeFunction"):
            self.client("lambda").invoke(
                FunctionName=function, InvocationType="Event", Payload=json.dumps(event).encode()
            )
        return function

    def _task(self, what: str) -> tuple[str, dict[str, Any]]:
        if what == "digest":
            own = "DigestFunction"
            return (own if own in self.outputs else "NotifyFunction"), {"digest": True}
        check = ("CheckFunction", {"sources": [] if what == "all" else [what]})
        return TASKS.get(what, check)

    def names(self) -> dict[str, str]:
        """Return every output, and the physical id of every other resource, by name."""
        with _with_advice("cloudformation:ListStackResources"):
            found = {name: physical for name, (_, physical) in self.resources().items()}
        return found | dict(self.outputs)

    def letters(self) -> Iterator[DeadLetter]:
        """Yield up to ten dead letters of each queue; they stay there."""
        for name, url in self._letter_queues():
            with _with_advice("sqs:ReceiveMessage"):
                answer = self.client("sqs").receive_message(
                    QueueUrl=url,
                    MaxNumberOfMessages=LETTERS_SHOWN_MAX,
                    VisibilityTimeout=VISIBLE_AGAIN_S,
                    AttributeNames=["SentTimestamp"],
                    MessageAttributeNames=["All"],
                )
            for message in answer.get("Messages", []):
                yield _letter(name, message)

    def delete_letters(self) -> tuple[str, ...]:
        """Empty every queue of dead letters, and return their names."""
        queues = tuple(self._letter_queues())
        for _, url in queues:
            with _with_advice("sqs:PurgeQueue"):
                self.client("sqs").purge_queue(QueueUrl=url)
        return tuple(name for name, _ in queues)

    def _letter_queues(self) -> Iterator[tuple[str, str]]:
        for name, url in sorted(self.outputs.items()):
            if name.endswith("DeadLetters"):
                yield name, url

    def _schedules(self) -> Iterator[dict[str, Any]]:
        with _with_advice("cloudformation:ListStackResources"):
            found = self.resources().values()
        for kind, identifier in found:
            if kind == SCHEDULE:
                with _with_advice("scheduler:GetSchedule"):
                    name = identifier.rpartition("/")[2]
                    yield self.client("scheduler").get_schedule(Name=name)

    def _update(self, schedule: Mapping[str, Any], **changed: str) -> None:
        kept = {name: value for name, value in schedule.items() if name not in ANSWERS}
        with _with_advice("scheduler:UpdateSchedule, iam:PassRole"):
            self.client("scheduler").update_schedule(**kept | changed)


def _letter(queue: str, message: Mapping[str, Any]) -> DeadLetter:
    attributes = message.get("MessageAttributes", {})
    reason = attributes.get("ErrorMessage", attributes.get("ERROR_MESSAGE", {}))
    sent_ms = int(message["Attributes"]["SentTimestamp"])
    return DeadLetter(
        queue=queue,
        sent_at=datetime.fromtimestamp(sent_ms / 1000, UTC),
        reason=str(reason.get("StringValue", "")),
        body=message["Body"][:BODY_MAX_CHARS],
    )


@contextmanager
def _with_advice(permission: str) -> Iterator[None]:
    """Raise `UsageError` with advice for every error of a client."""
    try:
        yield
    except ClientError as error:
        found = error.response["Error"]
        if found["Code"] in DENIED:
            message = f"you need the permission {permission}, found: {found['Message']}"
        else:
            message = f"expected AWS to do {permission}, found {found['Code']}: {found['Message']}"
        raise UsageError(f"stack: {message}") from error
    except BotoCoreError as error:
        raise UsageError(f"stack: expected AWS to answer, found: {error}") from error
