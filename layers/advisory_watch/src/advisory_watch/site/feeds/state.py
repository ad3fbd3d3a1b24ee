"""The present state, as JSON and as a table: what every source says of every destination.

Nothing in it moves while nothing is learnt: when a source was last read stands on the front
page alone.
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
    """Print what is said now, by source and destination; notices are no state."""
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
    said = known.advisory
    return said is not None and said.notice_id is None


def _word(known: Known) -> dict[str, Any]:
    said, evidence = known.advisory, known.evidence
    return {
        "source": known.source,
        "destination": known.destination,
        "name": said.name if said else None,
        "native_level": said.native_level if said else None,
        "severity": int(said.severity) if said and said.severity else None,
        "partial_severity": int(said.partial_severity) if said and said.partial_severity else None,
        "departure": said.departure.words if said else None,
        "indicators": sorted(each.value for each in said.indicators) if said else [],
        "issued_on": str(said.issued_on) if said and said.issued_on else None,
        "recorded_at": iso(known.recorded_at) if known.recorded_at else None,
        "version": known.number,
        "url": said.url if said else None,
        "page_sha256": evidence.page_key if evidence else None,
        "withdrawn": known.is_withdrawn,
        "unconfirmed": known.held.advisory.native_level if known.held else None,
    }


def _plain(value: object) -> object:
    if isinstance(value, list):
        return " ".join(value)
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else value
