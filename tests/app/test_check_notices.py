"""Notices through the real check: each post separately, its first feed silent."""

from dataclasses import replace
from datetime import timedelta

import pytest

from advisory_watch.adapters.memory import MemoryArchive, MemoryLedger, MemoryOutbox
from advisory_watch.app.check import Check
from advisory_watch.app.results import SourceOutcome
from advisory_watch.bootstrap.rule_set import rule_set_version
from advisory_watch.core.advisory import Snapshot
from advisory_watch.core.errors import Blocked, SourceError
from advisory_watch.core.page import Page, Target, Validators
from advisory_watch.core.source import Document, Listing, Source
from advisory_watch.sources.us_embassies import SOURCE
from support.builders import NOON
from support.fakes.fetch_each import SequentialFetcher
from support.scenarios.watched_source import Time

ITEM = (
    "<item><title>Security Alert: {number}</title><guid>https://example.org/?p={number}</guid>"
    "<pubDate>{day} 2026 08:00:00 +0000</pubDate><description>{text}</description></item>"
)
HOSTS = ("np.usembassy.gov", "ru.usembassy.gov", "cw.usconsulate.gov")


def an_item(number: int, text: str = "Keep a low profile.", day: str = "01 Sep") -> str:
    """Build the XML of one notice."""
    return ITEM.format(number=number, text=text, day=day)


class Posts(SequentialFetcher):
    """Three posts with their feeds; `walls` are the posts that refuse the reader."""

    def __init__(self) -> None:
        self.time = Time()
        self.feeds = {host: [an_item(1, day="25 Aug"), an_item(2, day="26 Aug")] for host in HOSTS}
        self.walls: dict[str, SourceError] = {}
        self.covered = frozenset({"NP", "RU", "CW"})
        self.outbox = MemoryOutbox()
        self.ledger = MemoryLedger(self.outbox)

    def fetch(self, target: Target, validators: Validators) -> Page:
        """Serve the feed of a post."""
        del validators
        (host,) = (name for name in HOSTS if name in target.url)
        if host in self.walls:
            raise self.walls[host]
        body = f"<rss><channel>{''.join(self.feeds[host])}</channel></rss>"
        return Page(target=target, body=body.encode(), fetched_at=self.time())

    @property
    def source(self) -> Source:
        """The embassy source, limited to the three posts."""
        (endpoint,) = SOURCE.endpoints

        def three(target: Target, index: Page | None) -> Listing:
            listed = (
                document
                for document in endpoint.list(target, index).documents
                if document.id in HOSTS
            )
            return Listing(documents=tuple(map(self._about, listed)))

        def read(page: Page) -> Snapshot:
            snapshot = endpoint.read(page)
            about = (notice for notice in snapshot.advisories if notice.destination in self.covered)
            return replace(snapshot, advisories=tuple(about))

        return replace(SOURCE, endpoints=(replace(endpoint, list=three, read=read),))

    def _about(self, post: Document) -> Document:
        return replace(post, destinations=post.destinations & self.covered)

    def check(self) -> SourceOutcome:
        """Check once, five minutes later."""
        self.time.passes(minutes=5)
        check = Check(
            rule_set_version=rule_set_version,
            web=self,
            ledger=self.ledger,
            archive=MemoryArchive(),
            clock=self.time,
        )
        return check.check(self.source)

    def told(self) -> list[tuple[str | None, str, bool]]:
        """Return the destination, kind and urgency of each pending alert."""
        return [(alert.destination, alert.kind, alert.is_urgent) for alert in self.outbox.pending()]


@pytest.fixture
def posts() -> Posts:
    """Watch three posts that were read once."""
    posts = Posts()
    assert posts.check().ok
    assert posts.told() == []
    return posts


def test_a_new_id_is_a_notice_and_alerts_once(posts: Posts) -> None:
    """An embassy publishes a notice once, and it alerts once."""
    posts.feeds["np.usembassy.gov"].insert(0, an_item(3))
    posts.check()
    posts.check()
    assert posts.told() == [("NP", "notice_issued", False)]


