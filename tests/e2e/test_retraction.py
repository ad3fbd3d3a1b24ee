"""Retract the alert about Kuwait: everyone who got it gets one correction.

This file runs after `test_news`, which counts the messages sent before.
"""

import re
import subprocess

import pytest

from e2e.messages import Email
from e2e.mail_server import PostOffice
from e2e.sam import PHONE, READER
from e2e.stack import Item, Stack
from e2e.subscribers import RUSSIA_READER, documents
from e2e.progress import note, wait_for
from support.aws.template import ROOT

REASON = "The feed showed a test page."
BEGIN = "CORRECTION: US: Kuwait raised to Level 3 from 1"
DELIVERED_WITHIN_S = 60


@pytest.fixture(scope="session")
def wrong(second_check: Item, office: PostOffice) -> str:
    """Wait for the email about Kuwait; return the alert id from its last line."""
    del second_check

    def mails() -> list[Email]:
        return [mail for mail in office.emails_to("watch", READER) if "Kuwait" in mail.subject]

    mail, *_ = wait_for(mails, "an email about Kuwait", DELIVERED_WITHIN_S)
    found = re.search(r"^Alert: (\w{16})$", mail.text, re.MULTILINE)
    assert found is not None
    return found[1]


@pytest.fixture(scope="session")
def retracted(wrong: str, watch: Stack) -> str:
    """Retract the alert with the operator's program and permissions."""
    output = retract(wrong)
    note(f"retract: {output}")
    wait_for(lambda: not watch.items("OUTBOX"), "an empty outbox", DELIVERED_WITHIN_S)
    return output


def retract(alert_id: str) -> str:
    """Run the command; return its output."""
    program = str(ROOT / ".venv" / "bin" / "advisory-watch")
    typed = [program, "retract", alert_id, "--reason", REASON, "--stack", "watch"]
    ran = subprocess.run(typed, check=True, capture_output=True, text=True)
    return " ".join(ran.stdout.split())


def corrections(office: PostOffice) -> list[Email]:
    """Return the emails that correct an alert."""
    mails = office.emails_to("watch", READER)
    return [mail for mail in mails if mail.subject.startswith("CORRECTION")]


def test_the_correction_is_sent_once_per_channel(
    retracted: str, wrong: str, watch: Stack, office: PostOffice
) -> None:
    """Readers must get the correction where they got the alert, and only once."""
    assert "is owed: the stack sends it" in retracted
    told: list[Item] = []

    def all_of_it() -> bool:
        told.extend(document for document in documents("programs") if document["corrects"])
        texts = office.texts_to("watch", PHONE)
        return bool(told and corrections(office) and any(BEGIN in sms.text for sms in texts))

    wait_for(all_of_it, "a correction by email, SMS and JSON", DELIVERED_WITHIN_S)
    assert "was retracted before" in retract(wrong)
    watch.invoke("NotifyFunction", {"sweep": True})
    told.extend(documents("programs"))
    (mail,), (document,) = corrections(office), told
    (text,) = [sms.text for sms in office.texts_to("watch", PHONE) if BEGIN in sms.text]
    assert mail.subject == f"{BEGIN} was wrong"
    assert f"Alert {wrong} was wrong. Please disregard it. {REASON}" in " ".join(mail.text.split())
    assert REASON in text
    assert (document["corrects"], document["kind"]) == (wrong, "correction")


def test_other_subscribers_get_no_correction(retracted: str, office: PostOffice) -> None:
    """A correction only worries readers who never got the alert."""
    del retracted
    mails = office.emails_to("watch", RUSSIA_READER)
    assert [mail for mail in mails if "Kuwait" in mail.subject] == []


def test_the_ledger_keeps_both(retracted: str, wrong: str, watch: Stack) -> None:
    """The record must show both the alert and its correction."""
    del retracted
    sent = [item["sk"]["S"] for item in watch.items("SENT#")]
    assert any(sort_key.endswith(f"#{wrong}") for sort_key in sent)
    assert len(sent) == 4
