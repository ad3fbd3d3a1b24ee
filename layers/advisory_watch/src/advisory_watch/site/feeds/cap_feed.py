"""Atom feeds of CAP messages, for aggregators: the id and the link of an entry are its address.

Aggregators read every address once, hold the messages that a feed lists, and delete all others. So
a feed has the messages in force, and the cancellations of wrong ones.
"""

from collections.abc import Iterable, Iterator
from itertools import islice

from advisory_watch.core.change_log import ChangeLogEntry
from advisory_watch.core.web_file import WebFile
from advisory_watch.site.feeds.atom import (
    FeedHead,
    build_link,
    build_urn,
    quote,
    render_feed,
    render_summary,
    render_title,
    replace_unprintable,
)
from advisory_watch.site.feeds.cap_series import CapMessage, list_messages, select_in_force
from advisory_watch.site.feeds.xml_text import escape
from advisory_watch.site.rendering.config import SiteConfig, cap_file, change_page, path_to_root
from advisory_watch.site.rendering.environment import format_iso

MESSAGES_MAX = 200
"""Messages in a feed, newest first: some 160 kB. Google asks for at most 900 kB."""


def render_cap_feed(
    head: FeedHead, entries: Iterable[ChangeLogEntry], config: SiteConfig
) -> WebFile:
    """Render the feed of the messages in force."""
    messages = tuple(islice(select_in_force(list_messages(entries)), MESSAGES_MAX))
    root = path_to_root(head.path)
    lines = (line for message in messages for line in _entry(message, config, root))
    updated = max((message.sent for message in messages), default=head.begun_at)
    return render_feed(head, updated, lines, config)


def _entry(message: CapMessage, config: SiteConfig, root: str) -> Iterator[str]:
    entry, path = message.entry, cap_file(message.id)
    link = build_link(config, path, root)
    # Without an address of the site, a name: an id must not be relative (RFC 4287, 4.2.6).
    entry_id = link if config.base_url else build_urn(path)
    title = render_title(entry) if message.is_cancel else replace_unprintable(entry.headline)
    yield f"<entry><id>{escape(entry_id)}</id><title>{escape(title)}</title>"
    sent = format_iso(message.sent)
    yield f"<published>{sent}</published><updated>{sent}</updated>"
    yield f'<link rel="alternate" type="application/cap+xml" href={quote(link)}/>'
    page = build_link(config, change_page(message.id), root)
    yield f'<link rel="related" type="text/html" href={quote(page)}/>'
    for term in (message.kind.value, entry.source, entry.destination):
        yield f"<category term={quote(term)}/>"
    yield f'<summary type="text">{escape(render_summary(entry))}</summary></entry>'
