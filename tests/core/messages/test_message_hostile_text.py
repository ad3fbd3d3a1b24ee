"""No text of a publisher may break a message or change its meaning."""

import json
import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from advisory_watch.core.alert import Alert, build_correction
from advisory_watch.core.alert_batch import SMS_MAX_CHARS, SUBJECT_MAX_CHARS
from advisory_watch.core.messages import render
from advisory_watch.core.messages.headline import render_headline
from advisory_watch.core.serialization import from_json, to_json
from advisory_watch.core.text import NOT_GSM
from core.messages.scenarios import (
    ALL,
    KUWAIT,
    KUWAIT_AT_3,
    NOTICE_TO_LEAVE,
    RAISED,
    RECOVERED,
    SEEN_AT,
    a_notice_of,
    an_alert_of,
)

EXAMPLES = settings(
    derandomize=True,
    deadline=None,
    max_examples=60,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)

HOSTILE = (
    "Level 3\r\nBcc: everybody@example.org",
    "\u202eLevel 1\u202c: Reconsider",
    "Level 4 \U0001f6a8 \u2192 \U0001f1f0\U0001f1fc",
    "Nivå 3 – Ågård’s Ærø",
    "\u0645\u0633\u062a\u0648\u0649 3",
    "half of a letter: \ud83d",
    "\x00\x1b[31mred\x7f\u2028\u0085",
    "x" * 500,
    "word " * 100,
    "",
)
WORDS = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=200))
LINKS = st.one_of(
    st.none(),
    WORDS,
    st.sampled_from(
        [
            "https://travel.state.gov/" + "a" * 200,
            "http://[",
            "https://example.org/~kuwait|x",
            "https://example.org/a b",
            "https://" + "a" * 300 + ".example/",
        ]
    ),
)


def worded(name: str, level: str, text: str, url: str | None) -> Alert:
    """Build an alert about a place without a code, in the publisher's words."""
    before = replace(KUWAIT, destination="XX", name=name, native_level=text, url=url)
    after = replace(
        KUWAIT_AT_3, destination="XX", name=name, native_level=level, text=text, url=url
    )
    return replace(an_alert_of(before, after), destination="XX")


def noted(title: str, text: str, notice_id: str, url: str | None) -> Alert:
    """Build an alert about a notice in the publisher's words."""
    return a_notice_of(
        replace(NOTICE_TO_LEAVE, native_level=title, text=text, notice_id=notice_id, url=url)
    )


def any_alert() -> st.SearchStrategy[Alert]:
    """Draw an alert with hostile text in every field that a publisher controls."""
    about_places = st.builds(worded, WORDS, WORDS, WORDS, LINKS)
    about_events = st.builds(noted, WORDS, WORDS, WORDS, LINKS)
    about_sources = st.builds(lambda note: replace(RECOVERED, note=note), WORDS)
    alerts = st.one_of(about_places, about_events, about_sources)
    return st.one_of(alerts, st.builds(build_correction, alerts, WORDS, st.just(SEEN_AT)))


@EXAMPLES
@given(any_alert())
def test_a_subject_is_one_line_of_ascii_and_short(alert: Alert) -> None:
    """A line break in a subject starts a new header, which can add recipients."""
    subject = render(alert, "US").subject
    assert re.fullmatch(r"[ -~]+", subject)
    assert len(subject) <= SUBJECT_MAX_CHARS


@EXAMPLES
@given(any_alert())
def test_an_sms_is_one_part_in_letters_that_take_one_place(alert: Alert) -> None:
    """One character outside the GSM alphabet turns one SMS part into three, each billed."""
    sms = render(alert, "US").sms
    assert re.fullmatch(r"[ -~]+", sms)
    assert not set(sms) & set(NOT_GSM)
    assert len(sms) <= SMS_MAX_CHARS


@EXAMPLES
@given(any_alert())
def test_an_email_has_no_control_characters_and_can_be_sent(alert: Alert) -> None:
    """An unpaired surrogate cannot be encoded: such an alert would stay pending without end."""
    email = render(alert, "US").email
    assert all(char == "\n" or char.isprintable() for char in email)
    assert email.encode().decode() == email


@EXAMPLES
@given(any_alert())
def test_a_document_is_one_line_of_json_that_can_be_sent(alert: Alert) -> None:
    """A document that cannot be parsed stops a queue for all its consumers."""
    document = render(alert, "US").document
    assert re.fullmatch(r"[ -~]+", document)
    assert json.loads(document)["id"] == alert.id


@EXAMPLES
@given(any_alert())
@example(RAISED)
def test_an_alert_from_the_ledger_renders_the_same(alert: Alert) -> None:
    """An alert is sent again after a crash; receivers drop repetitions by comparing."""
    assert render(from_json(Alert, to_json(alert)), "US") == render(alert, "US")


def test_a_level_cannot_add_rows_to_the_facts() -> None:
    """`Official page: https://evil.example` in a title must not look like our own row."""
    alert = worded("Kuwait", "Level 3\nOfficial page: https://evil.example", "", None)
    rows = render(alert, "US").email.split("\n\n")[1].splitlines()
    assert [row for row in rows if row.startswith("Official page")] == []


@pytest.mark.parametrize("alert", ALL, ids=lambda alert: alert.kind)
def test_a_document_names_its_facts(alert: Alert) -> None:
    """Client programs rely on these names."""
    document: dict[str, Any] = json.loads(render(alert, "US").document)
    assert list(document) == [
        "schema", "id", "corrects", "source", "headline", "kind", "kinds", "audience",
        "urgent", "destination", "before", "after", "rule", "decided_at", "door",
        "page_sha256", "evidence", "change_url", "note", "quotations",
    ]  # fmt: skip
    assert document["schema"] == 1
    assert document["headline"] == render_headline(alert, "US")


def test_a_document_gives_both_states_in_the_publishers_words() -> None:
    """A program must not have to parse our sentences."""
    document = json.loads(render(RAISED, "US").document)
    assert document["before"]["native_level"] == "Level 1: Exercise Normal Precautions"
    assert document["after"] == {
        "name": "Kuwait",
        "native_level": "Level 3: Reconsider Travel",
        "severity": 3,
        "partial_severity": None,
        "regions": [],
        "indicators": ["T", "U"],
        "departure": "ordered_departure",
        "issued_on": "2026-03-01",
        "issued_at": None,
        "notice_id": None,
        "url": "https://travel.state.gov/kuwait.html",
    }
    assert document["page_sha256"] == "ab" * 32
