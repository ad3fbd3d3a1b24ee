"""Sixty changes in one check of the upgraded stack: all are told, and no mailbox drowns."""

from collections import Counter

import pytest

from e2e.captures import RAISED_IN_STORM, STORM
from e2e.letters import Email
from e2e.post import PostOffice
from e2e.sam import PHONE, READER
from e2e.stack import Item, Stack, Upgrade
from e2e.subscribers import documents
from e2e.waiting import note, wait_for

EMAILS_MAX_PER_S = 8
"""Amazon SNS carries ten a second to a subscription, and drops the rest."""

SENT_WITHIN_S = 90


@pytest.fixture(scope="session")
def stormy(upgrade: Upgrade) -> Stack:
    """Wait until the schedule's check has seen the storm, and nothing of it is owed any more."""
    upgrade.stack.scheduled_check(upgrade.checks + 1)
    wait_for(lambda: len(told_since(upgrade)) == STORM, "a storm that was sent", SENT_WITHIN_S)
    wait_for(lambda: not upgrade.stack.items("OUTBOX"), "an empty outbox", SENT_WITHIN_S)
    return upgrade.stack


def told_since(upgrade: Upgrade) -> list[Item]:
    """Return what was sent since the upgrade."""
    known = [each["sk"] for each in upgrade.items if each["pk"]["S"].startswith("SENT#")]
    return [each for each in upgrade.stack.items("SENT#") if each["sk"] not in known]


@pytest.fixture(scope="session")
def since(stormy: Stack, upgrade: Upgrade, office: PostOffice) -> list[Email]:
    """Return the emails about the storm: those that came after the upgrade."""
    del stormy
    wait_for(lambda: office.emails_to("old", READER)[upgrade.emails :], "an email", SENT_WITHIN_S)
    return office.emails_to("old", READER)[upgrade.emails :]


def test_programs_are_told_of_each_change_once(stormy: Stack) -> None:
    """Nothing is dropped because there is much of it."""
    del stormy
    told: list[Item] = []

    def all_of_it() -> bool:
        told.extend(documents("storm"))
        return len(told) >= STORM

    wait_for(all_of_it, "a document for each change", SENT_WITHIN_S)
    assert len({each["id"] for each in told}) == len(told) == STORM


def test_an_audience_gets_one_email_about_all(since: list[Email]) -> None:
    """Sixty emails in a minute are read by nobody, and SNS may suspend who sends them."""
    (mail,) = since
    note(f"the email of the storm: {mail.subject}")
    assert mail.subject.startswith(f"US: {STORM} changes, {RAISED_IN_STORM} urgent")
    assert mail.text.count("Alert: ") == STORM


def test_phones_get_each_urgent_change(upgrade: Upgrade, office: PostOffice, stormy: Stack) -> None:
    """Whoever is in the country needs the one SMS about it, whatever happens elsewhere."""
    del stormy
    texts = wait_for(
        lambda: (
            found
            if len(found := office.texts_to("old", PHONE)[upgrade.texts :]) >= RAISED_IN_STORM
            else []
        ),
        "an SMS for each raise",
        SENT_WITHIN_S,
    )
    assert len({each.text for each in texts}) == len(texts) == RAISED_IN_STORM
    assert all("raised to Level 3" in each.text for each in texts)


def test_no_mailbox_gets_more_than_sns_carries(since: list[Email], office: PostOffice) -> None:
    """In all of this run: what SNS does not carry is lost, and the subscription with it."""
    del since
    mailboxes = Counter((each.stack, each.to) for each in office.emails)
    for stack, address in mailboxes:
        times = sorted(each.at for each in office.emails_to(stack, address))
        most = max(sum(begin <= at < begin + 1 for at in times) for begin in times)
        note(f"{address} of {stack}: {len(times)} emails, at most {most} in a second")
        assert most <= EMAILS_MAX_PER_S
