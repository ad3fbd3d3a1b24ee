"""The embassies as a partitioned source, with their feeds on the loopback interface."""

from datetime import timedelta
from email.utils import format_datetime
from typing import Any

from advisory_watch.bootstrap.runtime import now
from advisory_watch.sources.us_embassies.posts import POSTS
from support.aws.moto_stack import MotoStack
from support.publishers.http_publisher import Site, an_answer

ALERT = "Security alert: stay away from crowds, and keep a low profile. " * 8
"""Long enough to need a ledger item of its own."""


def queued_partitions(cloud: MotoStack) -> list[dict[str, Any]]:
    """Check the embassies, and receive the queued partitions."""
    answer = cloud.invoke("CheckFunction", {"sources": ["us_embassies"]})
    assert answer == {"sources": 1, "failures": 0}
    return cloud.waiting()


def serve_alerts(site: Site, alerts: int, host: str = "np.usembassy.gov") -> None:
    """Serve an empty feed for every post, and `alerts` alerts for one host; the first is old."""
    for post in POSTS:
        count = alerts if post.host == host else 0
        items = "".join(map(_an_item, range(count)))
        body = f"<rss><channel>{items}</channel></rss>".encode()
        site.play(f"/us_embassies/feed/{post.host}/category/alert/feed/", an_answer(body))


def _an_item(number: int) -> str:
    issued_at = now() - timedelta(days=0 if number else 30)
    return (
        f"<item><title>Alert {number}</title><guid>https://example.org/?p={number}</guid>"
        f"<pubDate>{format_datetime(issued_at)}</pubDate><description>{ALERT}</description></item>"
    )
