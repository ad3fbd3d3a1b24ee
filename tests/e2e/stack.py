"""A deployed stack, and what it can be asked."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import boto3

from advisory_watch.sources.register import SOURCES
from e2e.waiting import note, wait_for

FIRE_TIMEOUT_S = 90
"""The emulator looks every ten seconds; `rate(1 minute)` fires within 70 of its creation."""

Item = dict[str, Any]
Line = dict[str, Any]


@dataclass
class Stack:
    """A deployed stack. `by_hand` counts what was invoked from here instead of by a schedule."""

    name: str
    by_hand: list[str] = field(default_factory=list)

    @cached_property
    def outputs(self) -> Mapping[str, str]:
        """Return what the template says of itself."""
        (stack,) = boto3.client("cloudformation").describe_stacks(StackName=self.name)["Stacks"]
        return {each["OutputKey"]: each["OutputValue"] for each in stack["Outputs"]}

    def forget(self) -> None:
        """Ask anew for outputs, which an upgrade may change."""
        self.__dict__.pop("outputs", None)

    def senders(self) -> list[str]:
        """Return the functions that publish."""
        return [each for each in ("NotifyFunction", "DigestFunction") if each in self.outputs]

    def lead(self, function: str, **environment: str) -> None:
        """Change settings of a function, as an operator with a mirror does."""
        client: Any = boto3.client("lambda")
        name = self.outputs[function]
        kept = client.get_function_configuration(FunctionName=name)["Environment"]["Variables"]
        client.update_function_configuration(
            FunctionName=name, Environment={"Variables": kept | environment}
        )

    def lead_doors(self, site: str) -> None:
        """Lead every door to one site, and let checks log the event that began them."""
        doors = {
            f"ADVISORY_WATCH_DOOR_{source.id}_{door.id}".upper(): f"{site}/{source.id}/{door.id}"
            for source in SOURCES.values()
            for door in source.doors
        }
        self.lead("CheckFunction", POWERTOOLS_LOGGER_LOG_EVENT="true", **doors)

    def environment(self, function: str) -> dict[str, str]:
        """Return the settings that the template gives a function."""
        client: Any = boto3.client("lambda")
        name = self.outputs[function]
        found = client.get_function_configuration(FunctionName=name)["Environment"]["Variables"]
        return dict(found)

    def log(self, function: str) -> list[Line]:
        """Return the lines that a function logged as JSON, in order."""
        client: Any = boto3.client("lambda")
        name = self.outputs[function]
        group = client.get_function_configuration(FunctionName=name)["LoggingConfig"]["LogGroup"]
        pages = boto3.client("logs").get_paginator("filter_log_events").paginate(logGroupName=group)
        events = sorted((e for page in pages for e in page["events"]), key=lambda e: e["timestamp"])
        texts = [line for each in events for line in each["message"].splitlines()]
        return [json.loads(line) for line in texts if line.startswith("{")]

    def checks(self) -> list[Line]:
        """Return the checks of us_state that came to an end."""
        return [
            line
            for line in self.log("CheckFunction")
            if line.get("message") == "source.checked" and line.get("source") == "us_state"
        ]

    def begun(self) -> list[Line]:
        """Return the lines that show the event with which a check began."""
        return [line for line in self.log("CheckFunction") if isinstance(line.get("message"), dict)]

    def scheduled_check(self, number: int) -> Line:
        """Wait until a schedule has made its check of that number, counted from 1.

        A check that was invoked from here is none of the schedule's.
        """
        place = number + self.by_hand.count("CheckFunction")
        wait_for(
            lambda: len(self.checks()) >= place,
            f"check {number} by the schedule of {self.name}",
            FIRE_TIMEOUT_S,
        )
        begun, ended = self.begun()[place - 1], self.checks()[place - 1]
        note(f"{self.name}: the schedule began check {number} with {json.dumps(begun)}")
        note(f"{self.name}: check {number} ended with {json.dumps(ended)}")
        return begun

    def scheduled_checks(self) -> int:
        """Count the checks that a schedule made."""
        return len(self.checks()) - self.by_hand.count("CheckFunction")

    def schedules(self) -> dict[str, dict[str, Any]]:
        """Return the schedules that invoke our functions, by what they send."""
        client: Any = boto3.client("scheduler")
        named = client.list_schedules()["Schedules"]
        whole = [client.get_schedule(Name=each["Name"]) for each in named]
        ours = [each for each in whole if f":{self.name}-" in each["Target"]["Arn"]]
        return {each["Target"]["Input"]: each for each in ours}

    def invoke(self, function: str, event: Item) -> Item:
        """Invoke a function from here, and expect it to answer."""
        self.by_hand.append(function)
        answer = boto3.client("lambda").invoke(
            FunctionName=self.outputs[function], Payload=json.dumps(event).encode()
        )
        said = json.loads(answer["Payload"].read())
        assert "FunctionError" not in answer, said
        return dict(said)

    def items(self, partition: str = "") -> list[Item]:
        """Return what stands in the ledger under partitions that begin so."""
        scan = boto3.client("dynamodb").get_paginator("scan")
        pages = scan.paginate(TableName=self.outputs["Table"])
        items = [dict(each) for page in pages for each in page["Items"]]
        return [each for each in items if each["pk"]["S"].startswith(partition)]

    def pages(self) -> dict[str, tuple[str, bytes]]:
        """Return every page of the archive with its version, by name."""
        client: Any = boto3.client("s3")
        bucket = self.outputs["ArchiveBucket"]
        kept = {}
        for each in client.list_objects_v2(Bucket=bucket).get("Contents", []):
            found = client.get_object(Bucket=bucket, Key=each["Key"])
            kept[each["Key"]] = (found["VersionId"], found["Body"].read())
        return kept


@dataclass(frozen=True, slots=True, kw_only=True)
class Upgrade:
    """A stack that was upgraded, and what the one before it held.

    `checks`, `emails` and `texts` are how many there had been when the storm began.
    """

    stack: Stack
    outputs: Mapping[str, str]
    items: list[Item]
    pages: Mapping[str, tuple[str, bytes]]
    checks: int
    emails: int
    texts: int
