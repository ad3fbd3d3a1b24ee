"""The function that tells people, from the saved event to what subscribers are sent."""

import json
from contextlib import nullcontext
from typing import Any

import pytest
from aws_lambda_powertools.utilities.batch.exceptions import BatchProcessingError

from cloud import Cloud
from template import event

SWEEP = event("notify_sweep")


def rings(indebted: Cloud) -> dict[str, Any]:
    """Ring for what the outbox holds, as the table's stream does."""
    (saved,) = event("notify_doorbell")["Records"]
    return {"Records": [_ring(saved, item) for item in indebted.items("OUTBOX")]}


def _ring(saved: dict[str, Any], item: dict[str, Any]) -> dict[str, Any]:
    keys = {"pk": item["pk"], "sk": item["sk"]}
    return saved | {"dynamodb": saved["dynamodb"] | {"Keys": keys}}


def test_a_ring_publishes_once_with_what_subscribers_filter_on(indebted: Cloud) -> None:
    """Subscribers choose by these attributes: without one they hear nothing, or everything."""
    assert indebted.invoke("NotifyFunction", rings(indebted)) == {"batchItemFailures": []}
    (envelope,) = indebted.published()
    told = {name: each["Value"] for name, each in envelope["MessageAttributes"].items()}
    assert told == {
        "source": "us_state",
        "destination": "KW",
        "kind": "level_raised",
        "urgency": "urgent",
        "severity": "3",
        "from_severity": "1",
        "channels": '["email", "sms", "data"]',
    }


def test_the_same_ring_again_publishes_nothing(indebted: Cloud) -> None:
    """Streams deliver at least once; people are told once."""
    ring = rings(indebted)
    for _ in range(2):
        indebted.invoke("NotifyFunction", ring)
    assert len(indebted.published()) == 1


def test_the_sweep_sends_what_a_crash_left_behind_once(indebted: Cloud) -> None:
    """Between the record and the ring anything may fail; the raise must still go out."""
    assert indebted.invoke("NotifyFunction", SWEEP) == {"sent": 1, "failures": 0}
    assert indebted.invoke("NotifyFunction", SWEEP) == {"sent": 0, "failures": 0}
    assert len(indebted.published()) == 1


def test_a_ring_beside_a_sweep_that_is_sending_publishes_nothing(indebted: Cloud) -> None:
    """Both functions run at once: the sweep holds the alert, the ring must leave it alone."""
    rung = rings(indebted)
    (owed,) = indebted.items("OUTBOX")
    indebted.remember([owed | {"claimed_until": {"S": "9999-12-31T00:00:00.000000+00:00"}}])
    assert indebted.invoke("NotifyFunction", rung) == {"batchItemFailures": []}
    assert indebted.published() == []
    assert len(indebted.items("OUTBOX")) == 1


def test_what_was_sent_stays_readable(indebted: Cloud) -> None:
    """Everything can be shown: also that somebody was told, and when."""
    indebted.invoke("NotifyFunction", SWEEP)
    assert indebted.items("OUTBOX") == []
    assert len(indebted.items("SENT#")) == 1


def test_a_ring_whose_alert_is_refused_fails_and_the_sweep_sends_it(indebted: Cloud) -> None:
    """An alert that SNS refused must ring again, and is not lost if that fails too."""
    indebted.close_alerts_topic()
    with pytest.raises(BatchProcessingError):
        indebted.invoke("NotifyFunction", rings(indebted))
    indebted.open_alerts_topic()
    assert indebted.invoke("NotifyFunction", SWEEP) == {"sent": 1, "failures": 0}
    assert len(indebted.published()) == 1


def test_only_the_ring_of_a_refused_alert_fails(indebted: Cloud) -> None:
    """A whole batch rung again for one alert would keep the doorbell ringing in vain."""
    indebted.close_alerts_topic()
    other = event("notify_doorbell")["Records"]
    answer = indebted.invoke("NotifyFunction", {"Records": [*other, *rings(indebted)["Records"]]})
    assert len(answer["batchItemFailures"]) == 1


def test_a_sweep_that_can_send_nothing_fails(indebted: Cloud) -> None:
    """Nobody reads the answer of a sweep: only a failure is seen."""
    indebted.close_alerts_topic()
    with pytest.raises(ExceptionGroup, match="no alert could be sent"):
        indebted.invoke("NotifyFunction", SWEEP)


def test_every_attempt_is_logged_and_counted(
    indebted: Cloud, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whoever asks whether an alert went out must find it under its id."""
    (owed,) = indebted.items("OUTBOX")
    capsys.readouterr()
    indebted.invoke("NotifyFunction", SWEEP)
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    (sent,) = (each for each in lines if each.get("message") == "alert.sent")
    assert owed["sk"]["S"].endswith(sent["alert_id"])
    assert any("AlertsSent" in line for line in lines)


@pytest.mark.parametrize("is_open", [True, False])
def test_every_drain_says_how_old_the_outbox_is(
    indebted: Cloud, capsys: pytest.CaptureFixture[str], *, is_open: bool
) -> None:
    """An alert that waits for ten minutes wakes operators; that nothing waits is told too."""
    if not is_open:
        indebted.close_alerts_topic()
    capsys.readouterr()
    with nullcontext() if is_open else pytest.raises(ExceptionGroup):
        indebted.invoke("NotifyFunction", SWEEP)
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    (age,) = (line["OutboxAge"] for line in lines if "OutboxAge" in line)
    assert (age == [0.0]) is is_open
