"""The notify function, from the saved event to the messages for subscribers."""

import json
from typing import Any

import boto3
import pytest
from aws_lambda_powertools.utilities.batch.exceptions import BatchProcessingError

from advisory_watch.adapters.dynamodb.outbox import DynamoOutbox
from advisory_watch.bootstrap import notify_function
from advisory_watch.bootstrap.runtime import in_seconds
from advisory_watch.core.errors import SystemUnhealthy
from support.aws.moto_stack import MotoStack
from support.aws.template import event
from support.builders import an_alert

SWEEP = event("notify_sweep")


def rings(indebted: MotoStack) -> dict[str, Any]:
    """Build a stream event for every item in the outbox, as the table's stream does."""
    (saved,) = event("notify_doorbell")["Records"]
    return {"Records": [_ring(saved, item) for item in indebted.items("OUTBOX")]}


def _ring(saved: dict[str, Any], item: dict[str, Any]) -> dict[str, Any]:
    keys = {"pk": item["pk"], "sk": item["sk"]}
    return saved | {"dynamodb": saved["dynamodb"] | {"Keys": keys}}


def test_a_stream_event_publishes_once_with_filter_attributes(indebted: MotoStack) -> None:
    """Without an attribute, a subscription filter lets nothing through, or everything."""
    assert indebted.invoke("NotifyFunction", rings(indebted)) == {"batchItemFailures": []}
    (envelope,) = indebted.published()
    attributes = {
        name: attribute["Value"] for name, attribute in envelope["MessageAttributes"].items()
    }
    assert attributes == {
        "source": "us_state",
        "destination": "KW",
        "kind": "level_raised",
        "urgency": "urgent",
        "severity": "3",
        "from_severity": "1",
        "channels": '["email", "sms", "data"]',
        "AWS.SNS.SMS.SMSType": "Transactional",
    }


def test_a_repeated_stream_event_publishes_nothing(indebted: MotoStack) -> None:
    """Streams deliver at least once; subscribers must get the alert once."""
    ring = rings(indebted)
    for _ in range(2):
        indebted.invoke("NotifyFunction", ring)
    assert len(indebted.published()) == 1


def test_the_retry_sends_an_alert_left_by_a_crash_once(indebted: MotoStack) -> None:
    """Anything may fail between the record and the stream event; the alert must still go out."""
    assert indebted.invoke("NotifyFunction", SWEEP) == {"sent": 1, "failures": 0}
    assert indebted.invoke("NotifyFunction", SWEEP) == {"sent": 0, "failures": 0}
    assert len(indebted.published()) == 1


def test_a_stream_event_skips_an_alert_claimed_by_a_retry(indebted: MotoStack) -> None:
    """Both may run at once: if the scheduled retry has claimed the alert, only it may send."""
    departure = rings(indebted)
    (pending,) = indebted.items("OUTBOX")
    claimed_until = f"{in_seconds(60):%Y-%m-%dT%H:%M:%S.%f+00:00}"
    indebted.remember([pending | {"claimed_until": {"S": claimed_until}}])
    assert indebted.invoke("NotifyFunction", departure) == {"batchItemFailures": []}
    assert indebted.published() == []
    assert len(indebted.items("OUTBOX")) == 1


def test_a_sent_alert_stays_in_the_ledger(indebted: MotoStack) -> None:
    """The ledger must show that an alert was sent, and when."""
    indebted.invoke("NotifyFunction", SWEEP)
    assert indebted.items("OUTBOX") == []
    assert len(indebted.items("SENT#")) == 1


def test_a_refused_alert_fails_and_is_sent_by_the_retry(indebted: MotoStack) -> None:
    """The stream must retry an alert that SNS refused; if that fails too, it is not lost."""
    indebted.close_alerts_topic()
    with pytest.raises(BatchProcessingError):
        indebted.invoke("NotifyFunction", rings(indebted))
    indebted.open_alerts_topic()
    assert indebted.invoke("NotifyFunction", SWEEP) == {"sent": 1, "failures": 0}
    assert len(indebted.published()) == 1


