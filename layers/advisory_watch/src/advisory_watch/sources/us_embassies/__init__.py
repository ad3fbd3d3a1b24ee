"""United States: alerts of embassies and consulates to citizens abroad.

Pages     one WordPress RSS feed for each post, of its newest alerts; see `posts`
Scale     none: an alert is an event; one may say that people should leave
Licence   US Government work, public domain
Quirks    titles repeat word for word; guids and links may be shared, changed or used again, so
          none of them alone is the identity; labels (Location, Event, Actions to Take) are not
          always there; a post may cover many destinations, and file a notice about one of them; a
          post may be silent for months; WordPress damages its XML (warnings before it, control
          characters, bare `&`); a firewall often refuses datacentres; the list of posts is from
          public knowledge, one host (np) is confirmed by a recorded page, `make live` verifies
          the rest
History   2026-11-24 first written
"""

from dataclasses import replace
from urllib.parse import urlsplit

from advisory_watch.core.advisory import Advisory, Problem, Snapshot
from advisory_watch.core.destinations import name_of
from advisory_watch.core.errors import MalformedItem, Unreadable
from advisory_watch.core.page import Page, Target
from advisory_watch.core.source import Document, Endpoint, Listing, Source, SourceKind
from advisory_watch.parsing.departure import require_bounded_text, with_departure_advice
from advisory_watch.parsing.documents import moment_of_rss
from advisory_watch.parsing.feed import Feed, FeedItem, feed_of
from advisory_watch.parsing.html import prose_of, web_address
from advisory_watch.parsing.json import snapshot_of
from advisory_watch.sources.us_embassies.location import find_destinations
from advisory_watch.sources.us_embassies.posts import POST_OF_HOST, POSTS, Post

TITLE_MAX_CHARS = 200
"""How much of the first line replaces a missing title."""


def read(page: Page) -> Snapshot:
    """Read a feed; a feed without items is a quiet post.

    A post may cover several destinations: a notice is filed under those that it is about.
    Raises `Unreadable` if the page is not RSS, or if its address does not identify the post.
    """
    source = page.target.source_id
    post = post_of(page)
    feed = feed_of(page)
    snapshot = snapshot_of(page, feed.named(), lambda _, item: _notice(source, item))
    return replace(
        snapshot,
        problems=(*_damage(post, feed), *snapshot.problems),
        advisories=tuple(
            _about(notice, code)
            for notice in snapshot.advisories
            for code in sorted(_destinations(post, notice))
        ),
    )


def _damage(post: Post, feed: Feed) -> tuple[Problem, ...]:
    """Report a damaged feed, although its items were read: some of them may be incomplete."""
    if not feed.damage:
        return ()
    return (Problem(subject=post.host, reason=feed.damage, destinations=post.destinations),)


def _destinations(post: Post, notice: Advisory) -> frozenset[str]:
    """Return the destinations that a notice is about, at least one."""
    return find_destinations(post.destinations, notice.native_level, notice.text or "")


def _about(notice: Advisory, code: str) -> Advisory:
    """Read a notice as one for a destination of the post: it may be about another one."""
    about = replace(notice, destination=code, name=name_of(code))
    return with_departure_advice(about, f"{notice.native_level}\n{notice.text}")


def post_of(page: Page) -> Post:
    """Return the post that the address names, as a folder on a mirror or as the host."""
    url = page.target.url
    try:
        parts = urlsplit(url)
        places = (*parts.path.split("/"), parts.hostname or "")
    except ValueError:
        places = ()
    for place in places:
        if place in POST_OF_HOST:
            return POST_OF_HOST[place]
    raise Unreadable(
        page.target.source_id, f"expected the host of a post in the address, found {url!r}"
    )


def _notice(source: str, item: FeedItem) -> Advisory:
    """Read one item, without a destination and its departure advice yet."""
    text = prose_of(item.content or item.description)
    title = _title(item, text)
    notice_id = item.guid or item.link
    if not notice_id:
        raise MalformedItem("expected a guid or a link, found neither")
    require_bounded_text(text)
    issued_at = moment_of_rss(item.published)
    return Advisory(
        source=source,
        destination="",
        name="",
        native_level=title,
        severity=None,
        issued_on=issued_at.date() if issued_at else None,
        issued_at=issued_at,
        text=text,
        url=web_address(item.link),
        notice_id=notice_id,
    )


def _title(item: FeedItem, text: str) -> str:
    """Return the title, or the first words of the text if the title is missing."""
    title = " ".join(item.title.split()) or text.partition("\n")[0][:TITLE_MAX_CHARS]
    if not title:
        raise MalformedItem("expected a title or a text, found neither")
    return title


ID = "us_embassies"

BASE = "https://www.usembassy.gov/"
"""The address of the list of posts; on another address, posts are folders next to it."""

FEED = "/category/alert/feed/"
"""WordPress: the feed of everything filed under `alert`."""


def list_posts(target: Target, _index: Page | None) -> Listing:
    """List the feed of every post; if the endpoint was replaced, each post is a folder there."""
    root = "https://" if target.url == BASE else f"{target.url.rstrip('/')}/"
    return Listing(
        documents=tuple(
            Document(
                id=post.host,
                target=target.at(root + post.host + FEED),
                destinations=post.destinations,
            )
            for post in POSTS
        )
    )


SOURCE = Source(
    id=ID,
    title="US embassies",
    long_title="United States, embassies and consulates",
    publisher="United States Department of State, its embassies and consulates",
    homepage=BASE,
    licence="US Government work, public domain",
    kind=SourceKind.NOTICES,
    levels=(),
    levels_from="notices carry no level",
    endpoints=(
        Endpoint(
            target=Target(source_id=ID, endpoint="feed", url=BASE, media="xml"),
            read=read,
            list=list_posts,
        ),
    ),
    expected=(0, 250),
    order=20,
)
"""Expected: every post may be silent, and together the posts do not cover every destination."""
