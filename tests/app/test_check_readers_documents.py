"""A source of many documents, such as the feeds of embassies, through a reader elsewhere."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest

from advisory_watch.adapters.warc.records import unpack_records
from advisory_watch.core.errors import Blocked, SourceError, Unreachable
from advisory_watch.core.page import NotModified, Page, Target, Validators
from advisory_watch.core.source import Document, Endpoint, Listing
from support.builders import an_advisory
from support.fakes.fetch_each import SequentialFetcher
from support.scenarios.reader import ReadStack
from support.scenarios.watched_source import WORLD, a_raise, a_source, kinds, read_records, written

LIST = "https://example.org/"


def list_posts(target: Target, _index: Page | None) -> Listing:
    """List a document for each destination, each on a host of its own."""
    return Listing(
        documents=tuple(
            Document(
                id=code,
                target=replace(target, url=f"https://{code.lower()}.example.org/feed"),
                destinations=frozenset({code}),
            )
            for code in WORLD
        )
    )


@dataclass(slots=True, kw_only=True)
class PostsWeb(SequentialFetcher):
    """Serves a document for each destination, with an ETag; some fail, or all of them."""

    clock: Callable[[], datetime]
    wall: SourceError | None = None
    failing: dict[str, SourceError] = field(default_factory=dict)
    raised: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)

    def fetch(self, target: Target, validators: Validators) -> Page | NotModified:
        """Serve the document of a host."""
        code = target.url.removeprefix("https://")[:2].upper()
        self.asked.append(code)
        if error := self.wall or self.failing.get(code):
            raise error
        advisory = an_advisory(destination=code, name=code)
        body = written(a_raise(code) if code in self.raised else advisory)
        page = Page(target=target, body=body, fetched_at=self.clock())
        if validators.etag == page.sha256:
            return NotModified(target=target, fetched_at=self.clock())
        return replace(page, headers={"etag": page.sha256})


class PostsStack(ReadStack):
    """A stack that every post refuses, and a reader that none refuses."""

    def __init__(self) -> None:
        super().__init__("feed")
        target = Target(source_id="us_state", endpoint="feed", url=LIST, media="xml")
        endpoint = Endpoint(target=target, read=read_records, list=list_posts)
        self.source = replace(a_source("feed"), endpoints=(endpoint,))
        wall = Blocked("us_state", "blocked, this network is refused: HTTP 403")
        self.walled = PostsWeb(clock=self.time, wall=wall)
        self.posts = PostsWeb(clock=self.time)
        self.reading = replace(self.reading, check=replace(self.reading.check, web=self.posts))
        self.web = self.walled  # type: ignore[assignment]


@pytest.fixture
def stack() -> PostsStack:
    """Read all posts once, through the reader."""
    stack = PostsStack()
    assert stack.read().ok
    assert stack.check(after_min=1).ok
    return stack


def test_all_posts_are_one_object_and_one_silent_read(stack: PostsStack) -> None:
    """A hundred and seventy objects a round would cost more than the whole stack."""
    (content,) = stack.store.objects.values()
    assert len(unpack_records(content)) == len(WORLD)
    assert (stack.health().destinations, stack.health().unread) == (len(WORLD), ())
    assert stack.pending() == []


def test_a_raise_at_one_post_arrives_and_the_others_are_confirmed(stack: PostsStack) -> None:
    """The posts that did not change are sent as a reference, and count as read."""
    stack.posts.raised.add("KW")
    assert stack.read().reason == "sent 1 whole, 11 unchanged, 0 failed"
    assert kinds(stack.check(after_min=1))[0] == ("KW", "level_raised")
    documents = stack.health().documents
    asked_at = stack.time.now - timedelta(minutes=1)
    assert {documents[code].tried_at for code in WORLD} == {asked_at}


def test_a_post_that_the_reader_cannot_fetch_is_unread(stack: PostsStack) -> None:
    """One missing post is silence about one country."""
    stack.posts.failing["KW"] = Unreachable("us_state", "expected an answer, found silence")
    assert stack.read().reason.startswith("sent 0 whole, 11 unchanged, 1 failed")
    outcome = stack.check(after_min=1)
    assert outcome.ok
    assert stack.health().unread == ("KW",)
    assert "berlin could not fetch it: expected an answer" in outcome.problems[0].reason
    stack.posts.failing.clear()
    stack.read()
    stack.check(after_min=1)
    assert stack.health().unread == ()


def test_a_reader_that_is_refused_as_well_leaves_the_source_blind(stack: PostsStack) -> None:
    """The posts are unseen then, and the stack says so."""
    stack.posts.wall = Blocked("us_state", "blocked, a browser is asked for")
    stack.read()
    outcome = stack.check(after_min=1)
    assert not outcome.ok
    assert stack.health().failing_since is not None
    stack.posts.wall = None
    stack.read()
    assert stack.check(after_min=1).ok


def test_a_post_without_a_record_is_neither_failing_nor_deferred(stack: PostsStack) -> None:
    """The reader asks by a plan of its own, which may leave a post to its next round."""
    stack.time.passes(minutes=5)
    target = next(
        document.target
        for document in list_posts(stack.source.endpoints[0].target, None).documents
        if document.id == "KW"
    )
    page = Page(target=target, body=written(a_raise()), fetched_at=stack.time.now)
    stack.put(stack.signer.record(page))
    outcome = stack.check(after_min=1)
    assert kinds(outcome)[0] == ("KW", "level_raised")
    assert (outcome.deferred, outcome.never_read, stack.health().unread) == (0, 0, ())


def test_the_posts_themselves_are_left_alone(stack: PostsStack) -> None:
    """Every post that refuses the stack would be asked a thousand times a week."""
    stack.walled.asked.clear()
    for _ in range(20):
        stack.read(after_min=9)
        stack.check(after_min=1)
    assert stack.walled.asked == []
