"""Kuwait from Level 1 to 3 and `leave Russia`, from the publisher to the phone."""

import subprocess
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from e2e.feeds import BEFORE, second_feed
from e2e.mail_server import MailServer
from e2e.progress import note, wait_for
from e2e.sam import PHONE, READER
from e2e.stack import Item, Stack
from e2e.subscribers import RUSSIA_READER, documents
from support.aws.template import ROOT, event

SMS_MAX_CHARS = 160
DELIVERED_WITHIN_S = 60


@pytest.fixture(scope="session")
def arrived(second_check: Item, watch: Stack, mail_server: MailServer) -> list[Item]:
    """Wait until all messages are delivered; return the documents from the program's queue."""
    del second_check
    received: list[Item] = []

    def is_complete() -> bool:
        received.extend(documents("programs"))
        delivered = mail_server.emails_to("watch", READER), mail_server.texts_to("watch", PHONE)
        return len(received) >= 3 and (len(delivered[0]), len(delivered[1])) >= (3, 2)

    wait_for(is_complete, "three alerts delivered", DELIVERED_WITHIN_S)
    wait_for(lambda: not watch.items("OUTBOX"), "an empty outbox", DELIVERED_WITHIN_S)
    for mail in mail_server.emails_to("watch", READER):
        note(f"email to {mail.to}: {mail.subject}")
    for sms in mail_server.texts_to("watch", PHONE):
        note(f"SMS to {sms.to}: {sms.text}")
    return received


def test_the_schedule_starts_a_first_silent_check(first_check: Item, watch: Stack) -> None:
    """A stack whose schedule never fires would pass every other test."""
    assert first_check["message"] in ({"sources": []}, {"sources": ["us_state"]})
    (schedule_found,) = [
        schedule
        for sent, schedule in watch.schedules().items()
        if sent == _as_sent(first_check["message"])
    ]
    assert (schedule_found["ScheduleExpression"], schedule_found["State"]) == (
        "rate(1 minute)",
        "ENABLED",
    )
    assert len(watch.items("HISTORY#us_state#")) >= len(BEFORE)


def _as_sent(message: Any) -> str:
    return str(message).replace("'", '"')


def test_the_email_says_what_happened_once(arrived: list[Item], mail_server: MailServer) -> None:
    """A reader of one email must learn which government said what, and find the official page."""
    del arrived
    mails = mail_server.emails_to("watch", READER)
    (kuwait,) = [mail for mail in mails if "Kuwait" in mail.subject]
    (russia,) = [mail for mail in mails if "Russia" in mail.subject]
    (_nepal,) = [mail for mail in mails if "Nepal" in mail.subject]
    assert len(mails) == 3
    assert kuwait.subject == "US: Kuwait raised to Level 3 from 1"
    assert "https://travel.state.gov/kuwait.html" in kuwait.text
    assert "depart immediately" in russia.text
    assert max(len(mail.subject) for mail in mails) <= 100


def test_an_sms_is_urgent_and_one_part_long(arrived: list[Item], mail_server: MailServer) -> None:
    """People mute a phone that gets an SMS for good news too."""
    del arrived
    texts = sorted(sms.text for sms in mail_server.texts_to("watch", PHONE))
    assert len(texts) == 2
    assert "Kuwait" in texts[0]
    assert "Russia" in texts[1]
    assert all(text.isascii() and len(text) <= SMS_MAX_CHARS for text in texts)


def test_a_program_gets_one_document_an_alert(arrived: list[Item]) -> None:
    """A program that gets a document twice acts twice."""
    by_code = {document["destination"]: document for document in arrived}
    assert sorted(document["destination"] for document in arrived) == ["KW", "NP", "RU"]
    severities = (by_code["KW"]["before"]["severity"], by_code["KW"]["after"]["severity"])
    assert (by_code["KW"]["kind"], severities) == ("level_raised", (1, 3))
    assert by_code["RU"]["after"]["departure"] == "depart_immediately"
    assert {code: document["urgent"] for code, document in by_code.items()} == {
        "KW": True,
        "NP": False,
        "RU": True,
    }


def test_a_subscriber_to_russia_gets_only_russia(
    arrived: list[Item], mail_server: MailServer
) -> None:
    """Readers who follow one country ignore messages about all countries."""
    del arrived
    (mail,) = mail_server.emails_to("watch", RUSSIA_READER)
    assert "Russia" in mail.subject


def test_the_ledger_has_every_version_and_no_pending_alert(
    arrived: list[Item], watch: Stack
) -> None:
    """The record must show the advice, and that the alerts were sent."""
    ids = {document["id"] for document in arrived}
    assert {code: len(watch.items(f"HISTORY#us_state#{code}")) for code in ("KW", "FR")} == {
        "KW": 2,
        "FR": 1,
    }
    assert watch.items("OUTBOX") == []
    assert len(watch.items("SENT#")) == len(ids) == 3


def test_the_archive_has_the_page_behind_each_alert(
    arrived: list[Item], watch: Stack, tmp_path: Path
) -> None:
    """The archived page is the only proof of advice that the publisher has replaced."""
    (key,) = {document["page_sha256"] for document in arrived}
    (name,) = [page for page in watch.pages() if key in page]
    record = tmp_path / "page.warc.gz"
    record.write_bytes(watch.pages()[name][1])
    command = [ROOT / ".venv" / "bin" / "warcio"]
    subprocess.run([*command, "check", record], check=True, capture_output=True)
    extracted = subprocess.run(
        [*command, "extract", "--payload", record, "0"], check=True, capture_output=True
    )
    assert extracted.stdout.strip() == second_feed().strip()


def test_the_logs_match_the_changes(arrived: list[Item], watch: Stack) -> None:
    """Operators see what was decided and sent in the logs alone: no metric is paid for."""
    del arrived
    lines = watch.log("CheckFunction") + watch.log("NotifyFunction")
    said = Counter(str(line.get("message")) for line in lines)  # an event is logged as an object
    assert (said["change.decided"], said["alert.sent"]) == (3, 3)
    assert said["source.checked"] == len(watch.checks())
    assert said["alert.failed"] == 0
    assert all("_aws" not in line for line in lines)


def test_an_unchanged_feed_sends_no_message(
    arrived: list[Item], watch: Stack, mail_server: MailServer
) -> None:
    """Schedules fire twice and retries overlap, but people must get one message."""
    del arrived
    watch.invoke("CheckFunction", {"sources": ["us_state"]})
    watch.invoke("NotifyFunction", {"sweep": True})
    assert documents("programs") == []
    assert len(mail_server.emails_to("watch", READER)) == 3
    assert len(mail_server.texts_to("watch", PHONE)) == 2


def test_the_digest_is_for_mailboxes_alone(
    arrived: list[Item], watch: Stack, mail_server: MailServer
) -> None:
    """People ignore a phone at night if it sends a message every morning."""
    del arrived
    mails, texts = len(mail_server.emails_to("watch", READER)), mail_server.texts_to("watch", PHONE)
    watch.invoke("NotifyFunction", event("notify_digest"))
    wait_for(
        lambda: len(mail_server.emails_to("watch", READER)) > mails, "a digest", DELIVERED_WITHIN_S
    )
    note(f"digest: {mail_server.emails_to('watch', READER)[-1].subject}")
    assert len(mail_server.emails_to("watch", READER)) == mails + 1
    assert mail_server.texts_to("watch", PHONE) == texts
    assert documents("programs") == []
