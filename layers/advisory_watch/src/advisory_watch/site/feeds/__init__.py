"""JSON, CSV and feeds of the site.

The files change only if a record changes. The times of the last checks are only on the front page.
"""

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from operator import attrgetter
from typing import Any

from advisory_watch.core.advisory import Advisory
from advisory_watch.core.change_log import ChangeLog, ChangeLogEntry, SiteSnapshot, build_change_log
from advisory_watch.core.errors import CorruptLedger
from advisory_watch.core.record import DestinationRecord
from advisory_watch.core.serialization import from_record, to_json
from advisory_watch.core.web_file import WebFile
from advisory_watch.site.feeds.atom import (
    ENTRIES_MAX,
    FeedHead,
    build_link,
    build_urn,
    render_atom,
    render_summary,
    render_title,
    replace_unprintable,
)
from advisory_watch.site.feeds.cap_feed import render_cap_feed
from advisory_watch.site.rendering.config import CAP_FEED, SiteConfig, change_page, encode_web_url
from advisory_watch.site.rendering.environment import format_iso

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""Prefixes that a spreadsheet reads as a formula: such a cell gets an apostrophe."""

FEED_PATH = "feed.json"
CHANGES_PATH = "changes.json"
CHANGES_FORMAT = "advisory-watch/changes/1"
STATE_FORMAT = "advisory-watch/state/1"

CHANGE_COLUMNS: Mapping[str, Callable[[ChangeLogEntry], object]] = {
    "id": attrgetter("id"),
    "decided_at": lambda entry: format_iso(entry.decided_at),
    "source": attrgetter("source"),
    "destination": attrgetter("destination"),
    "name": attrgetter("name"),
    "kinds": attrgetter("kinds"),
    "urgent": attrgetter("is_urgent"),
    "from_native": attrgetter("from_native"),
    "to_native": attrgetter("to_native"),
    "from_severity": attrgetter("from_severity"),
    "to_severity": attrgetter("to_severity"),
    "from_partial_severity": attrgetter("from_partial_severity"),
    "to_partial_severity": attrgetter("to_partial_severity"),
    "from_departure": attrgetter("from_departure.words"),
    "to_departure": attrgetter("to_departure.words"),
    "issued_on": attrgetter("issued_on"),
    "rule": attrgetter("rule"),
    "retracted": attrgetter("is_retracted"),
    "url": attrgetter("url"),
    "page_sha256": attrgetter("page_key"),
}


def _render_csv(path: str, columns: Iterable[str], rows: Iterable[Iterable[object]]) -> WebFile:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows(map(_cell, row) for row in rows)
    return WebFile(path=path, body=out.getvalue().encode())


def _cell(value: object) -> str:
    match value:
        case None:
            text = ""
        case bool():
            text = "yes" if value else "no"
        case list() | tuple():
            text = replace_unprintable(" ".join(value))
        case _:
            text = replace_unprintable(str(value))
    return f"'{text}" if text.startswith(FORMULA) else text


def render_change_log(change_log: ChangeLog, config: SiteConfig) -> Iterator[WebFile]:
    """Render the feeds and lists of all changes; the JSON comes last."""
    entries = change_log.entries
    head = FeedHead(path="changes.atom", title="All changes of travel advice – Advisory Watch")
    yield render_atom(head, entries, config)
    yield _json_feed(entries, config)
    cap_head = FeedHead(path=CAP_FEED, title="Travel advice as CAP messages – Advisory Watch")
    yield render_cap_feed(cap_head, entries, config)
    rows = ([read(entry) for read in CHANGE_COLUMNS.values()] for entry in entries)
    yield _render_csv("changes.csv", CHANGE_COLUMNS, rows)
    # One change a line: for years of changes, ten times as fast as with an indent.
    lines = ",\n".join(map(to_json, entries))
    body = f'{{"format":{json.dumps(CHANGES_FORMAT)},"changes":[\n{lines}\n]}}\n'
    yield WebFile(path=CHANGES_PATH, body=body.encode())


def read_change_log(body: bytes) -> ChangeLog:
    """Parse the rendered JSON. Raises `CorruptLedger`."""
    try:
        raw = json.loads(body)
    except ValueError as error:
        raise CorruptLedger(f"{CHANGES_PATH}: expected JSON, found {body[:60]!r}") from error
    if not isinstance(raw, dict) or raw.get("format") != CHANGES_FORMAT:
        raise CorruptLedger(
            f"{CHANGES_PATH}: expected the format {CHANGES_FORMAT}, found {str(raw)[:60]!r}"
        )
    return build_change_log(
        from_record(ChangeLogEntry, change) for change in raw.get("changes", ())
    )


def _json_feed(entries: Sequence[ChangeLogEntry], config: SiteConfig) -> WebFile:
    """Render JSON Feed 1.1: the content of the Atom feed, for programs that do not read XML."""
    feed: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Advisory Watch",
        "language": "en",
        "items": [_feed_item(entry, config) for entry in entries[:ENTRIES_MAX]],
    }
    if config.base_url:
        feed["home_page_url"] = f"{config.base_url}/"
        feed["feed_url"] = build_link(config, FEED_PATH)
    return WebFile(path=FEED_PATH, body=json.dumps(feed, ensure_ascii=False, indent=1).encode())


def _feed_item(entry: ChangeLogEntry, config: SiteConfig) -> dict[str, Any]:
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


def render_state(site_snapshot: SiteSnapshot) -> Iterator[WebFile]:
    """Render the current advice by source and destination; notices are not included."""
    rows = [
        _advice_row(record, record.advisory)
        for state in site_snapshot.states
        for _, record in sorted(state.records.items())
        if record.advisory and record.advisory.notice_id is None
    ]
    lost = [source for source, _ in site_snapshot.lost]
    document = {"format": STATE_FORMAT, "lost": lost, "words": rows}
    yield WebFile(path="state.json", body=json.dumps(document, indent=0).encode())
    columns = list(rows[0]) if rows else ["source", "destination"]
    yield _render_csv("state.csv", columns, (row.values() for row in rows))


def _advice_row(record: DestinationRecord, advisory: Advisory) -> dict[str, Any]:
    return {
        "source": record.source,
        "destination": record.destination,
        "name": advisory.name,
        "native_level": advisory.native_level,
        "severity": advisory.severity,
        "partial_severity": advisory.partial_severity,
        "departure": advisory.departure.words,
        "indicators": sorted(indicator.value for indicator in advisory.indicators),
        "issued_on": str(advisory.issued_on) if advisory.issued_on else None,
        "recorded_at": format_iso(record.recorded_at) if record.recorded_at else None,
        "version": record.number,
        "url": advisory.url,
        "page_sha256": record.evidence.page_key if record.evidence else None,
        "withdrawn": record.is_withdrawn,
        "unconfirmed": record.pending.advisory.native_level if record.pending else None,
    }
