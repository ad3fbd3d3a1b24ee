"""The exact wording of corrections: the wrong alert, the reason, and its text."""

import pytest

from advisory_watch.core.alert import Alert, build_correction, original_alert
from advisory_watch.core.messages import render
from core.messages.scenarios import (
    NOTICE_RETRACTED,
    RAISED,
    RETRACTED,
    SEEN_AT,
    SIGHT_RETRACTED,
    TOLD_TO_LEAVE,
)

KUWAIT_NEWS = "US: Kuwait raised to Level 3 from 1 - embassy staff ordered to leave"


@pytest.mark.parametrize(
    ("correction", "subject", "sms"),
    [
        (
            RETRACTED,
            f"CORRECTION: {KUWAIT_NEWS} was wrong",
            (
                f"CORRECTION: {KUWAIT_NEWS} was wrong. "
                "Still Level 1. The feed showed a test page. travel.state.gov"
            ),
        ),
        (
            NOTICE_RETRACTED,
            (
                "CORRECTION: US: Russia - citizens told to leave: Security Alert - U.S. Embassy "
                "Moscow... was wrong"
            ),
            (
                "CORRECTION: US: Russia - citizens told to leave: Security Alert - U.S. Embassy "
                "Moscow, "
                "Russia was wrong. It was of last year. ru.usembassy.gov"
            ),
        ),
        (
            SIGHT_RETRACTED,
            "CORRECTION: US: travel advice cannot be read was wrong",
            "CORRECTION: US: travel advice cannot be read was wrong. Our own line was down.",
        ),
    ],
    ids=["level", "notice", "source"],
)
def test_a_correction_repeats_the_alert_and_gives_the_reason(
    correction: Alert, subject: str, sms: str
) -> None:
    """People look for the words that woke them."""
    message = render(correction, "US")
    assert (message.subject, message.sms) == (subject, sms)


def test_the_email_names_the_retracted_alert() -> None:
    """The email first names the alert to disregard, then the reason, then its text."""
    email = render(RETRACTED, "US").email
    first = f"Alert {RAISED.id} was wrong. Please disregard it. The feed showed a test"
    assert email.split("\n\n")[1].startswith(first)
    in_force = "In force now is the advice from before that alert:\nNow:         Level 1:"
    assert in_force in email
    assert email.index(in_force) < email.index("The wrong alert said:\n\nThey say:")
    assert "New in the text" not in email
    assert f"Alert: {RETRACTED.id}" in email


@pytest.mark.parametrize("title", ["US", "A title of many words " * 8])
@pytest.mark.parametrize("alert", [RETRACTED, NOTICE_RETRACTED])
def test_a_cut_keeps_the_words_was_wrong(alert: Alert, title: str) -> None:
    """Half of a correction repeats the wrong alert."""
    message = render(alert, title)
    assert message.subject.endswith("was wrong")
    assert " was wrong" in message.sms


def test_a_correction_has_one_id_for_its_alert() -> None:
    """Retracting twice must make one alert, even with another reason or time."""
    other = build_correction(RAISED, "Another reason.", SEEN_AT.replace(hour=23))
    assert other.id == RETRACTED.id != build_correction(TOLD_TO_LEAVE, "", SEEN_AT).id
    assert original_alert(RETRACTED).kinds == RAISED.kinds
    assert original_alert(RAISED) is RAISED
