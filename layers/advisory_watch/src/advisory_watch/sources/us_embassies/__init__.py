"""United States: alerts of embassies and consulates to citizens abroad.

Pages     one WordPress RSS feed for each post, of its newest alerts; see `posts`
Scale     none: an alert is an event; one may say that people should leave
Licence   US Government work, public domain
Quirks    titles repeat word for word, so the guid is the identity; labels (Location, Event,
          Actions to Take) are not always there; a post may be silent for months; a firewall often
          refuses datacentres; the list of posts is from public knowledge, one host (np) is
          confirmed by a recorded page, `make live` verifies the rest
History   2026-11-24 first written
"""

from dataclasses import replace

from advisory_watch.core.pages import Page, Target
from advisory_watch.core.sources import Document, Door, Listing, Source
from advisory_watch.core.verdicts.notices import NOTICES
from advisory_watch.sources.us_embassies import feed
from advisory_watch.sources.us_embassies.posts import POSTS, Post

ID = "us_embassies"

BASE = "https://www.usembassy.gov/"
"""The address of the list of posts; on another address, posts are folders next to it."""

FEED = "/category/alert/feed/"
"""WordPress: the feed of everything filed under `alert`."""


def list_posts(target: Target, _index: Page | None) -> Listing:
    """List the feed of every post; if the endpoint was replaced, each post is a folder there."""
    return Listing(documents=tuple(_document(target, post) for post in POSTS))


def _document(target: Target, post: Post) -> Document:
    home = f"https://{post.host}" if target.url == BASE else f"{target.url.rstrip('/')}/{post.host}"
    return Document(
        id=post.host,
        target=replace(target, url=home + FEED),
        destinations=post.destinations,
    )


SOURCE = Source(
    id=ID,
    title="US embassies",
    publisher="United States Department of State, its embassies and consulates",
    homepage=BASE,
    licence="US Government work, public domain",
    shape=NOTICES,
    levels=(),
    levels_from="notices carry no level",
    doors=(
        Door(
            target=Target(source_id=ID, door="feed", url=BASE, media="xml"),
            read=feed.read,
            list=list_posts,
        ),
    ),
    expected=(0, 250),
)
"""Expected: every post may be silent, and together the posts do not cover every destination."""
