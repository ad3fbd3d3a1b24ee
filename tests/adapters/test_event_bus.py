"""Test the event bus on EventBridge, with moto: rules, batches, refusals."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber
from moto import mock_aws

from advisory_watch.adapters.event_bus import BATCH, CALL_MAX_BYTES, EventBridgeBus
from advisory_watch.core.advisory import Departure, Severity
from advisory_watch.core.alert import Alert, build_correction
from advisory_watch.core.cloud_event import CloudEvent
from advisory_watch.core.messages.event import render_event
from advisory_watch.core.source_event import Audience, SourceEvent
from support.aws.template import ROOT
from support.builders import NOON, an_advisory, an_alert

BUS = "advisories"
RAISED = an_alert(
    id="a" * 16,
    after=an_advisory(Severity.RECONSIDER, departure=Departure.DEPART_IMMEDIATELY),
)
LOWERED = an_alert(
    id="b" * 16,
    source="uk_fcdo",
    destination="IR",
    kinds=("level_lowered",),
    is_urgent=False,
    after=an_advisory(Severity.CAUTION, destination="IR"),
)
CORRECTED = build_correction(RAISED, "A test page.", NOON)
BLIND = an_alert(
    id="c" * 16,
    kinds=(SourceEvent.BLIND.value,),
    audience=Audience.OPERATORS,
    **dict.fromkeys(("destination", "before", "after", "evidence")),
)
ALERTS = {"raised": RAISED, "lowered": LOWERED, "corrected": CORRECTED, "blind": BLIND}


def an_event(alert: Alert) -> CloudEvent:
    """Render the event of an alert."""
    return render_event(alert, "US")


@pytest.fixture
def events() -> Iterator[Any]:
    """Return a client of an account with one bus, for one test."""
    with mock_aws():
        boto3.setup_default_session(
            region_name="eu-central-1",
            aws_access_key_id="test",
            aws_secret_access_key="test",  # noqa: S106 - moto asks for some
        )
        client = boto3.client("events")
        client.create_event_bus(Name=BUS)
        yield client


class Rule:
    """A rule of the bus whose target is a queue."""

    def __init__(self, pattern: Mapping[str, Any]) -> None:
        self._sqs: Any = boto3.client("sqs")
        self._url = self._sqs.create_queue(QueueName="rule")["QueueUrl"]
        named = self._sqs.get_queue_attributes(QueueUrl=self._url, AttributeNames=["QueueArn"])
        client = boto3.client("events")
        client.put_rule(Name="rule", EventBusName=BUS, EventPattern=json.dumps(pattern))
        target: Any = {"Id": "queue", "Arn": named["Attributes"]["QueueArn"]}
        client.put_targets(Rule="rule", EventBusName=BUS, Targets=[target])

    def received(self) -> list[dict[str, Any]]:
        """Return the events that the queue has received, at most ten."""
        answer = self._sqs.receive_message(QueueUrl=self._url, MaxNumberOfMessages=10)
        return [json.loads(message["Body"]) for message in answer.get("Messages", [])]


DOCUMENTED = {
    "all that is urgent": {"raised", "corrected", "blind"},
    "raised levels": {"raised"},
    "also if the raise is not the leading change": {"raised", "corrected"},
    "one publisher": {"lowered"},
    "one destination": {"raised", "corrected"},
    "advice to leave": {"raised", "corrected"},
    "changes, without news about sources": {"raised", "lowered", "corrected"},
    "only corrections": {"corrected"},
}
"""The rows of the table in docs/events.md, and the alerts that each pattern lets through."""


def documented_patterns() -> dict[str, Any]:
    """Read the patterns of docs/events.md: its table, and the long example."""
    text = (ROOT / "docs" / "events.md").read_text()
    (example,) = re.findall(r"```json\n(.*?)```", text, re.DOTALL)
    rows = re.findall(r"^\| (.+) \| `(\".+)` \|$", text, re.MULTILINE)
    patterns = {title: json.loads(f"{{{pattern}}}") for title, pattern in rows}
    return patterns | {"example": json.loads(example)}


def test_every_documented_pattern_is_tried() -> None:
    """Owners paste them into the console."""
    assert set(documented_patterns()) == {*DOCUMENTED, "example"}


@pytest.mark.parametrize(
    ("pattern", "wanted"),
    [
        ({"source": ["advisory-watch"]}, {"raised", "lowered", "corrected", "blind"}),
        ({"detail": {"data": {"urgent": [True], "destination": ["IR"]}}}, set()),
        ({"detail": {"data": {"destination": [None]}}}, {"blind"}),
        (documented_patterns()["example"], {"raised", "corrected"}),
        *((documented_patterns()[title], wanted) for title, wanted in DOCUMENTED.items()),
    ],
)
def test_a_rule_receives_exactly_the_changes_it_asks_for(
    events: Any, pattern: dict[str, Any], wanted: set[str]
) -> None:
    """Organisations write rules instead of filters of their own."""
    rule = Rule(pattern)
    results = list(EventBridgeBus(events, BUS).put([an_event(alert) for alert in ALERTS.values()]))
    assert results == [None] * len(ALERTS)
    received = {event["detail"]["id"]: event for event in rule.received()}
    assert set(received) == {ALERTS[name].id for name in wanted}


def test_an_event_arrives_unchanged(events: Any) -> None:
    """The detail is the CloudEvent, and the envelope repeats its type."""
    rule = Rule({"source": ["advisory-watch"]})
    event = an_event(RAISED)
    assert list(EventBridgeBus(events, BUS).put([event])) == [None]
    (received,) = rule.received()
    assert received["detail"] == json.loads(event.body)
    assert (received["detail-type"], received["source"]) == (event.type, "advisory-watch")


def test_a_bus_that_does_not_exist_is_an_error_for_every_event(events: Any) -> None:
    """EventBridge accepts events for it without an error, and drops them."""
    results = list(EventBridgeBus(events, "typo").put([an_event(RAISED), an_event(LOWERED)]))
    assert [str(error).partition(":")[0] for error in results] == [RAISED.id, LOWERED.id]
    assert all("expected an event bus 'typo'" in str(error) for error in results)


def calls_of(client: Any, answers: list[dict[str, Any]], events: list[CloudEvent]) -> list[Any]:
    """Put events on a bus that gives prepared answers; return the result of each event."""
    with Stubber(client) as stub:
        stub.add_response("describe_event_bus", {"Name": BUS})
        for answer in answers:
            stub.add_response("put_events", answer)
        results = list(EventBridgeBus(client, BUS).put(events))
        stub.assert_no_pending_responses()
    return results


def accepted(number: int) -> dict[str, Any]:
    """Build the answer to a call whose entries were all accepted."""
    return {"FailedEntryCount": 0, "Entries": [{"EventId": "1"}] * number}


def test_many_events_are_put_in_calls_of_ten(events: Any) -> None:
    """An eleventh entry would make EventBridge refuse the whole call."""
    results = calls_of(events, [accepted(BATCH), accepted(2)], [an_event(RAISED)] * 12)
    assert results == [None] * 12


def test_a_call_stays_within_the_limit_of_bytes(events: Any) -> None:
    """Three events of 100 KB do not fit into one call."""
    large = replace(an_event(RAISED), body=json.dumps("x" * 100_000))
    assert calls_of(events, [accepted(2), accepted(1)], [large] * 3) == [None] * 3


def test_an_event_beyond_every_limit_is_refused_alone(events: Any) -> None:
    """One event must not take the others of its call with it."""
    large = replace(an_event(LOWERED), body=json.dumps("x" * CALL_MAX_BYTES))
    answers = [accepted(1), accepted(1)]
    first, refused, last = calls_of(events, answers, [an_event(RAISED), large, an_event(CORRECTED)])
    assert (first, last) == (None, None)
    assert f"{LOWERED.id}: expected an event of at most {CALL_MAX_BYTES} bytes" in str(refused)


def test_only_the_refused_entry_of_a_call_is_an_error(events: Any) -> None:
    """PutEvents answers 200 even if entries failed: ignoring the count would lose them."""
    refused = {"ErrorCode": "ThrottlingException", "ErrorMessage": "Rate exceeded"}
    answer = {"FailedEntryCount": 1, "Entries": [{"EventId": "1"}, refused]}
    first, second = calls_of(events, [answer], [an_event(RAISED), an_event(LOWERED)])
    assert first is None
    assert str(second) == (
        f"{LOWERED.id}: expected the event bus 'advisories' to accept it, "
        "found ThrottlingException: Rate exceeded"
    )


def test_a_failed_call_is_an_error_for_its_events_alone(events: Any) -> None:
    """The next call may succeed."""
    with Stubber(events) as stub:
        stub.add_response("describe_event_bus", {"Name": BUS})
        stub.add_client_error("put_events", "AccessDeniedException", "not allowed")
        stub.add_response("put_events", accepted(1))
        results = list(EventBridgeBus(events, BUS).put([an_event(RAISED)] * (BATCH + 1)))
    assert ["AccessDeniedException" in str(result) for result in results] == [
        *[True] * BATCH,
        False,
    ]
