"""The alert about Kuwait, taken back from a terminal: whoever was told is told so once.

The file comes after `test_news`, which counts what was sent before.
"""

import re
import subprocess

import pytest

from e2e.letters import Email
from e2e.post import PostOffice
from e2e.sam import PHONE, READER
from e2e.stack import Item, Stack
from e2e.subscribers import RUSSIA_READER, documents
from e2e.waiting import note, wait_for
from template import ROOT

REASON = "The feed showed a test page."
BEGIN = "CORRECTION: US: Kuwait raised to Level 3 from 1"
DELIVERED_WITHIN_S = 60


@pytest.fixture(scope="session")
def wrong(second_check: Item, office: PostOffice) -> str:
    """Wait for the email about Kuwait; return the id that it ends with, as a reader finds it."""
    del second_check

    def mails() -> list[Email]:
        return [each for each in office.emails_to("watch", READER) if "Kuwait" in each.subject]

    mail, *_ = wait_for(mails, "an email about Kuwait", DELIVERED_WITHIN_S)
    found = re.search(r"^Alert: (\w{16})$", mail.text, re.MULTILINE)
    assert found is not None
    return found[1]


@pytest.fixture(scope="session")
def retracted(wrong: str, watch: Stack) -> str:
    """Take it back with the operator's own program and rights."""
    told = retract(wrong)
    note(f"retract: {told}")
    wait_for(lambda: not watch.items("OUTBOX"), "an empty outbox", DELIVERED_WITHIN_S)
    return told


def retract(alert_id: str) -> str:
    """Type the command; return what it says."""
    program = str(ROOT / ".venv" / "bin" / "advisory-watch")
    typed = [program, "retract", alert_id, "--reason", REASON, "--stack", "watch"]
    ran = subprocess.run(typed, check=True, capture_output=True, text=True)
    return " ".join(ran.stdout.split())


def corrections(office: PostOffice) -> list[Email]:
    """Return the emails that say that something was wrong."""
    mails = office.emails_to("watch", READER)
    return [each for each in mails if each.subject.startswith("CORRECTION")]


def test_the_correction_comes_by_every_way_once(
    retracted: str, wrong: str, watch: Stack, office: PostOffice
) -> None:
    """Whoever packed because of it must hear of it where they heard of it, and not twice."""
    assert "is owed: the stack sends it" in retracted
    told: list[Item] = []

    def all_of_it() -> bool:
        told.extend(each for each in documents("programs") if each["corrects"])
        texts = office.texts_to("watch", PHONE)
        return bool(told and corrections(office) and any(BEGIN in each.text for each in texts))

    wait_for(all_of_it, "a correction by email, SMS and JSON", DELIVERED_WITHIN_S)
    assert "was retracted before" in retract(wrong)
    watch.invoke("NotifyFunction", {"sweep": True})
    told.extend(documents("programs"))
    (mail,), (document,) = corrections(office), told
    (text,) = [each.text for each in office.texts_to("watch", PHONE) if BEGIN in each.text]
    assert mail.subject == f"{BEGIN} was wrong"
    assert f"Alert {wrong} was wrong. Please disregard it. {REASON}" in " ".join(mail.text.split())
    assert REASON in text
    assert (document["corrects"], document["kind"]) == (wrong, "correction")


def test_whoever_was_not_told_hears_nothing(retracted: str, office: PostOffice) -> None:
    """To learn that something was wrong of which one never heard only frightens."""
    del retracted
    mails = office.emails_to("watch", RUSSIA_READER)
    assert [each for each in mails if "Kuwait" in each.subject] == []


def test_the_ledger_keeps_both(retracted: str, wrong: str, watch: Stack) -> None:
    """That people were told, and told again, must be there to be shown."""
    del retracted
    sent = [each["sk"]["S"] for each in watch.items("SENT#")]
    assert any(each.endswith(f"#{wrong}") for each in sent)
    assert len(sent) == 4
