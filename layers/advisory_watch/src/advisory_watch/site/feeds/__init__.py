"""JSON, CSV and feeds of the site.

The files change only if a record changes. The times of the last checks are only on the front page.
"""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from advisory_watch.core.change_log import ChangeLog, ChangeLogEntry, SiteSnapshot, build_change_log
from advisory_watch.core.errors import CorruptLedger
from advisory_watch.core.record import DestinationRecord
from advisory_watch.core.serialization import from_record, to_json
from advisory_watch.core.web_file import WebFile
from advisory_watch.site.feeds.atom import atom, printable
from advisory_watch.site.feeds.json_feed import json_feed
from advisory_watch.site.rendering.config import SiteConfig
from advisory_watch.site.rendering.environment import iso

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""Prefixes that a spreadsheet reads as a formula: such a cell gets an apostrophe."""


def table(path: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> WebFile:
    """Render a table with a header; None becomes an empty cell."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([_cell(cell) for cell in row] for row in rows)
    return WebFile(path=path, body=out.getvalue().encode())


def _cell(value: object) -> str:
    text = "" if value is None else printable(str(value))
    return f"'{text}" if text.startswith(FORMULA) else text


PATH = "changes.json"
FORMAT = "advisory-watch/changes/1"
COLUMNS = (
    "id",
    "decided_at",
    "source",
    "destination",
    "name",
    "kinds",
    "urgent",
    "from_native",
    "to_native",
    "from_severity",
    "to_severity",
    "from_departure",
    "to_departure",
    "issued_on",
    "rule",
    "retracted",
    "url",
    "page_sha256",
)


def chronicle_files(change_log: ChangeLog, config: SiteConfig) -> Iterator[WebFile]:
    """Render the feeds and lists of all changes; the JSON comes last."""
    yield atom(
        "changes.atom", "Advisory Watch: travel advice that changed", change_log.entries, config
    )
    yield json_feed(change_log, config)
    yield table("changes.csv", COLUMNS, map(_row, change_log.entries))
    yield WebFile(path=PATH, body=_document(change_log).encode())


def read_chronicle(body: bytes) -> ChangeLog:
    """Parse the rendered JSON. Raises `CorruptLedger`."""
    try:
        raw = json.loads(body)
    except ValueError as error:
        raise CorruptLedger(f"{PATH}: expected JSON, found {body[:60]!r}") from error
    if not isinstance(raw, dict) or raw.get("format") != FORMAT:
        raise CorruptLedger(f"{PATH}: expected the format {FORMAT}, found {str(raw)[:60]!r}")
    return build_change_log(
        from_record(ChangeLogEntry, change) for change in raw.get("changes", ())
    )


def _document(change_log: ChangeLog) -> str:
    """Write one change a line: for years of changes, ten times as fast as with an indent."""
    lines = ",\n".join(map(to_json, change_log.entries))
    return f'{{"format":{json.dumps(FORMAT)},"changes":[\n{lines}\n]}}\n'


def _row(entry: ChangeLogEntry) -> list[object]:
    return [
        entry.id,
        iso(entry.decided_at),
        entry.source,
        entry.destination,
        entry.name,
        " ".join(entry.kinds),
        "yes" if entry.is_urgent else "no",
        entry.from_native,
        entry.to_native,
        _number(entry.from_severity),
        _number(entry.to_severity),
        entry.from_departure.words,
        entry.to_departure.words,
        entry.issued_on,
        entry.rule,
        "yes" if entry.is_retracted else "no",
        entry.url,
        entry.page_key,
    ]


def _number(severity: int | None) -> int | None:
    return None if severity is None else int(severity)


STATE_FORMAT = "advisory-watch/state/1"


def state_files(site_snapshot: SiteSnapshot) -> Iterator[WebFile]:
    """Render the current advice by source and destination; notices are not included."""
    words = [
        _word(state.records[code])
        for state in site_snapshot.states
        for code in sorted(state.records)
        if _is_state(state.records[code])
    ]
    lost = [source for source, _ in site_snapshot.lost]
    record = {"format": STATE_FORMAT, "lost": lost, "words": words}
    yield WebFile(path="state.json", body=json.dumps(record, ensure_ascii=True, indent=0).encode())
    columns = list(words[0]) if words else ["source", "destination"]
    rows = ([_plain(value) for value in word.values()] for word in words)
    yield table("state.csv", columns, rows)


def _is_state(record: DestinationRecord) -> bool:
    advisory = record.advisory
    return advisory is not None and advisory.notice_id is None


def _word(record: DestinationRecord) -> dict[str, Any]:
    advisory, evidence = record.advisory, record.evidence
    return {
        "source": record.source,
        "destination": record.destination,
        "name": advisory.name if advisory else None,
        "native_level": advisory.native_level if advisory else None,
        "severity": int(advisory.severity) if advisory and advisory.severity else None,
        "partial_severity": int(advisory.partial_severity)
        if advisory and advisory.partial_severity
        else None,
        "departure": advisory.departure.words if advisory else None,
        "indicators": sorted(indicator.value for indicator in advisory.indicators)
        if advisory
        else [],
        "issued_on": str(advisory.issued_on) if advisory and advisory.issued_on else None,
        "recorded_at": iso(record.recorded_at) if record.recorded_at else None,
        "version": record.number,
        "url": advisory.url if advisory else None,
        "page_sha256": evidence.page_key if evidence else None,
        "withdrawn": record.is_withdrawn,
        "unconfirmed": record.pending.advisory.native_level if record.pending else None,
    }


def _plain(value: object) -> object:
    if isinstance(value, list):
        return " ".join(value)
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else value