def test_only_the_event_of_a_refused_alert_fails(indebted: MotoStack) -> None:
    """If the whole batch failed for one alert, the stream would repeat all of it needlessly."""
    indebted.close_alerts_topic()
    other = event("notify_doorbell")["Records"]
    answer = indebted.invoke("NotifyFunction", {"Records": [*other, *rings(indebted)["Records"]]})
    assert len(answer["batchItemFailures"]) == 1


def test_every_attempt_is_logged(indebted: MotoStack, capsys: pytest.CaptureFixture[str]) -> None:
    """Operators must be able to look up an alert by its id."""
    (pending,) = indebted.items("OUTBOX")
    capsys.readouterr()
    indebted.invoke("NotifyFunction", SWEEP)
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    (sent,) = (entry for entry in lines if entry.get("message") == "alert.sent")
    assert pending["sk"]["S"].endswith(sent["alert_id"])


def judgements(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    """Return the log lines of all judgements."""
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    return [line for line in lines if line.get("message") == "system.judged"]


def test_a_scheduled_run_without_findings_succeeds(
    indebted: MotoStack, capsys: pytest.CaptureFixture[str]
) -> None:
    """The alarm Unhealthy counts failed runs."""
    indebted.invoke("NotifyFunction", SWEEP)
    (line,) = judgements(capsys)
    assert (line["level"], line["findings"]) == ("INFO", {})


def test_a_finding_fails_the_scheduled_run_with_its_name(
    indebted: MotoStack, capsys: pytest.CaptureFixture[str]
) -> None:
    """The alarm alone would send the operator through every part of the system."""
    letters = indebted.references["DeadLetters"]
    boto3.client("sqs").send_message(QueueUrl=letters, MessageBody="{}")
    with pytest.raises(SystemUnhealthy, match="letters has 1 dead letter"):
        indebted.invoke("NotifyFunction", SWEEP)
    (line,) = judgements(capsys)
    assert line["findings"] == {"dead_letters letters": "letters has 1 dead letter"}
    assert len(indebted.published()) == 1


def test_a_run_that_can_send_nothing_is_judged(
    indebted: MotoStack, capsys: pytest.CaptureFixture[str]
) -> None:
    """The stuck outbox is the gravest fault."""
    DynamoOutbox(boto3.client("dynamodb"), "ledger").enqueue(an_alert())
    indebted.close_alerts_topic()
    with pytest.raises(SystemUnhealthy):
        indebted.invoke("NotifyFunction", SWEEP)
    (line,) = judgements(capsys)
    assert "alerts_wait outbox" in line["findings"]


def test_a_trigger_judges_only_if_scheduled_runs_have_ceased(
    indebted: MotoStack, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a busy hour triggers keep HealthRunMissing quiet, so they must judge in its place."""
    indebted.invoke("NotifyFunction", SWEEP)
    capsys.readouterr()
    indebted.invoke("NotifyFunction", event("notify_doorbell"))
    assert judgements(capsys) == []
    monkeypatch.setattr(notify_function, "now", lambda: in_seconds(660))
    indebted.invoke("NotifyFunction", event("notify_doorbell"))
    assert len(judgements(capsys)) == 1


def test_a_fault_fails_no_trigger(indebted: MotoStack, capsys: pytest.CaptureFixture[str]) -> None:
    """The stream would repeat alerts that were sent, and block those behind them."""
    letters = indebted.references["DeadLetters"]
    boto3.client("sqs").send_message(QueueUrl=letters, MessageBody="{}")
    assert indebted.invoke("NotifyFunction", rings(indebted)) == {"batchItemFailures": []}
    (line,) = judgements(capsys)
    assert list(line["findings"]) == ["dead_letters letters"]
