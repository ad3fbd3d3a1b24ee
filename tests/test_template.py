"""The template against the folders: what is deployed is what is here, and no more."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from advisory_watch.adapters.dynamodb.items import OUTBOX
from advisory_watch.wiring import settings
from template import ROOT, event, functions, resources, template

FUNCTIONS = functions()
HANDLER_MAX_LINES = 40
NO_NARROWER_RESOURCE = {"xray:PutTelemetryRecords", "xray:PutTraceSegments"}
"""AWS knows no resource for these (Service Authorization Reference)."""


def statements() -> Iterator[dict[str, Any]]:
    """Yield whatever a role of the template allows."""
    for role in resources("AWS::IAM::Role").values():
        for policy in role["Policies"]:
            yield from policy["PolicyDocument"]["Statement"]


def as_list(value: Any) -> list[Any]:
    """Return one or many as many."""
    return value if isinstance(value, list) else [value]


def schedules() -> dict[str, dict[str, Any]]:
    """Return the properties of every schedule, by its function and name."""
    return {
        f"{function}.{name}": each["Properties"]
        for function, properties in FUNCTIONS.items()
        for name, each in properties["Events"].items()
        if each["Type"] == "ScheduleV2"
    }


# ------------------------------------------------------------------------------ Functions


def test_every_folder_is_a_function_and_every_function_a_folder() -> None:
    """A handler that nobody deploys is watched by nobody."""
    folders = {f"functions/{path.parent.name}" for path in ROOT.glob("functions/*/app.py")}
    assert {each["CodeUri"] for each in FUNCTIONS.values()} == folders


@pytest.mark.parametrize("path", sorted(ROOT.glob("functions/*/app.py")), ids=str)
def test_a_handler_fits_on_one_screen(path: Path) -> None:
    """What grows in a handler is a rule in the wrong room, out of the tests' reach."""
    assert len(path.read_text().splitlines()) <= HANDLER_MAX_LINES


@pytest.mark.parametrize("function", FUNCTIONS)
def test_every_setting_of_a_function_is_one_that_wiring_documents(function: str) -> None:
    """A misspelt name is an environment variable that nobody reads."""
    names = {each for each in FUNCTIONS[function]["Environment"] if "POWERTOOLS" not in each}
    assert {each for each in names if f"`{each}`" not in str(settings.__doc__)} == set()


@pytest.mark.parametrize("function", FUNCTIONS)
def test_every_function_logs_where_logs_end_some_day(function: str) -> None:
    """Logs without an end are the one bill that grows by itself."""
    group = FUNCTIONS[function]["LoggingConfig"]["LogGroup"]["Ref"]
    assert resources("AWS::Logs::LogGroup")[group]["RetentionInDays"] == {"Ref": "LogRetentionDays"}


@pytest.mark.parametrize("function", FUNCTIONS)
def test_whatever_a_function_cannot_handle_is_left_in_a_queue(function: str) -> None:
    """An event that vanishes is a check or an alert that nobody knows was missed."""
    properties = FUNCTIONS[function]
    failures = [properties["EventInvokeConfig"]["DestinationConfig"]["OnFailure"]["Destination"]]
    for each in properties["Events"].values():
        destination = each["Properties"].get("DestinationConfig", {}).get("OnFailure", {})
        dead_letters = each["Properties"].get("DeadLetterConfig", {})
        failures.append(destination.get("Destination") or dead_letters.get("Arn"))
    assert {json.dumps(each) for each in failures} == {json.dumps(failures[0])}
    assert failures[0]["Fn::GetAtt"][0] in resources("AWS::SQS::Queue")


# --------------------------------------------------------------------------------- Events


@pytest.mark.parametrize("path", sorted(ROOT.glob("events/*.json")), ids=lambda path: path.stem)
def test_every_saved_event_is_an_object(path: Path) -> None:
    """`sam local invoke -e` must not be the first to find a comma too many."""
    assert isinstance(json.loads(path.read_text()), dict)


@pytest.mark.parametrize(
    ("schedule", "saved"),
    [
        ("CheckFunction.Schedule", "check_every_source"),
        ("NotifyFunction.Sweep", "notify_sweep"),
    ],
)
def test_a_schedule_sends_the_event_that_is_saved(schedule: str, saved: str) -> None:
    """Otherwise the tests run on an event that never comes."""
    assert json.loads(schedules()[schedule]["Input"]) == event(saved)


def test_the_doorbell_rings_for_what_enters_the_outbox_and_for_nothing_else() -> None:
    """A filter that lets nothing through would look like a world without news."""
    doorbell = FUNCTIONS["NotifyFunction"]["Events"]["Doorbell"]["Properties"]
    (filter_,) = doorbell["FilterCriteria"]["Filters"]
    pattern = json.loads(filter_["Pattern"])
    (record,) = event("notify_doorbell")["Records"]
    assert record["eventName"] in pattern["eventName"]
    assert [record["dynamodb"]["Keys"]["pk"]["S"]] == pattern["dynamodb"]["Keys"]["pk"]["S"]
    assert pattern["eventName"] == ["INSERT"]
    assert pattern["dynamodb"]["Keys"]["pk"]["S"] == [OUTBOX]


# ---------------------------------------------------------------------------- Permissions


def test_no_permission_is_for_more_than_is_named() -> None:
    """A wildcard is what an intruder hopes for."""
    actions = [action for each in statements() for action in as_list(each["Action"])]
    assert [each for each in actions if "*" in each] == []
    wide = [each for each in statements() if "*" in as_list(each["Resource"])]
    assert {action for each in wide for action in each["Action"]} <= NO_NARROWER_RESOURCE


def test_every_function_has_a_role_of_its_own() -> None:
    """A shared role gives each function what only the other needs."""
    roles = [each["Role"]["Fn::GetAtt"][0] for each in FUNCTIONS.values()]
    assert sorted(roles) == sorted(resources("AWS::IAM::Role"))


# ----------------------------------------------------------------- What outlives the stack


@pytest.mark.parametrize("name", ["Table", "ArchiveBucket"])
def test_what_cannot_be_had_again_outlives_the_stack(name: str) -> None:
    """The evidence of an alert exists once; a deleted stack must not take it along."""
    resource = template()["Resources"][name]
    assert (resource["DeletionPolicy"], resource["UpdateReplacePolicy"]) == ("Retain", "Retain")


# ------------------------------------------------------------------------------ Parameters


@pytest.mark.parametrize(
    ("parameter", "good", "bad"),
    [
        ("Contact", ["me@example.org", "https://example.org/watch"], ["", "me", "example.org"]),
        ("Email", ["", "me@example.org"], ["me", "me@example", "a b@example.org"]),
        ("Phone", ["", "+14155550123"], ["4155550123", "+0123456789", "+1 415 555 0123"]),
        ("Schedule", ["rate(5 minutes)", "cron(0 * * * ? *)"], ["", "5 minutes"]),
    ],
)
def test_a_parameter_takes_what_aws_will_take(
    parameter: str, good: list[str], bad: list[str]
) -> None:
    """A wrong address found by the form costs a minute; found by SNS, an alert."""
    pattern = re.compile(template()["Parameters"][parameter]["AllowedPattern"])
    assert [each for each in good if not pattern.search(each)] == []
    assert [each for each in bad if pattern.search(each)] == []


def test_an_sms_is_for_what_is_urgent_alone() -> None:
    """A phone that rings for every reworded sentence is soon switched off."""
    phone = resources("AWS::SNS::Subscription")["PhoneSubscription"]
    assert phone["FilterPolicy"] == {"urgency": ["urgent"]}
