"""The exact wording of embassy alerts: the required action comes before the title."""

import json
from dataclasses import replace

import pytest

from advisory_watch.core.alert import PUBLISHED_BEFORE_FIRST_READ, Alert
from advisory_watch.core.messages import render
from advisory_watch.core.messages.email import FOOTER
from core.messages.scenarios import (
    EVIDENCE,
    NOTICE,
    NOTIFIED,
    NOW_TOLD_TO_LEAVE,
    TOLD_TO_LEAVE,
    a_notice_of,
)

TITLE = "US embassies"
LEAVE_NOW = (
    "US embassies: Russia - citizens told to leave: Security Alert - U.S. Embassy Moscow, Russia"
)
LINK = "https://ru.usembassy.gov/security-alert-u-s-embassy-moscow-russia-12/"


@pytest.mark.parametrize(
    ("alert", "subject"),
    [
        (
            NOTIFIED,
            "US embassies: Russia - notice: Security Alert - U.S. Embassy Moscow, Russia",
        ),
        (TOLD_TO_LEAVE, LEAVE_NOW),
        (NOW_TOLD_TO_LEAVE, LEAVE_NOW),
    ],
    ids=["notice", "leave", "now leave"],
)
def test_the_subject_names_the_action_before_the_title(alert: Alert, subject: str) -> None:
    """The title is always the same; the advice to leave must not appear only in the body."""
    assert render(alert, TITLE).subject == subject


NOTICE_EMAIL = f"""\
US embassies: Russia - notice: Security Alert – U.S. Embassy Moscow, Russia

They say: "Airports in the Moscow region are closed."

Notice:      Security Alert – U.S. Embassy Moscow, Russia
Issued at:   2026-03-02 07:58 UTC

What you can do: Read the notice, and pass it on to your people there.

Official page: {LINK}

The notice:
Location: Moscow
Event: Airports in the Moscow region are closed.
Actions to Take: Monitor local media for updates.

Seen 2026-03-02 08:03:41 UTC through us_embassies/feed; decided by rule new_notice.
Page as received: SHA-256 {"ab" * 32}
Evidence: {EVIDENCE}
Alert: {NOTIFIED.id}

{FOOTER}
"""

LEAVE_EMAIL = f"""\
US embassies: Russia - citizens told to leave: Security Alert – U.S. Embassy Moscow, Russia

They say: "U.S. citizens in Russia should depart immediately."

Notice:      Security Alert – U.S. Embassy Moscow, Russia
Leaving:     The government tells its citizens to leave the country.
Issued at:   2026-03-02 07:58 UTC

What you can do: Call your people in Russia now. The official page says who is
meant, and which ways out there are.

Official page: {LINK}

The notice:
Location: Russia
Event: U.S. citizens in Russia should depart immediately.

Seen 2026-03-02 08:03:41 UTC through us_embassies/feed; decided by rule graver_notice.
Page as received: SHA-256 {"ab" * 32}
Evidence: {EVIDENCE}
Alert: {NOW_TOLD_TO_LEAVE.id}

{FOOTER}
"""


@pytest.mark.parametrize(
    ("alert", "email"),
    [(NOTIFIED, NOTICE_EMAIL), (NOW_TOLD_TO_LEAVE, LEAVE_EMAIL)],
    ids=["notice", "leave"],
)
def test_the_email_is_the_notice_and_no_comparison(alert: Alert, email: str) -> None:
    """The previous notice was about another event, and a notice has no level."""
    assert render(alert, TITLE).email == email


EARLIER = replace(TOLD_TO_LEAVE, rule=PUBLISHED_BEFORE_FIRST_READ)


def test_a_notice_from_before_the_first_read_says_so() -> None:
    """It may be two days old, and a later one may have followed: a reader must check."""
    message = render(EARLIER, TITLE)
    label = "US embassies: Russia - citizens told to leave, published earlier: Security"
    assert message.subject.startswith(label)
    assert message.sms.startswith(label)
    assert "Issued at:   2026-03-02 07:58 UTC" in message.email
    assert "Published before the first read: this watch could not read" in message.email
    assert json.loads(message.document)["rule"] == "published_before_first_read"
    assert "earlier" not in render(TOLD_TO_LEAVE, TITLE).email


def test_only_the_start_of_a_long_notice_is_shown() -> None:
    """The link leads to the rest; an alert that is too large is never sent."""
    text = "\n".join(f"Paragraph {number} " + "of words " * 100 for number in range(1, 41))
    email = render(a_notice_of(replace(NOTICE, text=text)), TITLE).email
    assert "Paragraph 9 of words" in email
    assert "Paragraph 10" not in email
    assert "... and 31 more paragraphs" in email
    assert "Page as received: SHA-256" in email


def test_a_notice_without_text_or_date_has_neither_row() -> None:
    """An empty row looks like a fault of the service."""
    bare = replace(NOTICE, text="", issued_at=None, issued_on=None)
    email = render(a_notice_of(bare), TITLE).email
    assert "The notice:" not in email
    assert "Issued" not in email


def test_a_document_names_the_notice_and_its_time() -> None:
    """A program uses them to distinguish two notices with one title."""
    document = json.loads(render(TOLD_TO_LEAVE, TITLE).document)
    assert document["before"] is None
    assert document["urgent"] is True
    assert document["kind"] == "notice_issued"
    assert document["after"]["notice_id"] == "https://ru.usembassy.gov/?p=20112"
    assert document["after"]["issued_at"] == "2026-03-02T07:58:12+00:00"
    assert document["after"]["native_level"] == "Security Alert – U.S. Embassy Moscow, Russia"
