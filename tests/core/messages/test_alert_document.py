"""An alert that is read from its JSON document is worded like the alert itself."""

import json
import re
from textwrap import fill
from typing import Any

import pytest

from advisory_watch.core.alert import Alert
from advisory_watch.core.alert_batch import Batch, group_transmission, single_transmission
from advisory_watch.core.errors import MalformedItem
from advisory_watch.core.messages import build_publication
from advisory_watch.core.messages.alert_document import read_document
from advisory_watch.core.messages.email import NO_SENTENCE, NO_TEXT, WIDTH
from advisory_watch.core.messages.payload import render_document
from core.messages.scenarios import ALL, RAISED

ARCHIVE, SITE = "https://archive.example.org/", "https://advice.example.org"

TEXT = re.compile(
    r"\n\n(?:New in the text|No longer in the text|The notice):\n.*?(?=\n\n)", re.DOTALL
)
"""The sections with the text of the page, which a document does not have."""


def document(alert: Alert, evidence_url: str = "", site_url: str = "") -> str:
    """Render the document of an alert."""
    return render_document(alert, alert.source, evidence_url, site_url)


def without_text(email: str) -> str:
    """Leave out the text of the page, and the words for a list that has no texts."""
    no_text, no_sentence = (fill(text, WIDTH) for text in (NO_TEXT, NO_SENTENCE))
    return TEXT.sub("", email).replace(no_text, no_sentence)


@pytest.mark.parametrize("alert", ALL, ids=lambda alert: f"{alert.source}-{alert.kind}")
@pytest.mark.parametrize(("evidence_url", "site_url"), [("", ""), (ARCHIVE, SITE)])
def test_a_message_is_the_same(alert: Alert, evidence_url: str, site_url: str) -> None:
    """A reader with two channels must not find two different stories."""
    found = read_document(document(alert, evidence_url, site_url))
    wanted, worded = (
        build_publication(single_transmission(which), str, evidence, site)
        for which, evidence, site in (
            (alert, evidence_url, site_url),
            (found, found.evidence_url, found.site_url),
        )
    )
    assert (worded.message.subject, worded.message.sms) == (
        wanted.message.subject,
        wanted.message.sms,
    )
    assert worded.attributes == wanted.attributes
    assert json.loads(worded.message.document)["quotations"] == list(found.quotations)
    if not alert.corrects:
        assert without_text(worded.message.email) == without_text(wanted.message.email)


def test_a_group_is_the_same() -> None:
    """More than ten alerts at once are one message."""
    alerts = [alert for alert in ALL if alert.destination]
    found = [read_document(document(alert, site_url=SITE)) for alert in alerts]
    batch = Batch(alerts=tuple(alerts), is_burst=True)
    wanted, worded = (
        build_publication(group_transmission(group, batch), str, "", SITE).message
        for group in (alerts, found)
    )
    assert worded == wanted


def changed(**members: Any) -> str:
    """Change members of a document."""
    return json.dumps(json.loads(document(RAISED)) | members)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("T0KEN", "found something else"),
        ("null", "found something else"),
        ("{}", "found no 'schema'"),
        (changed(schema=2), "expected schema 1, found another; deploy this program"),
        (changed(kinds=["level_invented"]), "found something else"),
        (changed(kinds=[]), "found something else"),
        (changed(decided_at="T0KEN"), "found something else"),
        (changed(after={"name": "Kuwait"}), "found no '"),
        (json.dumps({"schema": 1, "kind": "group", "id": "T0KEN"}), "found no '"),
    ],
)
def test_another_message_is_refused_without_its_content(text: str, expected: str) -> None:
    """A kind that is not known would be worded wrongly, or not at all."""
    with pytest.raises(MalformedItem, match=r"^message: expected") as error:
        read_document(text)
    assert expected in str(error.value)
    assert "T0KEN" not in str(error.value)
