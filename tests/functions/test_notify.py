"""The function that tells people, from the saved event to what subscribers are sent."""

import json
from typing import Any

import pytest
from aws_lambda_powertools.utilities.batch.exceptions import BatchProcessingError

from cloud import Cloud
from publisher import Site, an_answer
from template import event
from us_feed import a_feed, a_raise

SWEEP = event("notify_sweep")


@pytest.fixture(autouse=True)
def crashed_check(cloud: Cloud, site: Site) -> None:
    """Record a raise, and stop before anybody is told."""
    site.play("/us_state/rss", an_answer(a_feed(KW=a_raise())))
    cloud.invoke("CheckFunction", event("check_one_source"))


def rings(cloud: Cloud) -> dict[str, Any]:
    """Ring for what the outbox holds, as the table's stream does."""
    (saved,) = event("notify_doorbell")["Records"]
    return {"Records": [_ring(saved, item) for item in cloud.items("OUTBOX")]}


def _ring(saved: dict[str, Any], item: dict[str, Any]) -> dict[str, Any]:
    keys = {"pk": item["pk"], "sk": item["sk"]}
    return saved | {"dynamodb": saved["dynamodb"] | {"Keys": keys}}


def test_a_ring_publishes_once_with_what_subscribers_filter_on(cloud: Cloud) -> None:
    """Subscribers choose by these attributes: without one they hear nothing, or everything."""
    assert cloud.invoke("NotifyFunction", rings(cloud)) == {"batchItemFailures": []}
    (envelope,) = cloud.published()
    told = {name: each["Value"] for name, each in envelope["MessageAttributes"].items()}
    assert told == {
        "source": "us_state",
        "destination": "KW",
        "kind": "level_raised",
        "urgency": "urgent",
        "severity": "3",
        "from_severity": "1",
    }


def test_the_same_ring_again_publishes_nothing(cloud: Cloud) -> None:
    """Streams deliver at least once; people are told once."""
    ring = rings(cloud)
    for _ in range(2):
        cloud.invoke("NotifyFunction", ring)
    assert len(cloud.published()) == 1


def test_the_sweep_sends_what_a_crash_left_behind_once(cloud: Cloud) -> None:
    """Between the record and the ring anything may fail; the raise must still go out."""
    assert cloud.invoke("NotifyFunction", SWEEP) == {"sent": 1, "failures": 0}
    assert cloud.invoke("NotifyFunction", SWEEP) == {"sent": 0, "failures": 0}
    assert len(cloud.published()) == 1


def test_what_was_sent_stays_readable(cloud: Cloud) -> None:
    """Everything can be shown: also that somebody was told, and when."""
    cloud.invoke("NotifyFunction", SWEEP)
    assert cloud.items("OUTBOX") == []
    assert len(cloud.items("SENT#")) == 1


def test_a_ring_whose_alert_is_refused_fails_and_the_sweep_sends_it(cloud: Cloud) -> None:
    """An alert that SNS refused must ring again, and is not lost if that fails too."""
    cloud.close_alerts_topic()
    with pytest.raises(BatchProcessingError):
        cloud.invoke("NotifyFunction", rings(cloud))
    cloud.open_alerts_topic()
    assert cloud.invoke("NotifyFunction", SWEEP) == {"sent": 1, "failures": 0}
    assert len(cloud.published()) == 1


def test_only_the_ring_of_a_refused_alert_fails(cloud: Cloud) -> None:
    """A whole batch rung again for one alert would keep the doorbell ringing in vain."""
    cloud.close_alerts_topic()
    other = event("notify_doorbell")["Records"]
    answer = cloud.invoke("NotifyFunction", {"Records": [*other, *rings(cloud)["Records"]]})
    assert len(answer["batchItemFailures"]) == 1


def test_a_sweep_that_can_send_nothing_fails(cloud: Cloud) -> None:
    """Nobody reads the answer of a sweep: only a failure is seen."""
    cloud.close_alerts_topic()
    with pytest.raises(ExceptionGroup, match="no alert could be sent"):
        cloud.invoke("NotifyFunction", SWEEP)


def test_every_attempt_is_logged_and_counted(
    cloud: Cloud, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whoever asks whether an alert went out must find it under its id."""
    (owed,) = cloud.items("OUTBOX")
    capsys.readouterr()
    cloud.invoke("NotifyFunction", SWEEP)
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    (sent,) = (each for each in lines if each.get("message") == "alert.sent")
    assert owed["sk"]["S"].endswith(sent["alert_id"])
    assert any("AlertsSent" in line for line in lines)
