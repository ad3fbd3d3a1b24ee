"""What happens in the template when something fails: it is left in a queue, and rings."""

import json
import re
from pathlib import Path

import pytest

from advisory_watch import metrics
from template import ROOT, functions, resources, template

FUNCTIONS = functions()
ALARMS = resources("AWS::CloudWatch::Alarm")
QUEUES = resources("AWS::SQS::Queue")
COUNTED = set(re.findall(r'_(?:count|tell)\(\s*"(\w+)"', Path(metrics.__file__).read_text()))
FREE_METRICS = 10
"""Names of metrics of our own that CloudWatch does not bill."""

OF_THE_SITE = {"FilesWritten", "PagesHeldBack"}
"""Counted only where there is a site, which is told to cost that much (docs/runbook)."""


@pytest.mark.parametrize("function", FUNCTIONS)
def test_whatever_a_function_cannot_handle_is_left_in_a_queue(function: str) -> None:
    """An event that vanishes is a check or an alert that nobody knows was missed."""
    properties = FUNCTIONS[function]
    if function == "WorkFunction":
        assert QUEUES["Parts"]["RedrivePolicy"] == {
            "deadLetterTargetArn": {"Fn::GetAtt": ["WorkDeadLetters", "Arn"]},
            "maxReceiveCount": 3,
        }
        return
    failures = [properties["EventInvokeConfig"]["DestinationConfig"]["OnFailure"]["Destination"]]
    for each in properties["Events"].values():
        destination = each["Properties"].get("DestinationConfig", {}).get("OnFailure", {})
        dead_letters = each["Properties"].get("DeadLetterConfig", {})
        failures.append(destination.get("Destination") or dead_letters.get("Arn"))
    assert {json.dumps(each) for each in failures} == {json.dumps(failures[0])}
    assert failures[0]["Fn::GetAtt"][0] in QUEUES


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_call_that_fails_is_given_up_in_seconds(function: str) -> None:
    """By the SDK's older default one write to the ledger waits for 25 seconds (ADR 3)."""
    assert FUNCTIONS[function]["Environment"]["AWS_RETRY_MODE"] == "standard"


@pytest.mark.parametrize("name", resources("AWS::SNS::Subscription"))
def test_a_message_that_cannot_be_delivered_is_left_in_a_queue(name: str) -> None:
    """SNS forgets what it could not deliver, unless told where to leave it."""
    redrive = resources("AWS::SNS::Subscription")[name]["RedrivePolicy"]
    assert redrive["deadLetterTargetArn"]["Fn::GetAtt"][0] in QUEUES


@pytest.mark.parametrize("name", sorted(set(QUEUES) - {"Parts"}))
def test_every_queue_of_failures_has_an_alarm(name: str) -> None:
    """A dead letter that nobody hears of is as lost as one that was never written."""
    watched = {"Fn::GetAtt": [name, "QueueName"]}
    assert [
        each
        for each in ALARMS.values()
        if [one["Value"] for one in each.get("Dimensions", [])] == [watched]
        and (each["Threshold"], each["ComparisonOperator"]) == (0, "GreaterThanThreshold")
    ]


@pytest.mark.parametrize("name", ALARMS)
def test_every_alarm_tells_operators_when_it_begins_and_ends(name: str) -> None:
    """An alarm without an action is a red light in an empty room."""
    for actions in ("AlarmActions", "OKActions"):
        assert ALARMS[name][actions] == [{"Ref": "OperatorsTopic"}]


@pytest.mark.parametrize("name", ALARMS)
def test_what_leaves_no_number_is_the_alarm_where_nothing_running_is_meant(name: str) -> None:
    """A schedule that stopped leaves no number; an error that never happened leaves none either."""
    missing = "breaching" if name.endswith("DidNotRun") else "notBreaching"
    assert ALARMS[name]["TreatMissingData"] == missing


@pytest.mark.parametrize("function", FUNCTIONS)
def test_every_function_that_does_not_run_is_noticed(function: str) -> None:
    """Silence must never be mistaken for peace."""
    watched = [{"Name": "FunctionName", "Value": {"Ref": function}}]
    if function == "WorkFunction":  # it has no schedule: nobody works what stands in line
        watched = [{"Name": "QueueName", "Value": {"Fn::GetAtt": ["Parts", "QueueName"]}}]
        assert ALARMS["PartsWait"]["MetricName"] == "ApproximateAgeOfOldestMessage"
        assert ALARMS["PartsWait"]["Dimensions"] == watched
        return
    silent = [each for name, each in ALARMS.items() if name.endswith("DidNotRun")]
    assert [each for each in silent if each["Dimensions"] == watched]


@pytest.mark.parametrize(
    ("name", "function"), [("SourceUnread", "CheckFunction"), ("OutboxWaits", "NotifyFunction")]
)
def test_an_alarm_of_ours_watches_a_number_that_is_counted(name: str, function: str) -> None:
    """An alarm on a name that nobody writes is green for ever."""
    alarm = ALARMS[name]
    service = FUNCTIONS[function]["Environment"]["POWERTOOLS_SERVICE_NAME"]
    assert alarm["Namespace"] == metrics.NAMESPACE
    assert alarm["MetricName"] in COUNTED
    assert alarm["Dimensions"] == [{"Name": "service", "Value": service}]


def test_the_numbers_are_as_many_as_are_free() -> None:
    """The eleventh costs thirty cents a month, for every owner."""
    assert len(COUNTED - OF_THE_SITE) <= FREE_METRICS


def test_the_dashboard_shows_every_number_we_count() -> None:
    """What is counted and shown nowhere is looked for in vain at three in the morning."""
    body = resources("AWS::CloudWatch::Dashboard")["Dashboard"]["DashboardBody"]["Fn::Sub"]
    widgets = json.loads(body)["widgets"]
    shown = {metric[1] for each in widgets for metric in each["properties"]["metrics"]}
    assert shown >= COUNTED


@pytest.mark.parametrize("name", ALARMS)
def test_the_runbook_says_what_an_alarm_means(name: str) -> None:
    """Who is woken by a name wants to know what to do, not what it is called."""
    runbook = (ROOT / "docs" / "runbook.md").read_text()
    assert f"### {name}\n" in runbook
    assert f"(docs/runbook, {name})" in ALARMS[name]["AlarmDescription"]


def test_the_runbook_explains_no_alarm_that_there_is_not() -> None:
    """A chapter on an alarm that is gone sends somebody looking for it."""
    runbook = (ROOT / "docs" / "runbook.md").read_text()
    chapter = runbook.partition("## What each alarm means")[2].partition("\n## ")[0]
    assert set(re.findall(r"^### (\w+)$", chapter, re.MULTILINE)) == set(ALARMS)


def test_the_runbook_explains_every_parameter() -> None:
    """A parameter that nobody explains is left as it is."""
    runbook = (ROOT / "docs" / "runbook.md").read_text()
    schedules = {each for each in template()["Parameters"] if each.endswith("Schedule")}
    others = set(template()["Parameters"]) - schedules
    assert {each for each in others if f"`{each}`" not in runbook} == set()
