"""A change that was in doubt at its deadline: every form of its message says so first."""

import json
from dataclasses import replace

import pytest

from advisory_watch.core.alert import UNCONFIRMED, UNCONFIRMED_MEANS, Alert, build_correction
from advisory_watch.core.alert_batch import SMS_MAX_CHARS
from advisory_watch.core.messages import render
from core.messages.scenarios import (
    GRAVER_PARTS,
    KUWAIT,
    KUWAIT_AT_3,
    LOWERED,
    RAISED,
    SAID_AGAIN,
    SEEN_AT,
    an_alert_of,
)
from core.messages.test_payload_schema import faults_of

DOUBTED = an_alert_of(KUWAIT, KUWAIT_AT_3, UNCONFIRMED)
NEWS = "Unconfirmed: US: Kuwait raised to Level 3 from 1 - embassy staff ordered to leave"


def test_the_first_word_says_that_it_is_unconfirmed() -> None:
    """A duty officer reads the first words, and decides by them."""
    message = render(DOUBTED, "US")
    assert message.subject == NEWS
    assert message.email.startswith(f"{NEWS}\n")
    assert message.sms.startswith("Unconfirmed: The US raised Kuwait to Level 3 from 1. ")
    assert json.loads(message.document)["headline"] == NEWS


def test_the_email_says_what_unconfirmed_means_and_links_the_page() -> None:
    """The reader must be able to resolve the doubt alone."""
    email = " ".join(render(DOUBTED, "US").email.split())
    assert f"{UNCONFIRMED_MEANS} Check the official page." in email
    assert f"Official page: {KUWAIT_AT_3.url}" in email


def test_programs_get_a_member_of_its_own() -> None:
    """A program must not search a headline for a word."""
    document = render(DOUBTED, "US").document
    assert json.loads(document)["unconfirmed"] is True
    assert faults_of(document) == []
    assert "unconfirmed" not in json.loads(render(RAISED, "US").document)


@pytest.mark.parametrize("alert", [RAISED, LOWERED, SAID_AGAIN], ids=lambda alert: alert.kind)
def test_confirmed_news_is_not_marked(alert: Alert) -> None:
    """A mark on everything is a mark on nothing."""
    message = render(alert, "US")
    forms = (message.subject, message.email, message.sms, message.document)
    assert all("nconfirmed" not in form for form in forms)


def test_urgency_stays_as_it_was_decided() -> None:
    """Doubt is no reason to let a duty officer sleep."""
    assert DOUBTED.is_urgent == RAISED.is_urgent is True


def test_a_cut_keeps_the_first_word() -> None:
    """The longest names of places must not displace the doubt."""
    parts = replace(GRAVER_PARTS, rule=UNCONFIRMED)
    message = render(parts, "A publisher with a title of many words " * 4)
    assert message.subject.startswith("Unconfirmed: ")
    assert message.sms.startswith("Unconfirmed: ")
    assert len(message.sms) <= SMS_MAX_CHARS


def test_the_next_version_speaks_in_its_usual_words() -> None:
    """Taking it back is a lowering, confirmed by its own rule."""
    taken_back = an_alert_of(KUWAIT_AT_3, replace(KUWAIT, issued_on=SEEN_AT.date()), "newer_issue")
    assert render(taken_back, "US").subject == "US: Kuwait lowered to Level 1 from 3"


def test_a_correction_quotes_the_change() -> None:
    """People recognise what was wrong by its headline."""
    correction = build_correction(DOUBTED, "It was a test page.", SEEN_AT)
    expected = (
        "CORRECTION: US: Kuwait raised to Level 3 from 1 - embassy staff ordered to leave was wrong"
    )
    assert render(correction, "US").subject == expected
