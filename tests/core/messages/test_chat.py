"""Notifications for Slack and Teams follow the schema that AWS documents, and mention nobody."""

import json
from dataclasses import replace

import jsonschema
import pytest
from hypothesis import given

from advisory_watch.core.alert import Alert, build_correction
from advisory_watch.core.messages.chat import (
    ACT,
    DESCRIPTION_MAX_CHARS,
    TITLE_MAX_CHARS,
    URGENT,
    WITHDRAWN,
    build_chat_notification,
)
from core.messages.scenarios import ALL, RAISED
from core.messages.test_message_hostile_text import EXAMPLES, any_alert
from support.builders import NOON

TEXT = {"type": "string"}
TEXTS = {"type": "array", "items": TEXT}
DOCUMENTED = {
    "type": "object",
    "required": ["version", "source", "content"],
    "additionalProperties": False,
    "properties": {
        "version": {"const": "1.0"},
        "source": {"const": "custom"},
        "id": TEXT,
        "content": {
            "type": "object",
            "required": ["description"],
            "additionalProperties": False,
            "properties": {
                "textType": {"enum": ["client-markdown", "plain-text"]},
                "title": TEXT,
                "description": {"type": "string", "minLength": 1},
                "nextSteps": TEXTS,
                "keywords": TEXTS,
            },
        },
        "metadata": {
            "type": "object",
            "additionalProperties": False,
            "properties": {
                "threadId": TEXT,
                "summary": TEXT,
                "eventType": TEXT,
                "relatedResources": TEXTS,
                "additionalContext": {"type": "object", "additionalProperties": TEXT},
            },
        },
    },
}
"""https://docs.aws.amazon.com/chatbot/latest/adminguide/custom-notifs.html, "Event schema"."""


def require_documented(alert: Alert) -> None:
    """Check one notification: its schema, its limits, and that it mentions nobody."""
    found = build_chat_notification(alert, "US", "https://watch.example.org")
    jsonschema.validate(found, DOCUMENTED)
    assert len(found["content"]["title"]) <= TITLE_MAX_CHARS
    assert len(found["content"]["description"]) <= DESCRIPTION_MAX_CHARS
    said = json.dumps([found["content"]["title"], found["metadata"]["summary"]])
    assert not set("<>@*`") & set(said)
    quoted = [line for line in found["content"]["description"].split("\n") if line[:1] == ">"]
    assert not set("<@*`") & set("".join(quoted))


@pytest.mark.parametrize("alert", ALL, ids=lambda alert: alert.kind)
def test_every_kind_of_alert_follows_the_documented_schema(alert: Alert) -> None:
    """The service drops other payloads without a word."""
    require_documented(alert)


@EXAMPLES
@given(any_alert())
def test_no_page_can_break_the_schema_or_mention_a_channel(alert: Alert) -> None:
    """A page with `<!channel>` must not wake everyone in a workspace."""
    require_documented(alert)


def test_an_urgent_alert_stands_out() -> None:
    """A team reads titles first."""
    urgent = build_chat_notification(replace(RAISED, is_urgent=True), "US")
    normal = build_chat_notification(replace(RAISED, is_urgent=False), "US")
    assert urgent["content"]["title"].startswith(URGENT)
    assert urgent["content"]["nextSteps"] == [ACT]
    assert "URGENT" not in json.dumps(normal)
    assert normal["content"]["nextSteps"] == []


def test_a_correction_is_in_the_thread_of_what_it_corrects() -> None:
    """Whoever reads the wrong alert must see the correction below it."""
    correction = build_correction(RAISED, "A test page.", NOON)
    wrong = build_chat_notification(RAISED, "US")
    right = build_chat_notification(correction, "US")
    assert right["metadata"]["threadId"] == wrong["metadata"]["threadId"] == RAISED.id
    assert right["id"] != wrong["id"]
    assert right["content"]["title"].startswith("CORRECTION: ")
    assert right["content"]["nextSteps"] == [WITHDRAWN]
    assert "> A test page." in right["content"]["description"]
