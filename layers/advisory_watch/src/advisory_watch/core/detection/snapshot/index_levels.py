"""Join the levels of an index with the texts of its documents.

An index may state the level of every destination, and leave parts and departure advice to the
documents. Its newer level counts at once, also while the document cannot be read.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from advisory_watch.core.advisory import Advisory, Snapshot
from advisory_watch.core.fingerprint import is_level_graver
from advisory_watch.core.record import DestinationRecord

Records = Mapping[str, DestinationRecord]

MOMENT = timedelta(microseconds=1)
"""By which a joined copy is older than its issue, so that the document itself is a newer one."""


def join_index_levels(snapshot: Snapshot, records: Records) -> tuple[Snapshot, Records]:
    """Return the copies to judge, and the records to judge them by.

    A document that was read now is judged with the level that is newer. Otherwise the recorded text
    is, so that its parts and its departure advice stay. The first text of a destination that was
    known by its level alone is a starting point if it states the same level.
    """
    texts = {copy.destination: copy for copy in snapshot.advisories if copy.text is not None}
    entries = [copy for copy in snapshot.advisories if copy.text is None]
    listed = {entry.destination for entry in entries}
    copies = [
        *(_joined(entry, texts.get(entry.destination), records) for entry in entries),
        *(text for code, text in texts.items() if code not in listed),
    ]
    started = {copy.destination for copy in copies if _is_start(copy, records)}
    known = {code: record for code, record in records.items() if code not in started}
    return replace(snapshot, advisories=tuple(copies)), known


def _joined(entry: Advisory, text: Advisory | None, records: Records) -> Advisory:
    if text is not None:
        is_settled = entry.severity == text.severity
        return with_date_of(entry, text) if is_settled else join(entry, text)
    recorded = _recorded(records, entry.destination)
    return entry if recorded is None or recorded.text is None else join(entry, recorded)


def with_date_of(entry: Advisory, text: Advisory) -> Advisory:
    """Return a text; one without a readable date has the date under which it is listed."""
    if text.issued_on is not None:
        return text
    return replace(text, issued_on=entry.issued_on, issued_at=entry.issued_at)


def join(entry: Advisory, text: Advisory) -> Advisory:
    """Return a text under the level of an entry that is newer than the text.

    If both have one time stamp, the graver level counts. The text does not state another level.
    """
    is_same_issue = entry.issued_at == text.issued_at
    if _is_older(entry, text) or (is_same_issue and not is_level_graver(text, entry)):
        return text
    regions = tuple(region for region in text.regions if region.severity > (entry.severity or 0))
    return replace(
        text,
        native_level=entry.native_level,
        severity=entry.severity,
        regions=regions,
        partial_severity=max((region.severity for region in regions), default=None),
        issued_on=entry.issued_on,
        issued_at=entry.issued_at - MOMENT if entry.issued_at else None,
        states_level=text.states_level and entry.severity == text.severity,
    )


def _is_older(entry: Advisory, text: Advisory) -> bool:
    if entry.issued_at is None or text.issued_at is None:
        return False
    return entry.issued_at < text.issued_at


def _recorded(records: Records, code: str) -> Advisory | None:
    record = records.get(code)
    return record.advisory if record else None


def _is_start(copy: Advisory, records: Records) -> bool:
    """Tell whether a copy is the first text of a destination, at the known level."""
    before = _recorded(records, copy.destination)
    if copy.text is None or before is None or before.text is not None:
        return False
    return copy.severity == before.severity