def test_a_notice_that_says_leave_is_urgent(posts: Posts) -> None:
    """The level had been the highest for a year; the notice was the news."""
    leave = "U.S. citizens residing or travelling in Russia should depart immediately."
    posts.feeds["ru.usembassy.gov"].insert(0, an_item(3, leave))
    posts.check()
    assert posts.told() == [("RU", "notice_issued", True)]


def test_a_refusing_post_is_named_and_the_others_are_read(posts: Posts) -> None:
    """A refusal does not mean that the embassy has published nothing."""
    posts.walls["ru.usembassy.gov"] = Blocked("us_embassies", "HTTP 403")
    posts.feeds["np.usembassy.gov"].insert(0, an_item(3))
    outcome = posts.check()
    assert outcome.ok
    assert [(problem.subject, problem.reason) for problem in outcome.problems] == [
        ("ru.usembassy.gov", "HTTP 403")
    ]
    assert posts.told() == [("NP", "notice_issued", False)]


def test_a_notice_behind_a_refusal_alerts_afterwards(posts: Posts) -> None:
    """A post that refuses the reader for a day may publish on that day."""
    posts.walls["ru.usembassy.gov"] = Blocked("us_embassies", "HTTP 403")
    posts.feeds["ru.usembassy.gov"].insert(0, an_item(3))
    posts.check()
    posts.walls.clear()
    posts.check()
    assert posts.told() == [("RU", "notice_issued", False)]


LEAVE = "U.S. citizens in Russia should depart immediately."


def test_the_first_read_of_a_refusing_post_tells_the_last_two_days() -> None:
    """The watch was installed in time, and the post refused it until the crisis."""
    posts = Posts()
    posts.walls["ru.usembassy.gov"] = Blocked("us_embassies", "HTTP 403")
    posts.check()
    posts.time.passes(minutes=14_400)
    posts.walls.clear()
    posts.feeds["ru.usembassy.gov"].insert(0, an_item(3, LEAVE, day="11 Sep"))
    posts.feeds["ru.usembassy.gov"].insert(0, an_item(4, "Be careful.", day="08 Sep"))
    posts.check()
    posts.check()
    (alert,) = posts.outbox.pending()
    assert (alert.destination, alert.kind, alert.is_urgent) == ("RU", "notice_issued", True)
    assert alert.rule == "published_before_first_read"
    assert alert.is_from_before


def test_a_fresh_watch_tells_the_last_two_days() -> None:
    """People install a watch when a crisis begins."""
    posts = Posts()
    posts.feeds["ru.usembassy.gov"].insert(0, an_item(3, LEAVE))
    posts.check()
    assert posts.told() == [("RU", "notice_issued", True)]


def test_the_first_notice_of_a_silent_post_alerts() -> None:
    """An empty feed counts as read, so its first notice is news."""
    posts = Posts()
    posts.feeds["np.usembassy.gov"] = []
    posts.check()
    posts.feeds["np.usembassy.gov"].insert(0, an_item(1))
    posts.check()
    assert posts.told() == [("NP", "notice_issued", False)]


def test_a_new_destination_of_a_post_is_first_read_silently(posts: Posts) -> None:
    """If a consulate turns out to serve an island too, its feed was reported before."""
    posts.feeds["cw.usconsulate.gov"].insert(0, an_item(9))
    posts.check()
    posts.covered |= {"SX"}
    posts.check()
    assert posts.told() == [("CW", "notice_issued", False)]
    posts.feeds["cw.usconsulate.gov"].insert(0, an_item(3))
    posts.time.now = NOON + timedelta(hours=3)
    posts.check()
    assert [code for code, _, _ in posts.told()] == ["CW", "CW", "SX"]


def test_a_site_that_renames_all_its_notices_makes_no_alert(posts: Posts) -> None:
    """A move from http to https, or to another host, is not an embassy alert."""
    feed = posts.feeds["np.usembassy.gov"]
    posts.feeds["np.usembassy.gov"] = [item.replace("?p=", "?page_id=") for item in feed]
    posts.check()
    assert posts.told() == []
