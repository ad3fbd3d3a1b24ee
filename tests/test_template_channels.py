"""channels.yaml: a second stack, which may read its own secret and little else."""

import json
from typing import Any

import pytest

from advisory_watch.bootstrap import settings
from support.aws.sns_filter import passes
from support.aws.template import ROOT, as_list, functions, resources, statements, template

WHERE = "channels.yaml"
FUNCTION = functions(WHERE)["ChannelsFunction"]
QUEUES = resources("AWS::SQS::Queue", WHERE)
DAY_S = 24 * 60 * 60


def subscription(name: str) -> dict[str, Any]:
    """Return the properties of a subscription."""
    return resources("AWS::SNS::Subscription", WHERE)[f"{name}Subscription"]


@pytest.mark.parametrize("name", ["Alerts", "Operators"])
def test_the_queue_gets_the_bare_documents(name: str) -> None:
    """An envelope is no document of an alert."""
    found = subscription(name)
    assert found["RawMessageDelivery"] is True
    assert found["Endpoint"] == {"Fn::GetAtt": ["Queue", "Arn"]}
    assert found["FilterPolicyScope"] == "MessageAttributes"
    assert found["FilterPolicy"]["channels"] == ["data"]


def test_a_burst_reaches_the_queue_alert_by_alert() -> None:
    """A group has no destinations of its own: the filters of the channels need each alert."""
    policy = subscription("Alerts")["FilterPolicy"]
    assert passes(policy, {"channels": ["sms", "data"]})
    assert not passes(policy, {"channels": ["email"]})
    assert not passes(policy, {"channels": ["digest"]})


def test_a_message_that_no_one_delivers_ends_among_the_dead_letters() -> None:
    """A day covers any quiet hours, and the time that an owner needs to mend a secret."""
    redrive = QUEUES["Queue"]["RedrivePolicy"]
    undelivered = {"Fn::GetAtt": ["Undelivered", "Arn"]}
    assert redrive["deadLetterTargetArn"] == undelivered
    tried_s = redrive["maxReceiveCount"] * QUEUES["Queue"]["VisibilityTimeout"]
    assert DAY_S <= tried_s < 2 * DAY_S
    assert QUEUES["Undelivered"]["MessageRetentionPeriod"] == 14 * DAY_S
    for name in ("Alerts", "Operators"):
        assert subscription(name)["RedrivePolicy"] == {"deadLetterTargetArn": undelivered}


def test_a_message_in_work_is_hidden_long_enough() -> None:
    """AWS advises six times the timeout, and the window; earlier, a second run would begin."""
    (trigger,) = FUNCTION["Events"].values()
    window_s = trigger["Properties"]["MaximumBatchingWindowInSeconds"]
    assert QUEUES["Queue"]["VisibilityTimeout"] >= 6 * FUNCTION["Timeout"] + window_s
    assert trigger["Properties"]["FunctionResponseTypes"] == ["ReportBatchItemFailures"]


def test_only_the_topics_write_to_the_queues() -> None:
    """Anyone who may send there speaks to people in our name."""
    for policy, queue in (("QueuePolicy", "Queue"), ("UndeliveredPolicy", "Undelivered")):
        (statement,) = statements(resources("AWS::SQS::QueuePolicy", WHERE)[policy])
        assert statement["Principal"] == {"Service": "sns.amazonaws.com"}
        assert (statement["Action"], statement["Resource"]) == (
            "sqs:SendMessage",
            {"Fn::GetAtt": [queue, "Arn"]},
        )
        topics = [{"Ref": "AlertsTopic"}, {"Ref": "OperatorsTopic"}]
        assert statement["Condition"] == {"ArnEquals": {"aws:SourceArn": topics}}


def test_no_permission_has_a_wildcard() -> None:
    """The function holds the passwords of channels: an intruder must gain nothing else."""
    (role,) = resources("AWS::IAM::Role", WHERE).values()
    (policy,) = role["Policies"]
    for statement in statements(policy):
        assert "*" not in json.dumps([statement["Action"], statement["Resource"]])
    own, nothing = {"Ref": "PermissionsBoundary"}, {"Ref": "AWS::NoValue"}
    assert role["PermissionsBoundary"] == {"Fn::If": ["HasBoundary", own, nothing]}
    assert "ManagedPolicyArns" not in role


def test_failures_ring_at_the_operators_of_the_main_stack() -> None:
    """A wrong secret must be noticed on the same day, while the messages still come again."""
    alarms = resources("AWS::CloudWatch::Alarm", WHERE)
    assert {name: alarm["MetricName"] for name, alarm in alarms.items()} == {
        "ChannelsFail": "Errors",
        "UndeliveredWait": "ApproximateNumberOfMessagesVisible",
    }
    page = (ROOT / "docs" / "channels.md").read_text()
    for name, alarm in alarms.items():
        for actions in (alarm["AlarmActions"], alarm["OKActions"]):
            assert as_list(actions) == [{"Ref": "OperatorsTopic"}]
        assert "docs/channels" in alarm["AlarmDescription"]["Fn::Sub"]
        assert f"`{name}`" in page
    assert alarms["ChannelsFail"]["Dimensions"][0]["Value"] == {"Ref": "ChannelsFunction"}
    watched = {"Fn::GetAtt": ["Undelivered", "QueueName"]}
    assert alarms["UndeliveredWait"]["Dimensions"][0]["Value"] == watched


def test_every_setting_is_documented_and_no_secret() -> None:
    """Everybody who may look at the function sees its environment."""
    names = {name for name in FUNCTION["Environment"] if "POWERTOOLS" not in name}
    assert {name for name in names if f"`{name}`" not in str(settings.__doc__)} == set()
    assert FUNCTION["Environment"]["CHANNELS_SECRET"] == {"Ref": "ChannelsSecret"}
    assert "resolve:secretsmanager" not in (ROOT / WHERE).read_text()


def test_nothing_grows_without_limit() -> None:
    """Logs and marks that never expire are a cost that grows without limit."""
    (logs,) = resources("AWS::Logs::LogGroup", WHERE).values()
    assert logs["RetentionInDays"] == {"Ref": "LogRetentionDays"}
    assert FUNCTION["LoggingConfig"]["LogGroup"] == {"Ref": "Logs"}
    (table,) = resources("AWS::DynamoDB::Table", WHERE).values()
    assert table["TimeToLiveSpecification"] == {"AttributeName": "expires_at", "Enabled": True}


@pytest.mark.parametrize("name", ["AlertsTopic", "OperatorsTopic"])
def test_a_parameter_is_an_output_of_the_main_stack(name: str) -> None:
    """The owner copies it; a wrong one would be refused by SNS, or silent."""
    assert name in template(WHERE)["Parameters"]
    assert template()["Outputs"][name]["Value"] == {"Ref": name}


def test_the_main_artefact_has_no_apprise() -> None:
    """The other functions would start more slowly."""
    assert "apprise" not in (ROOT / "requirements" / "layer.txt").read_text()
    assert "apprise==" in (ROOT / "requirements" / "channels.txt").read_text()
