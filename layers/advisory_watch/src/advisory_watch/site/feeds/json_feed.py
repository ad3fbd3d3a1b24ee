"""JSON Feed 1.1: the same content for programs that do not read XML."""

import json
from typing import Any

from advisory_watch.core.chronicle import Chronicle, Entry
from advisory_watch.core.files import File
from advisory_watch.site.edition import Edition
from advisory_watch.site.feeds.links import NEWEST, entry_id, entry_link, link
from advisory_watch.site.feeds.wording import summary, title
from advisory_watch.site.rendering import iso
from advisory_watch.site.weblinks import web

PATH = "feed.json"


def json_feed(chronicle: Chronicle, edition: Edition) -> File:
    """Render the newest changes."""
    feed: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Advisory Watch",
        "language": "en",
        "items": [_item(change, edition) for change in chronicle.entries[:NEWEST]],
    }
    if edition.base_url:
        feed["home_page_url"] = f"{edition.base_url}/"
        feed["feed_url"] = link(edition, PATH)
    return File(path=PATH, body=json.dumps(feed, ensure_ascii=False, indent=1).encode())


def _item(entry: Entry, edition: Edition) -> dict[str, Any]:
    item = {
        "id": entry_id(entry.id),
        "url": entry_link(edition, entry),
        "title": title(entry),
        "content_text": summary(entry),
        "date_published": iso(entry.decided_at),
        "date_modified": iso(entry.retracted_at or entry.decided_at),
        "tags": [entry.source, entry.destination, *entry.kinds],
    }
    return item | ({"external_url": web(entry.url)} if web(entry.url) else {})
