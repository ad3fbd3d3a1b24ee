"""JSON Feed 1.1: the same content for programs that do not read XML."""

import json
from typing import Any

from advisory_watch.core.change_log import ChangeLog, ChangeLogEntry
from advisory_watch.core.web_file import WebFile
from advisory_watch.site.feeds.atom import (
    ENTRIES_MAX,
    build_link,
    build_urn,
    render_summary,
    render_title,
)
from advisory_watch.site.rendering.config import SiteConfig, change_page, encode_web_url
from advisory_watch.site.rendering.environment import format_iso

PATH = "feed.json"


def render_json_feed(change_log: ChangeLog, config: SiteConfig) -> WebFile:
    """Render the newest changes."""
    feed: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Advisory Watch",
        "language": "en",
        "items": [_item(entry, config) for entry in change_log.entries[:ENTRIES_MAX]],
    }
    if config.base_url:
        feed["home_page_url"] = f"{config.base_url}/"
        feed["feed_url"] = build_link(config, PATH)
    return WebFile(path=PATH, body=json.dumps(feed, ensure_ascii=False, indent=1).encode())


def _item(entry: ChangeLogEntry, config: SiteConfig) -> dict[str, Any]:
    item = {
        "id": build_urn(entry.id),
        "url": build_link(config, change_page(entry.id)),
        "title": render_title(entry),
        "content_text": render_summary(entry),
        "date_published": format_iso(entry.decided_at),
        "date_modified": format_iso(entry.retracted_at or entry.decided_at),
        "tags": [entry.source, entry.destination, *entry.kinds],
    }
    url = encode_web_url(entry.url)
    return item | ({"external_url": url} if url else {})
