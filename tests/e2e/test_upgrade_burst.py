"""Sixty changes in one check of the upgraded stack: all are sent, grouped into one email."""

from collections import Counter

import pytest

from e2e.feeds import BURST, RAISED_IN_BURST
from e2e.mail_server import MailServer
from e2e.messages import Email
from e2e.progress import note, wait_for
from e2e.sam import PHONE, READER
from e2e.stack import Item, Stack, Upgrade
from e2e.subscribers import documents

EMAILS_MAX_PER_S = 8
"""Amazon SNS delivers ten messages a second to a subscription, and drops the rest."""

SENT_WITHIN_S = 90


@pytest.fixture(scope="session")
def burst_stack(upgrade: Upgrade) -> Stack:
    """Wait until the scheduled check has recorded the burst and every alert is sent."""
    upgrade.stack.scheduled_check(upgrade.checks + 1)
    wait_for(lambda: len(sent_since(upgrade)) == BURST, "a burst that was sent", SENT_WITHIN_S)
    wait_for(lambda: not upgrade.stack.items("OUTBOX"), "an empty outbox", SENT_WITHIN_S)
    return upgrade.stack


def sent_since(upgrade: Upgrade) -> list[Item]:
    """Return the alerts sent since the upgrade."""
    known = [item["sk"] for item in upgrade.items if item["pk"]["S"].startswith("SENT#")]
    return [item for item in upgrade.stack.items("SENT#") if item["sk"] not in known]


@pytest.fixture(scope="session")
def since(burst_stack: Stack, upgrade: Upgrade, mail_server: MailServer) -> list[Email]:
    """Return the emails about the burst, which arrived after the upgrade."""
    del burst_stack
    wait_for(
        lambda: mail_server.emails_to("old", READER)[upgrade.emails :], "an email", SENT_WITHIN_S
    )
    return mail_server.emails_to("old", READER)[upgrade.emails :]


def test_programs_get_each_change_once(burst_stack: Stack) -> None:
    """No alert may be dropped because there are many."""
    del burst_stack
    received: list[Item] = []

    def is_complete() -> bool:
        received.extend(documents("burst"))
        return len(received) >= BURST

    wait_for(is_complete, "a document for each change", SENT_WITHIN_S)
    assert len({document["id"] for document in received}) == len(received) == BURST


def test_an_audience_gets_one_grouped_email(since: list[Email]) -> None:
    """People do not read sixty emails in a minute, and SNS may suspend the sender."""
    (mail,) = since
    note(f"the email of the burst: {mail.subject}")
    assert mail.subject.startswith(f"US: {BURST} changes, {RAISED_IN_BURST} urgent")
    assert mail.text.count("Alert: ") == BURST


def test_phones_get_each_urgent_change(
    upgrade: Upgrade, mail_server: MailServer, burst_stack: Stack
) -> None:
    """A traveller in one country needs its SMS, even if many others change."""
    del burst_stack
    texts = wait_for(
        lambda: (
            found
            if len(found := mail_server.texts_to("old", PHONE)[upgrade.texts :]) >= RAISED_IN_BURST
            else []
        ),
        "an SMS for each raise",
        SENT_WITHIN_S,
    )
    assert len({sms.text for sms in texts}) == len(texts) == RAISED_IN_BURST
    assert all("to Level 3" in sms.text for sms in texts)


def test_no_mailbox_gets_more_than_sns_delivers(
    since: list[Email], mail_server: MailServer
) -> None:
    """SNS drops messages above its limit, and may remove the subscription."""
    del since
    mailboxes = Counter((email.stack, email.to) for email in mail_server.emails)
    for stack, address in mailboxes:
        times = sorted(email.at for email in mail_server.emails_to(stack, address))
        most = max(sum(begin <= at < begin + 1 for at in times) for begin in times)
        note(f"{address} of {stack}: {len(times)} emails, at most {most} in a second")
        assert most <= EMAILS_MAX_PER_S
