"""Join the flags of an index with the texts of its documents.

An index may state the gravest steps as flags, and leave the milder ones to the text. Its flags
count at once, also while the document cannot be read. They never take anything back.
"""

from collections.abc import Mapping
from dataclasses import replace

from advisory_watch.core.advisory import Advisory, Severity, Snapshot
from advisory_watch.core.detection.engine import baseline
from advisory_watch.core.record import DestinationRecord

Records = Mapping[str, DestinationRecord]


def join_index_flags(
    snapshot: Snapshot, records: Records, unflagged: frozenset[Severity]
) -> tuple[Snapshot, Records]:
    """Return the copies to judge, and the records to judge them by.

    A flag that is graver than the text, now or as recorded, is joined to it. Other entries count
    only while no text is known. The text of a destination that was known by its flags alone is a
    starting point, unless it states what a flag would have stated.
    """
    texts = {copy.destination: copy for copy in snapshot.advisories if copy.text is not None}
    flagged = [copy for copy in snapshot.advisories if copy.text is None]
    for entry in flagged:
        text = texts.get(entry.destination) or _recorded(records, entry)
        if text is None or text.text is None:
            texts.setdefault(entry.destination, entry)
        elif is_graver(entry, text):
            texts[entry.destination] = join(entry, text)
    started = {code for code, copy in texts.items() if _is_start(copy, records, unflagged)}
    known = {code: record for code, record in records.items() if code not in started}
    return replace(snapshot, advisories=tuple(texts.values())), known


def is_graver(entry: Advisory, text: Advisory) -> bool:
    """Tell whether the flags state graver advice than a text, for the whole or for a part."""
    if (entry.severity or 0) > (text.severity or 0):
        return True
    return (entry.partial_severity or 0) > (text.gravest_severity or 0)


def join(entry: Advisory, text: Advisory) -> Advisory:
    """Return a text under the graver flags of its entry; the text does not state them yet."""
    is_whole = (entry.severity or 0) > (text.severity or 0)
    is_advised = (text.severity or 0) > Severity.NORMAL
    both = f"{text.native_level} + {entry.native_level}"
    partial = (text.partial_severity, entry.partial_severity)
    return replace(
        text,
        native_level=entry.native_level if is_whole or not is_advised else both,
        severity=entry.severity if is_whole else text.severity,
        partial_severity=max(filter(None, partial), default=None),
        regions=tuple(sorted({*text.regions, *entry.regions})),
        issued_on=entry.issued_on,
        issued_at=entry.issued_at,
        states_level=not is_whole,
    )


def _recorded(records: Records, copy: Advisory) -> Advisory | None:
    return baseline(records.get(copy.destination), copy)


def _is_start(copy: Advisory, records: Records, unflagged: frozenset[Severity]) -> bool:
    """Tell whether a text is the first one of a destination, and no news.

    It is news only if a later issue than the flags that are known states what a flag would state.
    """
    before = _recorded(records, copy)
    if copy.text is None or before is None or before.text is not None:
        return False
    flagged = replace(
        copy,
        severity=None if copy.severity in unflagged else copy.severity,
        partial_severity=None if copy.partial_severity in unflagged else copy.partial_severity,
    )
    return copy.issued_at == before.issued_at or not is_graver(flagged, before)
