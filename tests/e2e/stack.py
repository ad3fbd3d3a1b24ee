"""Query and change a deployed stack."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import boto3

from advisory_watch.sources import SOURCES
from e2e.progress import note, wait_for

FIRE_TIMEOUT_S = 90
"""The emulator looks every ten seconds; `rate(1 minute)` fires within 70 seconds of its creation.
"""

Item = dict[str, Any]
LogLine = dict[str, Any]


def endpoints_at(site: str) -> dict[str, str]:
    """Return the settings that point every endpoint to one site."""
    return {
        f"ADVISORY_WATCH_DOOR_{source.id}_{endpoint.id}".upper(): (
            f"{site}/{source.id}/{endpoint.id}"
        )
        for source in SOURCES.values()
        for endpoint in source.endpoints
    }


@dataclass
class Stack:
    """A deployed stack; `invoked_by_tests` lists the functions that no schedule invoked."""

    name: str
    invoked_by_tests: list[str] = field(default_factory=list)

    @cached_property
    def outputs(self) -> Mapping[str, str]:
        """Return the outputs of the stack."""
        (stack,) = boto3.client("cloudformation").describe_stacks(StackName=self.name)["Stacks"]
        return {output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]}

    def forget(self) -> None:
        """Drop the cached outputs, because an upgrade may change them."""
        self.__dict__.pop("outputs", None)

    def publishing_functions(self) -> list[str]:
        """Return the functions that publish messages."""
        wanted = ("NotifyFunction", "DigestFunction")  # the second is of the last release
        return [function for function in wanted if function in self.outputs]

    def set_environment(self, function: str, **environment: str) -> None:
        """Change settings of a function, as an operator with a mirror does."""
        client: Any = boto3.client("lambda")
        name = self.outputs[function]
        kept = client.get_function_configuration(FunctionName=name)["Environment"]["Variables"]
        client.update_function_configuration(
            FunctionName=name, Environment={"Variables": kept | environment}
        )

    def set_endpoints(self, site: str) -> None:
        """Point every endpoint to one site, and make checks log the event that started them."""
        endpoints = endpoints_at(site)
        self.set_environment("CheckFunction", POWERTOOLS_LOGGER_LOG_EVENT="true", **endpoints)

    def environment(self, function: str) -> dict[str, str]:
        """Return the settings that the template gives a function."""
        client: Any = boto3.client("lambda")
        name = self.outputs[function]
        found = client.get_function_configuration(FunctionName=name)["Environment"]["Variables"]
        return dict(found)

    def log(self, function: str) -> list[LogLine]:
        """Return the JSON log lines of a function, in order."""
        client: Any = boto3.client("lambda")
        name = self.outputs[function]
        group = client.get_function_configuration(FunctionName=name)["LoggingConfig"]["LogGroup"]
        pages = boto3.client("logs").get_paginator("filter_log_events").paginate(logGroupName=group)
        events = sorted((e for page in pages for e in page["events"]), key=lambda e: e["timestamp"])
        texts = [line for event in events for line in event["message"].splitlines()]
        return [json.loads(line) for line in texts if line.startswith("{")]

    def checks(self) -> list[LogLine]:
        """Return the completed checks of us_state."""
        return [
            line
            for line in self.log("CheckFunction")
            if line.get("message") == "source.checked" and line.get("source") == "us_state"
        ]

    def start_events(self) -> list[LogLine]:
        """Return the log lines with the event that started a check."""
        return [line for line in self.log("CheckFunction") if isinstance(line.get("message"), dict)]

    def scheduled_check(self, number: int) -> LogLine:
        """Wait for the scheduled check with this number, counted from 1.

        Checks that tests invoked do not count.
        """
        position = number + self.invoked_by_tests.count("CheckFunction")
        wait_for(
            lambda: len(self.checks()) >= position,
            f"check {number} by the schedule of {self.name}",
            FIRE_TIMEOUT_S,
        )
        start_event, ended = self.start_events()[position - 1], self.checks()[position - 1]
        note(f"{self.name}: the schedule began check {number} with {json.dumps(start_event)}")
        note(f"{self.name}: check {number} ended with {json.dumps(ended)}")
        return start_event

    def scheduled_checks(self) -> int:
        """Count the completed scheduled checks."""
        return len(self.checks()) - self.invoked_by_tests.count("CheckFunction")

    def schedules(self) -> dict[str, dict[str, Any]]:
        """Return the schedules that invoke our functions, by their input."""
        client: Any = boto3.client("scheduler")
        named = client.list_schedules()["Schedules"]
        whole = [client.get_schedule(Name=entry["Name"]) for entry in named]
        ours = [schedule for schedule in whole if f":{self.name}-" in schedule["Target"]["Arn"]]
        return {schedule["Target"]["Input"]: schedule for schedule in ours}

    def invoke(self, function: str, event: Item) -> Item:
        """Invoke a function, and expect success."""
        self.invoked_by_tests.append(function)
        answer = boto3.client("lambda").invoke(
            FunctionName=self.outputs[function], Payload=json.dumps(event).encode()
        )
        content = json.loads(answer["Payload"].read())
        assert "FunctionError" not in answer, content
        return dict(content)

    def items(self, partition: str = "") -> list[Item]:
        """Return the items of the ledger whose partition key starts with `partition`."""
        scan = boto3.client("dynamodb").get_paginator("scan")
        pages = scan.paginate(TableName=self.outputs["Table"])
        items = [dict(item) for page in pages for item in page["Items"]]
        return [item for item in items if item["pk"]["S"].startswith(partition)]

    def pages(self) -> dict[str, tuple[str, bytes]]:
        """Return every archived page with its version, by name."""
        client: Any = boto3.client("s3")
        bucket = self.outputs["ArchiveBucket"]
        kept = {}
        for entry in client.list_objects_v2(Bucket=bucket).get("Contents", []):
            found = client.get_object(Bucket=bucket, Key=entry["Key"])
            kept[entry["Key"]] = (found["VersionId"], found["Body"].read())
        return kept


@dataclass(frozen=True, slots=True, kw_only=True)
class Upgrade:
    """An upgraded stack, and the data it held before.

    `checks`, `emails` and `texts` are the counts when the burst began.
    """

    stack: Stack
    outputs: Mapping[str, str]
    items: list[Item]
    pages: Mapping[str, tuple[str, bytes]]
    checks: int
    emails: int
    texts: int
