"""The present state, as JSON and as a table: the advice of every source on every destination.

The files change only if a record changes. The times of the last checks are only on the front page.
"""

import json
from collections.abc import Iterator
from typing import Any

from advisory_watch.core.files import File
from advisory_watch.core.overview import Overview
from advisory_watch.core.versions import Known
from advisory_watch.site.feeds.tables import table
from advisory_watch.site.rendering import iso

FORMAT = "advisory-watch/state/1"


def state_files(overview: Overview) -> Iterator[File]:
    """Render the current advice by source and destination; notices are not included."""
    words = [
        _word(state.known[code])
        for state in overview.states
        for code in sorted(state.known)
        if _is_state(state.known[code])
    ]
    lost = [source for source, _ in overview.lost]
    record = {"format": FORMAT, "lost": lost, "words": words}
    yield File(path="state.json", body=json.dumps(record, ensure_ascii=True, indent=0).encode())
    columns = list(words[0]) if words else ["source", "destination"]
    rows = ([_plain(value) for value in word.values()] for word in words)
    yield table("state.csv", columns, rows)


def _is_state(known: Known) -> bool:
    advisory = known.advisory
    return advisory is not None and advisory.notice_id is None


def _word(known: Known) -> dict[str, Any]:
    advisory, evidence = known.advisory, known.evidence
    return {
        "source": known.source,
        "destination": known.destination,
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
        "recorded_at": iso(known.recorded_at) if known.recorded_at else None,
        "version": known.number,
        "url": advisory.url if advisory else None,
        "page_sha256": evidence.page_key if evidence else None,
        "withdrawn": known.is_withdrawn,
        "unconfirmed": known.held.advisory.native_level if known.held else None,
    }


def _plain(value: object) -> object:
    if isinstance(value, list):
        return " ".join(value)
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else value
