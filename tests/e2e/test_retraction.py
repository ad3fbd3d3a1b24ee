"""Retract the alert about Kuwait: everyone who got it gets one correction.

This file runs after `test_news`, which counts the messages sent before.
"""

import re
import subprocess

import pytest

from e2e.mail_server import MailServer
from e2e.messages import Email
from e2e.progress import note, wait_for
from e2e.sam import PHONE, READER
from e2e.stack import Item, Stack
from e2e.subscribers import RUSSIA_READER, documents
from support.aws.template import ROOT

REASON = "The feed showed a test page."
BEGIN = "CORRECTION: US: Kuwait raised to Level 3 from 1"
DELIVERED_WITHIN_S = 60


@pytest.fixture(scope="session")
def wrong_alert_id(second_check: Item, mail_server: MailServer) -> str:
    """Wait for the email about Kuwait; return the alert id from its last line."""
    del second_check

    def mails() -> list[Email]:
        return [mail for mail in mail_server.emails_to("watch", READER) if "Kuwait" in mail.subject]

    mail, *_ = wait_for(mails, "an email about Kuwait", DELIVERED_WITHIN_S)
    found = re.search(r"^Alert: (\w{16})$", mail.text, re.MULTILINE)
    assert found is not None
    return found[1]


@pytest.fixture(scope="session")
def retracted(wrong_alert_id: str, watch: Stack) -> str:
    """Retract the alert with the operator's program and permissions."""
    output = retract(wrong_alert_id)
    note(f"retract: {output}")
    wait_for(lambda: not watch.items("OUTBOX"), "an empty outbox", DELIVERED_WITHIN_S)
    return output


def retract(alert_id: str) -> str:
    """Run the command; return its output."""
    program = str(ROOT / ".venv" / "bin" / "advisory-watch")
    command = [program, "retract", alert_id, "--reason", REASON, "--stack", "watch"]
    completed = subprocess.run(command, check=True, capture_output=True, text=True)
    return " ".join(completed.stdout.split())


def corrections(mail_server: MailServer) -> list[Email]:
    """Return the emails that correct an alert."""
    mails = mail_server.emails_to("watch", READER)
    return [mail for mail in mails if mail.subject.startswith("CORRECTION")]


def test_the_correction_is_sent_once_per_channel(
    retracted: str, wrong_alert_id: str, watch: Stack, mail_server: MailServer
) -> None:
    """Readers must get the correction where they got the alert, and only once."""
    assert "is owed: the stack sends it" in retracted
    received: list[Item] = []

    def is_complete() -> bool:
        received.extend(document for document in documents("programs") if document["corrects"])
        texts = mail_server.texts_to("watch", PHONE)
        return bool(
            received and corrections(mail_server) and any(BEGIN in sms.text for sms in texts)
        )

    wait_for(is_complete, "a correction by email, SMS and JSON", DELIVERED_WITHIN_S)
    assert "was retracted before" in retract(wrong_alert_id)
    watch.invoke("NotifyFunction", {"sweep": True})
    received.extend(documents("programs"))
    (mail,), (document,) = corrections(mail_server), received
    (text,) = [sms.text for sms in mail_server.texts_to("watch", PHONE) if BEGIN in sms.text]
    assert mail.subject == f"{BEGIN} was wrong"
    assert f"Alert {wrong_alert_id} was wrong. Please disregard it. {REASON}" in " ".join(
        mail.text.split()
    )
    assert REASON in text
    assert (document["corrects"], document["kind"]) == (wrong_alert_id, "correction")


def test_other_subscribers_get_no_correction(retracted: str, mail_server: MailServer) -> None:
    """A correction only worries readers who never got the alert."""
    del retracted
    mails = mail_server.emails_to("watch", RUSSIA_READER)
    assert [mail for mail in mails if "Kuwait" in mail.subject] == []


def test_the_ledger_keeps_both(retracted: str, wrong_alert_id: str, watch: Stack) -> None:
    """The record must show both the alert and its correction."""
    del retracted
    sent = [item["sk"]["S"] for item in watch.items("SENT#")]
    assert any(sort_key.endswith(f"#{wrong_alert_id}") for sort_key in sent)
    assert len(sent) == 4
