"""Follow hostile content from a publisher's bytes to every page, message and feed."""

import json
import re
from dataclasses import replace
from datetime import timedelta

import feedparser
import pytest
from lxml import html

from advisory_watch.core.advisory import Advisory, Change
from advisory_watch.core.change_log import ChangeLog
from advisory_watch.core.messages import render
from advisory_watch.core.views import DestinationHistory, SourceHistory, history_steps
from advisory_watch.site.build import StaticSiteBuilder
from advisory_watch.site.feeds import render_change_log
from advisory_watch.site.rendering.config import SiteConfig
from advisory_watch.sources import SOURCES
from support.builders import NOON, a_page, a_record, a_version
from support.change_logs import with_history

PRODUCT = 1337 * 1337
EDITION = SiteConfig(sources=tuple(SOURCES.values()), base_url="https://watch.example.org")
SCRIPT = "<script>alert(1)</script>"
HOSTILE = {
    "a script": f"{SCRIPT}<img src=x onerror=alert(1)>\"'><svg onload=alert(1)>",
    "a template": "{{ 1337 * 1337 }}{% raw %}${1337*1337}",
    "the end of a file": "</textarea></title></style></script>-->]]></item>" + SCRIPT,
    "a header": "x\r\nBcc: everybody@example.org\r\n\r\nbody",
    "a terminal": "\x1b]0;owned\x07\x1b[2J\x9b31m\0",
    "a turned line": "\u202e4 leveL\u2066",
    "an endless word": "x" * 20_000,
}


def said(words: str) -> Advisory:
    """Parse an item of the American API with these words in every free-text field."""
    item = {
        "Title": f"Kuwait - Level 4: Do Not Travel {words}",
        "Link": f"https://travel.state.gov/{words}",
        "Published": words,
        "Summary": f"<p>Do not travel to {words} due to unrest.</p><p>{words}</p>",
        "Category": [words],
    }
    _, api = SOURCES["us_state"].endpoints
    (advisory,) = api.read(a_page(json.dumps([item]).encode())).advisories
    return advisory


def a_dossier(after: Advisory) -> DestinationHistory:
    """Build the history of a Level 1 that was raised to this advisory, with its alert."""
    before = replace(said("x"), native_level="Level 1: Exercise Normal Precautions")
    versions = [
        a_version(before),
        a_version(after, number=2, changes=(Change.LEVEL_RAISED,), decided_at=NOON + timedelta(1)),
    ]
    return DestinationHistory(
        destination="KW",
        histories=(SourceHistory(record=a_record(after, number=2), steps=history_steps(versions)),),
    )


@pytest.fixture(params=HOSTILE)
def dossier(request: pytest.FixtureRequest) -> DestinationHistory:
    """Build a history with each kind of hostile content."""
    return a_dossier(said(HOSTILE[request.param]))


def test_hostile_words_run_no_script_on_a_page(dossier: DestinationHistory) -> None:
    """Readers open a link in an alert in a hurry, and trust it: no page may run a script."""
    for file in StaticSiteBuilder(config=EDITION).render_destination(dossier, NOON):
        if not file.path.endswith(".html"):
            continue
        page = html.fromstring(file.body)
        assert not page.xpath("//@*[starts-with(name(), 'on')]")
        assert not page.xpath("//script[contains(., 'alert')] | //img[@src='x'] | //svg[@onload]")
        assert not page.xpath("//@href[starts-with(., 'javascript')]")
        assert str(PRODUCT).encode() not in file.body


def test_hostile_words_change_no_message_format(dossier: DestinationHistory) -> None:
    """An email must not have recipients or lines that the publisher injected."""
    (alert,) = dossier.alerts
    message = render(alert, "US", site_url="https://watch.example.org")
    assert re.fullmatch(r"[ -~]{1,100}", message.subject)
    assert re.fullmatch(r"[ -~]{1,160}", message.sms)
    assert all(letter == "\n" or letter.isprintable() for letter in message.email)
    assert "\nBcc:" not in message.email
    assert json.loads(message.document)["id"] == alert.id


def test_hostile_words_break_no_feed(dossier: DestinationHistory) -> None:
    """A feed that one publisher can break delivers no changes of any other publisher."""
    change_log = with_history(ChangeLog(), dossier, lambda _: "US")
    files = {file.path: file.body for file in render_change_log(change_log, EDITION)}
    (item,) = feedparser.parse(files["changes.atom"]).entries
    assert item.title in {
        "US: Kuwait raised to Level 4 from 1",
        "US: Kuwait raised to do not travel from Level 1",  # its words are not English
    }
    for path in ("feed.json", "changes.json"):
        assert json.loads(files[path])
    assert not any(mark in body for body in files.values() for mark in (b"\x1b", b"\0"))
