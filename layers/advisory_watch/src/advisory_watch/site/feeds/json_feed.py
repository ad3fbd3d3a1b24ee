"""JSON Feed 1.1: the same content for programs that do not read XML."""

import json
from typing import Any

from advisory_watch.core.change_log import ChangeLog, ChangeLogEntry
from advisory_watch.core.web_file import WebFile
from advisory_watch.site.feeds.atom import NEWEST, entry_id, entry_link, link, summary, title
from advisory_watch.site.rendering.config import SiteConfig, web
from advisory_watch.site.rendering.environment import iso

PATH = "feed.json"


def json_feed(change_log: ChangeLog, config: SiteConfig) -> WebFile:
    """Render the newest changes."""
    feed: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Advisory Watch",
        "language": "en",
        "items": [_item(change, config) for change in change_log.entries[:NEWEST]],
    }
    if config.base_url:
        feed["home_page_url"] = f"{config.base_url}/"
        feed["feed_url"] = link(config, PATH)
    return WebFile(path=PATH, body=json.dumps(feed, ensure_ascii=False, indent=1).encode())


def _item(entry: ChangeLogEntry, config: SiteConfig) -> dict[str, Any]:
    item = {
        "id": entry_id(entry.id),
        "url": entry_link(config, entry),
        "title": title(entry),
        "content_text": summary(entry),
        "date_published": iso(entry.decided_at),
        "date_modified": iso(entry.retracted_at or entry.decided_at),
        "tags": [entry.source, entry.destination, *entry.kinds],
    }
    return item | ({"external_url": web(entry.url)} if web(entry.url) else {})
