"""CAP feeds, read by an aggregator: it holds the messages in force, and no others."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import feedparser
import pytest
from lxml import etree

from advisory_watch.core.advisory import Change, Departure, Severity
from advisory_watch.core.alert import Alert, build_correction
from advisory_watch.core.change_log import ChangeLog, ChangeLogEntry
from advisory_watch.core.record import Version
from advisory_watch.core.views import DestinationHistory, SourceHistory, history_steps
from advisory_watch.site.build import StaticSiteBuilder
from advisory_watch.site.feeds.atom import FeedHead
from advisory_watch.site.feeds.cap_feed import MESSAGES_MAX, render_cap_feed
from advisory_watch.site.rendering.config import SiteConfig
from support.alert_hub import AlertHub, HeldAlert
from support.builders import NOON, a_corrected_entry, a_record, a_version, an_advisory, an_entry
from support.cap_messages import ATOM_SCHEMA, FOLDER, SERVED, read_messages
from support.change_logs import with_history

SITE = "https://watch.example.org"
HEAD = FeedHead(path="cap.atom", title="Travel advice as CAP messages")


@dataclass(kw_only=True)
class Publisher:
    """A government that changes its advice about some countries; every change is published."""

    files: dict[str, bytes] = field(default_factory=dict)
    versions: dict[str, list[Version]] = field(default_factory=dict)
    found: dict[str, Alert] = field(default_factory=dict)
    log: ChangeLog = field(default_factory=ChangeLog)

    def say(
        self, code: str, *severities: Severity, at: datetime, notice: str | None = None
    ) -> None:
        """Publish new advice, one version after the other; the first of all is silent."""
        for severity in severities:
            known = self.versions.setdefault(code, [])
            change = Change.LEVEL_RAISED if known else Change.FIRST_SEEN
            version = a_version(
                an_advisory(severity, destination=code, name=code, notice_id=notice),
                destination=code,
                number=len(known) + 1,
                changes=(Change.NOTICE_ISSUED if notice else change,),
                decided_at=at,
            )
            known.append(version)
        self.publish(code, at)

    def correct_last(self, code: str, at: datetime) -> None:
        """Correct the last alert about a country."""
        alert = self.history(code).alerts[-1]
        correction = build_correction(alert, "It was a test.", at)
        self.found |= {message.id: message for message in (alert, correction)}
        self.publish(code, at)

    def fetch(self, url: str) -> bytes:
        """Return the file at an address of the site."""
        return self.files[url.removeprefix(f"{SITE}/")]

    def hub(self, feed: str) -> AlertHub:
        """Register a feed with an aggregator."""
        return AlertHub(fetch=self.fetch, feed=f"{SITE}/{feed}")

    def history(self, code: str) -> DestinationHistory:
        """Return all versions about a country."""
        versions = self.versions[code]
        record = a_record(versions[-1].advisory, number=len(versions))
        source = SourceHistory(record=record, steps=history_steps(versions))
        return DestinationHistory(destination=code, histories=(source,), found=self.found)

    def publish(self, code: str, at: datetime) -> None:
        """Write the pages of a country and the lists, as the site does after a change."""
        builder, history = StaticSiteBuilder(config=SERVED), self.history(code)
        self.log = with_history(self.log, history, SERVED.title_of)
        files = [*builder.render_destination(history, at), *builder.render_change_log(self.log)]
        read_messages(files)
        self.files |= {file.path: file.body for file in files}


def only(hub: AlertHub) -> HeldAlert:
    """Return the only message that a hub holds."""
    (alert,) = hub.held.values()
    return alert


@pytest.fixture
def publisher() -> Publisher:
    """Build a government with silent first advice about two countries."""
    publisher = Publisher()
    publisher.say("KW", Severity.NORMAL, at=NOON)
    publisher.say("TV", Severity.NORMAL, at=NOON)
    return publisher


def day(number: int) -> datetime:
    """Return the noon of a day after the first."""
    return NOON + timedelta(days=number)


def test_an_alert_arrives_with_outline_code_and_end(publisher: Publisher) -> None:
    """The hub matches polygons with districts, and drops what has no end after a day."""
    hub = publisher.hub("d/kw.cap.atom")
    publisher.say("KW", Severity.RECONSIDER, at=day(1))
    hub.poll(day(1))
    alert = only(hub)
    assert hub.rejected == {}
    assert (alert.kind, alert.severity) == ("Alert", "Severe")
    assert alert.geocodes == (("ISO3166-1", "KW"),)
    assert len(alert.rings) == 2
    hub.poll(day(3))
    assert only(hub) == alert
    assert len(hub.fetched) == 1


def test_an_update_takes_the_place_of_an_alert(publisher: Publisher) -> None:
    """Two levels of one government at once would contradict each other."""
    hub = publisher.hub("d/kw.cap.atom")
    publisher.say("KW", Severity.RECONSIDER, at=day(1))
    hub.poll(day(1))
    first = only(hub)
    publisher.say("KW", Severity.DO_NOT_TRAVEL, at=day(2))
    hub.poll(day(2))
    update = only(hub)
    assert (update.kind, update.severity) == ("Update", "Extreme")
    assert update.references == f"watch.example.org,{first.identifier},2026-09-02T12:00:00+00:00"


def test_a_cancellation_takes_the_place_of_a_wrong_alert(publisher: Publisher) -> None:
    """A false alarm that an aggregator keeps for months is believed."""
    hub = publisher.hub("d/kw.cap.atom")
    publisher.say("KW", Severity.DO_NOT_TRAVEL, at=day(1))
    hub.poll(day(1))
    wrong = only(hub)
    publisher.correct_last("KW", day(2))
    hub.poll(day(2))
    cancel = only(hub)
    assert (cancel.kind, cancel.severity) == ("Cancel", "Unknown")
    assert cancel.references == f"watch.example.org,{wrong.identifier},2026-09-02T12:00:00+00:00"
    assert cancel.headline == "CORRECTION: US: Kuwait raised to Level 4 from 1 was wrong"
    publisher.say("KW", Severity.RECONSIDER, at=day(3))
    hub.poll(day(3))
    assert sorted(alert.kind for alert in hub.held.values()) == ["Alert", "Cancel"]


def test_advice_before_a_wrong_update_is_listed_again(publisher: Publisher) -> None:
    """After the correction, the advice before it is what the government says."""
    publisher.say("KW", Severity.RECONSIDER, Severity.DO_NOT_TRAVEL, at=day(1))
    publisher.correct_last("KW", day(2))
    hub = publisher.hub("d/kw.cap.atom")
    hub.poll(day(2))
    assert sorted((alert.kind, alert.severity) for alert in hub.held.values()) == [
        ("Alert", "Severe"),
        ("Cancel", "Unknown"),
    ]


def test_a_feed_of_a_destination_has_only_that_destination(publisher: Publisher) -> None:
    """The hub gives every message of a feed to the country of the feed."""
    publisher.say("KW", Severity.RECONSIDER, at=day(1))
    publisher.say("TV", Severity.CAUTION, at=day(2))
    feeds = {name: publisher.hub(name) for name in ("d/kw.cap.atom", "d/tv.cap.atom", "cap.atom")}
    for hub in feeds.values():
        hub.poll(day(2))
    codes = {
        name: sorted(code for alert in hub.held.values() for _, code in alert.geocodes)
        for name, hub in feeds.items()
    }
    assert codes == {"d/kw.cap.atom": ["KW"], "d/tv.cap.atom": ["TV"], "cap.atom": ["KW", "TV"]}
    assert only(feeds["d/tv.cap.atom"]).rings == ()


def test_an_expired_message_is_not_held(publisher: Publisher) -> None:
    """A hub drops a message at its end, also if the feed still lists it."""
    publisher.say("KW", Severity.RECONSIDER, at=day(1))
    hub = publisher.hub("d/kw.cap.atom")
    hub.poll(day(180))
    assert only(hub).kind == "Alert"
    hub.poll(day(182))
    assert hub.held == {}


def test_an_expired_message_leaves_the_feed_with_the_next_change() -> None:
    """Each reader would fetch the notices of years, and the feed would lose messages in force."""
    notices = [an_entry(number, is_notice=True) for number in (3, 1)]
    newer = an_entry(32, is_notice=True)
    assert len(listed(*notices)) == 2
    assert listed(newer, *notices) == [newer.id, notices[0].id]


def listed(*entries: ChangeLogEntry) -> list[str]:
    """Return the messages of a feed, newest first, by the names of their files."""
    body = render_cap_feed(HEAD, entries, SERVED).body
    read = feedparser.parse(body)
    return [entry.link.rpartition("/")[2].removesuffix(".cap.xml") for entry in read.entries]


def test_a_later_update_replaces_a_whole_series() -> None:
    """A message that was wrong must not bring back the one before it."""
    wrong = a_corrected_entry(2, retracted_at=NOON + timedelta(days=9))
    assert listed(an_entry(3), wrong, an_entry(1)) == [wrong.correction, f"{3:016x}"]


def test_the_feed_ends_with_the_newest_messages() -> None:
    """Aggregators refuse feeds of a megabyte."""
    entries = [
        an_entry(number, destination=f"X{number}", decided_at=NOON + timedelta(minutes=number))
        for number in range(MESSAGES_MAX + 5, 0, -1)
    ]
    found = listed(*entries)
    assert found == [entry.id for entry in entries[:MESSAGES_MAX]]
    assert len(render_cap_feed(HEAD, entries, SERVED).body) < 300_000


@pytest.mark.parametrize("config", [FOLDER, SERVED])
@pytest.mark.parametrize("is_empty", [True, False])
def test_the_feed_is_valid_and_its_entries_are_addresses(
    config: SiteConfig, *, is_empty: bool
) -> None:
    """Aggregators read the id or the link: both are the address of the message."""
    entries = [] if is_empty else [an_entry(2), a_corrected_entry(1)]
    file = render_cap_feed(HEAD, entries, config)
    ATOM_SCHEMA.assertValid(etree.fromstring(file.body))
    read = feedparser.parse(file.body)
    assert not read.bozo
    assert len(read.entries) == (0 if is_empty else 2)
    for entry in read.entries:
        (link,) = [link for link in entry.links if link.rel == "alternate"]
        assert link.type == "application/cap+xml"
        assert link.href.endswith(".cap.xml")
        assert entry.id == (link.href if config.base_url else entry.id)
        assert entry.id.startswith("https://" if config.base_url else "urn:uuid:")
        assert {tag.term for tag in entry.tags} >= {"us_state", "KW"}


def test_time_alone_changes_no_message_and_no_cap_feed(publisher: Publisher) -> None:
    """Every version of a file costs money."""
    publisher.say("KW", Severity.RECONSIDER, at=day(1))
    before = dict(publisher.files)
    publisher.publish("KW", day(400))
    for path, body in publisher.files.items():
        if ".cap." in path or path == "cap.atom":
            assert body == before[path]


def test_pages_link_to_the_messages_and_to_the_feed(publisher: Publisher) -> None:
    """A reader of an alert or of its correction finds the message for programs."""
    publisher.say("KW", Severity.RECONSIDER, at=day(1))
    publisher.correct_last("KW", day(2))
    pages = {path: body.decode() for path, body in publisher.files.items() if "html" in path}
    linked = set(read_messages_of(publisher))
    assert len(linked) == 2
    for message_id in linked:
        assert f'href="../c/{message_id}.cap.xml"' in pages[f"c/{message_id}.html"]
    wrong = next(alert.id for alert in publisher.found.values() if alert.corrects is None)
    assert all(f"{message_id}.cap.xml" in pages[f"c/{wrong}.html"] for message_id in linked)
    assert 'href="../d/kw.cap.atom"' in pages["d/kw.html"]
    assert 'href="../cap.atom"' in pages["d/kw.html"]


def read_messages_of(publisher: Publisher) -> list[str]:
    """Return the ids of all published messages."""
    return [
        path.removeprefix("c/").removesuffix(".cap.xml")
        for path in publisher.files
        if path.endswith(".cap.xml")
    ]


def test_a_cancelled_alert_has_no_link_to_a_message(publisher: Publisher) -> None:
    """A link to a file that is not written is dead."""
    publisher.say("KW", Severity.RECONSIDER, at=day(1))
    (alert,) = publisher.history("KW").alerts
    publisher.files.clear()
    publisher.found[alert.id] = replace(alert, is_cancelled=True)
    publisher.publish("KW", day(1))
    assert ".cap.xml" not in publisher.files[f"c/{alert.id}.html"].decode()
    assert not [path for path in publisher.files if path.endswith(".cap.xml")]
    assert ".cap.xml" not in publisher.files["changes.atom"].decode()


def test_a_notice_about_leaving_instructs(publisher: Publisher) -> None:
    """The founding case: an embassy tells people to leave."""
    leave = "Leave Kuwait now while flights are available."
    notice = an_advisory(
        None,
        notice_id="7",
        native_level="Security alert: leave Kuwait",
        text=leave,
        departure=Departure.DEPART_IMMEDIATELY,
        departure_words=(leave,),
    )
    version = a_version(
        notice, number=2, changes=(Change.NOTICE_ISSUED,), decided_at=day(1), destination="KW"
    )
    publisher.versions["KW"].append(version)
    publisher.publish("KW", day(1))
    hub = publisher.hub("d/kw.cap.atom")
    hub.poll(day(1))
    alert = only(hub)
    assert alert.instruction == leave
    assert alert.severity == "Extreme"
    assert alert.expires == day(31)
