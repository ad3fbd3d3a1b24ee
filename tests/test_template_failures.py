"""Failures in the template: failed events are kept in a queue and raise an alarm."""

import re

import pytest

from support.aws.template import ROOT, functions, resources, template

FUNCTIONS = functions()
ALARMS = resources("AWS::CloudWatch::Alarm")
QUEUES = resources("AWS::SQS::Queue")


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_failed_event_is_kept_in_the_queue(function: str) -> None:
    """An event that is lost is a check or an alert that was missed without notice."""
    properties = FUNCTIONS[function]
    failures = []
    if function != "NotifyFunction":  # its next run does what a failed one could not
        invoke = properties["EventInvokeConfig"]["DestinationConfig"]
        failures.append(invoke["OnFailure"]["Destination"])
    for trigger in properties["Events"].values():
        destination = trigger["Properties"].get("DestinationConfig", {}).get("OnFailure", {})
        dead_letters = trigger["Properties"].get("DeadLetterConfig", {})
        failures.append(destination.get("Destination") or dead_letters.get("Arn"))
    wanted = {"Fn::GetAtt": ["DeadLetters", "Arn"]}
    assert [failure for failure in failures if failure != wanted] == []


def test_a_failed_partition_is_kept_in_a_queue() -> None:
    """A FIFO queue needs a FIFO queue for its failures."""
    assert QUEUES["Parts"]["RedrivePolicy"] == {
        "deadLetterTargetArn": {"Fn::GetAtt": ["WorkDeadLetters", "Arn"]},
        "maxReceiveCount": 3,
    }
    timeout_s = FUNCTIONS["CheckFunction"]["Timeout"]
    assert QUEUES["Parts"]["VisibilityTimeout"] >= 2 * timeout_s


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


NOTIFY = [{"Name": "FunctionName", "Value": {"Ref": "NotifyFunction"}}]


def test_a_run_that_is_missing_rings_within_a_quarter_of_an_hour() -> None:
    """Without FILL, CloudWatch looks back to an old good point, and rings hours late."""
    alarm = ALARMS["HealthRunMissing"]
    runs, number = alarm["Metrics"]
    assert (runs["Expression"], number["Id"]) == ("FILL(m, 0)", "m")
    assert [metric.get("ReturnData", True) for metric in alarm["Metrics"]] == [True, False]
    assert number["MetricStat"]["Metric"] == {
        "Namespace": "AWS/Lambda",
        "MetricName": "Invocations",
        "Dimensions": NOTIFY,
    }
    assert number["MetricStat"]["Stat"] == "Sum"
    assert number["MetricStat"]["Period"] * alarm["EvaluationPeriods"] == 900
    assert (alarm["ComparisonOperator"], alarm["Threshold"]) == ("LessThanThreshold", 1)
    assert alarm["TreatMissingData"] == "breaching"


def test_failed_runs_ring_within_a_quarter_of_an_hour() -> None:
    """A run with findings fails; one refusal that the next run mends must wake nobody."""
    alarm = ALARMS["Unhealthy"]
    assert (alarm["Namespace"], alarm["MetricName"]) == ("AWS/Lambda", "Errors")
    assert alarm["Dimensions"] == NOTIFY
    assert (alarm["Statistic"], alarm["Period"]) == ("Sum", 300)
    assert (alarm["EvaluationPeriods"], alarm["DatapointsToAlarm"]) == (3, 2)
    assert (alarm["ComparisonOperator"], alarm["Threshold"]) == ("GreaterThanThreshold", 0)


def test_lambda_does_not_repeat_a_failed_run_of_notify() -> None:
    """Each finding would be three failed runs and a dead letter, every five minutes."""
    assert FUNCTIONS["NotifyFunction"]["EventInvokeConfig"]["MaximumRetryAttempts"] == 0
    assert "DestinationConfig" not in FUNCTIONS["NotifyFunction"]["EventInvokeConfig"]


@pytest.mark.parametrize("name", sorted(set(ALARMS) - {"HealthRunMissing"}))
def test_an_alarm_keeps_its_state_without_numbers(name: str) -> None:
    """SQS and SNS send no numbers for what is not used; that says nothing about the fault."""
    assert ALARMS[name]["TreatMissingData"] == "ignore"


def test_the_alarm_on_sms_is_for_owners_of_a_phone() -> None:
    """Without a phone the stack sends no SMS."""
    assert template()["Resources"]["SmsSpend"]["Condition"] == "HasPhone"


@pytest.mark.parametrize("name", ALARMS)
def test_the_mail_of_an_alarm_says_how_urgent_it_is_and_what_to_do_first(name: str) -> None:
    """At night an operator reads one mail, and no documentation."""
    text = ALARMS[name]["AlarmDescription"]["Fn::Sub"]
    assert text.startswith(("URGENT. ", "TODAY. "))
    assert re.search(r"First\s+command: (advisory-watch|aws) ", text)
    assert "OK ends it." in text


@pytest.mark.parametrize("name", ALARMS)
def test_the_runbook_says_what_an_alarm_means(name: str) -> None:
    """An operator who gets an alarm needs instructions, not only its name."""
    runbook = (ROOT / "docs" / "runbook.md").read_text()
    assert f"### {name}\n" in runbook
    assert f"(docs/runbook, {name})" in ALARMS[name]["AlarmDescription"]["Fn::Sub"]


def test_the_runbook_explains_only_existing_alarms() -> None:
    """A chapter on a removed alarm sends an operator looking for it."""
    runbook = (ROOT / "docs" / "runbook.md").read_text()
    chapter = runbook.partition("## What each alarm means")[2].partition("\n## ")[0]
    assert set(re.findall(r"^### (\w+)$", chapter, re.MULTILINE)) == set(ALARMS)


def test_the_runbook_explains_every_parameter() -> None:
    """Owners leave a parameter without an explanation at its default."""
    runbook = (ROOT / "docs" / "runbook.md").read_text()
    parameters = set(template()["Parameters"])
    assert {parameter for parameter in parameters if f"`{parameter}`" not in runbook} == set()
