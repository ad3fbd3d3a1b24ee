"""Failures in the template: failed events are kept in a queue and raise an alarm."""

import json
import re
from pathlib import Path

import pytest

from advisory_watch import metrics
from support.aws.template import ROOT, functions, resources, template

FUNCTIONS = functions()
ALARMS = resources("AWS::CloudWatch::Alarm")
QUEUES = resources("AWS::SQS::Queue")
COUNTED = set(re.findall(r'_(?:count|send)\(\s*"(\w+)"', Path(metrics.__file__).read_text()))
FREE_METRICS = 10
"""The number of custom metrics that CloudWatch does not bill."""

OF_THE_SITE = {"FilesWritten", "PagesHeldBack"}
"""Counted only in stacks with a site; docs/runbook says what these metrics cost."""


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_failed_event_is_kept_in_a_queue(function: str) -> None:
    """An event that is lost is a check or an alert that was missed without notice."""
    properties = FUNCTIONS[function]
    if function == "WorkFunction":
        assert QUEUES["Parts"]["RedrivePolicy"] == {
            "deadLetterTargetArn": {"Fn::GetAtt": ["WorkDeadLetters", "Arn"]},
            "maxReceiveCount": 3,
        }
        return
    failures = [properties["EventInvokeConfig"]["DestinationConfig"]["OnFailure"]["Destination"]]
    for trigger in properties["Events"].values():
        destination = trigger["Properties"].get("DestinationConfig", {}).get("OnFailure", {})
        dead_letters = trigger["Properties"].get("DeadLetterConfig", {})
        failures.append(destination.get("Destination") or dead_letters.get("Arn"))
    assert {json.dumps(destination) for destination in failures} == {json.dumps(failures[0])}
    assert failures[0]["Fn::GetAtt"][0] in QUEUES


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_call_that_fails_is_given_up_in_seconds(function: str) -> None:
    """With the SDK's legacy retry mode, one write to the ledger waits for 25 seconds (ADR 3)."""
    assert FUNCTIONS[function]["Environment"]["AWS_RETRY_MODE"] == "standard"


@pytest.mark.parametrize("name", resources("AWS::SNS::Subscription"))
def test_an_undeliverable_message_is_kept_in_a_queue(name: str) -> None:
    """Without a dead letter queue, SNS drops a message that it cannot deliver."""
    redrive = resources("AWS::SNS::Subscription")[name]["RedrivePolicy"]
    assert redrive["deadLetterTargetArn"]["Fn::GetAtt"][0] in QUEUES


@pytest.mark.parametrize("name", sorted(set(QUEUES) - {"Parts"}))
def test_every_queue_of_failures_has_an_alarm(name: str) -> None:
    """A dead letter without an alarm is as lost as no dead letter."""
    watched = {"Fn::GetAtt": [name, "QueueName"]}
    assert [
        alarm
        for alarm in ALARMS.values()
        if [dimension["Value"] for dimension in alarm.get("Dimensions", [])] == [watched]
        and (alarm["Threshold"], alarm["ComparisonOperator"]) == (0, "GreaterThanThreshold")
    ]


@pytest.mark.parametrize("name", ALARMS)
def test_every_alarm_tells_operators_when_it_begins_and_ends(name: str) -> None:
    """An alarm without an action reaches no operator."""
    for actions in ("AlarmActions", "OKActions"):
        assert ALARMS[name][actions] == [{"Ref": "OperatorsTopic"}]


@pytest.mark.parametrize("name", ALARMS)
def test_missing_data_alarms_only_for_functions_that_did_not_run(name: str) -> None:
    """A stopped schedule reports no data; so does an error that never happened."""
    missing = "breaching" if name.endswith("DidNotRun") else "notBreaching"
    assert ALARMS[name]["TreatMissingData"] == missing


@pytest.mark.parametrize("function", FUNCTIONS)
def test_every_function_that_does_not_run_is_noticed(function: str) -> None:
    """A function that stopped must not look like a world without changes."""
    watched = [{"Name": "FunctionName", "Value": {"Ref": function}}]
    if function == "WorkFunction":  # no schedule: its alarm is on the age of messages
        watched = [{"Name": "QueueName", "Value": {"Fn::GetAtt": ["Parts", "QueueName"]}}]
        assert ALARMS["PartsWait"]["MetricName"] == "ApproximateAgeOfOldestMessage"
        assert ALARMS["PartsWait"]["Dimensions"] == watched
        return
    silent = [alarm for name, alarm in ALARMS.items() if name.endswith("DidNotRun")]
    assert [alarm for alarm in silent if alarm["Dimensions"] == watched]


@pytest.mark.parametrize(
    ("name", "function"), [("SourceUnread", "CheckFunction"), ("OutboxWaits", "NotifyFunction")]
)
def test_an_alarm_watches_a_metric_that_is_written(name: str, function: str) -> None:
    """An alarm on a metric that is never written never fires."""
    alarm = ALARMS[name]
    service = FUNCTIONS[function]["Environment"]["POWERTOOLS_SERVICE_NAME"]
    assert alarm["Namespace"] == metrics.NAMESPACE
    assert alarm["MetricName"] in COUNTED
    assert alarm["Dimensions"] == [{"Name": "service", "Value": service}]


def test_the_number_of_metrics_stays_free() -> None:
    """The eleventh metric costs thirty cents a month, for every owner."""
    assert len(COUNTED - OF_THE_SITE) <= FREE_METRICS


def test_the_dashboard_shows_every_metric() -> None:
    """An operator looks for every metric on the dashboard during an incident."""
    body = resources("AWS::CloudWatch::Dashboard")["Dashboard"]["DashboardBody"]["Fn::Sub"]
    widgets = json.loads(body)["widgets"]
    shown = {metric[1] for widget in widgets for metric in widget["properties"]["metrics"]}
    assert shown >= COUNTED


@pytest.mark.parametrize("name", ALARMS)
def test_the_runbook_says_what_an_alarm_means(name: str) -> None:
    """An operator who gets an alarm needs instructions, not only its name."""
    runbook = (ROOT / "docs" / "runbook.md").read_text()
    assert f"### {name}\n" in runbook
    assert f"(docs/runbook, {name})" in ALARMS[name]["AlarmDescription"]


def test_the_runbook_explains_only_existing_alarms() -> None:
    """A chapter on a removed alarm sends an operator looking for it."""
    runbook = (ROOT / "docs" / "runbook.md").read_text()
    chapter = runbook.partition("## What each alarm means")[2].partition("\n## ")[0]
    assert set(re.findall(r"^### (\w+)$", chapter, re.MULTILINE)) == set(ALARMS)


def test_the_runbook_explains_every_parameter() -> None:
    """Owners leave a parameter without an explanation at its default."""
    runbook = (ROOT / "docs" / "runbook.md").read_text()
    schedules = {
        parameter for parameter in template()["Parameters"] if parameter.endswith("Schedule")
    }
    others = set(template()["Parameters"]) - schedules
    assert {parameter for parameter in others if f"`{parameter}`" not in runbook} == set()
