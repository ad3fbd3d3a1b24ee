"""The RSS endpoint: one item per destination, sometimes more."""

from dataclasses import replace

from advisory_watch.core.advisory import Problem, Snapshot
from advisory_watch.core.errors import Unreadable
from advisory_watch.core.page import Page
from advisory_watch.parsing.documents import day_of_rss
from advisory_watch.parsing.feed import FeedItem, feed_of
from advisory_watch.sources.us_state.items import Item, snapshot_of_items


def read(page: Page) -> Snapshot:
    """Read the feed. Raises `Unreadable` if the page is not RSS, or ends early.

    A damaged feed is a complete list; one that ends early is not, and the API may answer instead.
    """
    feed = feed_of(page)
    if feed.is_cut:
        raise Unreadable(page.target.source_id, feed.damage)
    snapshot = snapshot_of_items(page, map(_item, feed.items))
    if not feed.damage:
        return snapshot
    return replace(
        snapshot, problems=(Problem(subject="feed", reason=feed.damage), *snapshot.problems)
    )


def _item(item: FeedItem) -> Item:
    return Item(
        title=item.title,
        link=item.link,
        issued_on=day_of_rss(item.published),
        html=item.description,
        fips=tuple(name for domain, name in item.tags if domain == "Country-Tag"),
    )
