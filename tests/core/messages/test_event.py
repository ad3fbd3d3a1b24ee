"""Events follow CloudEvents 1.0 and docs/schema/event-1.json."""

import json
from dataclasses import replace
from typing import Any

import jsonschema
import pytest
from cloudevents.core.bindings.http import HTTPMessage, from_http_event
from cloudevents.core.v1.event import CloudEvent
from hypothesis import given
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from advisory_watch.core.alert import CORRECTION, Alert, build_correction
from advisory_watch.core.messages.chat import build_chat_notification
from advisory_watch.core.messages.event import render_event
from advisory_watch.core.messages.payload import render_document
from core.messages.scenarios import ALL, RAISED
from core.messages.test_message_hostile_text import EXAMPLES, any_alert
from support.aws.template import ROOT
from support.builders import NOON

SITE = "https://watch.example.org"


def schema(name: str) -> Any:
    """Read a published schema."""
    return json.loads((ROOT / "docs" / "schema" / name).read_text())


ALERT = DRAFT202012.create_resource(schema("alert-1.json"))
"""The schema of alerts, which the schema of events refers to."""

NAMED: Registry[Any] = Registry()
PUBLISHED = jsonschema.Draft202012Validator(
    schema("event-1.json"),
    registry=NAMED.with_resource("alert-1.json", ALERT),
    format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER,
)


def faults_of(body: str) -> list[str]:
    """Return the paths in an event that do not conform to the schema."""
    return [error.json_path for error in PUBLISHED.iter_errors(json.loads(body))]


def read_by_sdk(body: str) -> CloudEvent:
    """Read an event as a consumer does, with the SDK of CloudEvents."""
    headers = {"content-type": "application/cloudevents+json"}
    event = from_http_event(HTTPMessage(headers=headers, body=body.encode()))
    assert isinstance(event, CloudEvent)
    return event


@pytest.mark.parametrize("alert", ALL, ids=lambda alert: alert.kind)
def test_a_consumer_reads_every_kind_of_alert(alert: Alert) -> None:
    """Programs read events with the SDK, and filter by type and subject."""
    event = render_event(alert, "US", site_url=SITE)
    read = read_by_sdk(event.body)
    assert faults_of(event.body) == []
    assert (read.get_id(), read.get_type()) == (alert.id, f"alt.advisory-watch.{alert.kind}")
    assert (event.id, event.type, event.at) == (read.get_id(), read.get_type(), read.get_time())
    assert read.get_source() == f"//advisory-watch.alt/{alert.source}"
    assert read.get_subject() == alert.destination
    assert read.get_dataschema() == f"{SITE}/schema/alert-1.json"
    data: Any = read.get_data()
    chat = data.pop("chat")
    assert data == json.loads(render_document(alert, "US", site_url=SITE))
    assert chat == build_chat_notification(alert, "US", SITE)


@EXAMPLES
@given(any_alert())
def test_hostile_text_changes_only_the_data(alert: Alert) -> None:
    """Publishers write any text, but the envelope is fixed."""
    event = render_event(alert, "US")
    assert faults_of(event.body) == []
    data: Any = read_by_sdk(event.body).get_data()
    del data["chat"]
    assert data == json.loads(render_document(alert, "US"))


def test_a_repeated_event_has_the_same_id() -> None:
    """A consumer drops repetitions by source and id, also from a second installation."""
    first, second = (render_event(RAISED, "US", site_url=url) for url in ("", SITE))
    assert first.id == second.id
    assert read_by_sdk(first.body).get_source() == read_by_sdk(second.body).get_source()


def test_a_correction_is_an_event_that_names_the_wrong_one() -> None:
    """A program that acted on the alert must undo it."""
    correction = build_correction(RAISED, "A test page.", NOON)
    read = read_by_sdk(render_event(correction, "US").body)
    data = read.get_data()
    assert isinstance(data, dict)
    assert read.get_type() == f"alt.advisory-watch.{CORRECTION}"
    assert (read.get_id(), data["corrects"]) == (correction.id, RAISED.id)
    assert read.get_id() != RAISED.id


def test_without_a_site_no_schema_is_linked() -> None:
    """A link that leads nowhere stops a strict consumer."""
    assert read_by_sdk(render_event(RAISED, "US").body).get_dataschema() is None


def test_news_about_a_source_has_no_subject() -> None:
    """CloudEvents forbids an empty subject."""
    news = replace(RAISED, kinds=("source_blind",), destination=None, before=None, after=None)
    body = render_event(news, "US").body
    assert "subject" not in json.loads(body)
    assert faults_of(body) == []


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("specversion", "0.3"),
        ("id", ""),
        ("source", "us_state"),
        ("type", "level_raised"),
        ("subject", ""),
        ("time", "yesterday"),
        ("datacontenttype", "text/plain"),
        ("data", {}),
    ],
)
def test_an_event_that_is_not_as_published_is_noticed(member: str, value: object) -> None:
    """A schema that accepts everything describes nothing."""
    broken = json.loads(render_event(RAISED, "US").body) | {member: value}
    assert faults_of(json.dumps(broken)) != []
