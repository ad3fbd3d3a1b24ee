"""What is remembered of the copies of a destination: which are known, and which were superseded."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from advisory_watch.core import thresholds
from advisory_watch.core.advisory import Advisory, Departure
from advisory_watch.core.fingerprint import copy_hash
from advisory_watch.core.record import DestinationRecord, KnownCopy

OF_OLDER_PROGRAM = -1
"""The version of a copy whose level is not known; a level that is not stated is None as well."""

_UNKNOWN = KnownCopy(
    text="",
    severity=None,
    departure=Departure.DEPART_IMMEDIATELY,
    issued_on=None,
    version=OF_OLDER_PROGRAM,
)


def known_copies(record: DestinationRecord) -> tuple[KnownCopy, ...]:
    """Return all copies known of a destination, oldest first.

    Of a copy that an older program remembered, only the text is known.
    """
    older = (replace(_UNKNOWN, text=text) for text in record.seen_texts)
    return (*older, *record.known_copies)


def is_known_text(record: DestinationRecord, text: str) -> bool:
    """Check whether a text was seen before, under any level and date."""
    return any(known.text == text for known in known_copies(record))


def newest_date_of(record: DestinationRecord, text: str) -> date | None:
    """Return the newest date that a known text had, or None if none was believed."""
    dates = (known.issued_on for known in known_copies(record) if known.text == text)
    return max(filter(None, dates), default=None)


def is_known_copy(record: DestinationRecord, text: str, copy: Advisory) -> bool:
    """Check whether a text was seen before under this level.

    Under another level it is another copy: publishers save a text minutes before its title.
    """
    return any(_is_same(known, text, copy) for known in known_copies(record))


def is_superseded_copy(record: DestinationRecord, text: str, copy: Advisory) -> bool:
    """Check whether a copy was current once, and a later version was recorded since.

    Words of an earlier version are old under any title that they do not state.
    """
    recorded = record.advisory
    if recorded and copy.severity == recorded.severity and text == copy_hash(recorded):
        return False  # a destination that was withdrawn is listed again
    return any(
        known.version < record.number
        and (_is_same(known, text, copy) or (known.text == text and not copy.states_level))
        for known in known_copies(record)
    )


def _is_same(known: KnownCopy, text: str, copy: Advisory) -> bool:
    is_level_same = known.severity == copy.severity or known.version == OF_OLDER_PROGRAM
    return known.text == text and is_level_same


def superseded_days(record: DestinationRecord, copy: Advisory) -> Iterator[date]:
    """Yield the dates of superseded issues that were as grave as a copy.

    Another back end words an issue in its own way. So its copy of an old issue is recognised by
    level, departure advice and date.
    """
    for known in record.known_copies:
        is_as_grave = known.severity == copy.severity and known.departure >= copy.departure
        if known.issued_on is not None and known.version < record.number and is_as_grave:
            yield known.issued_on


def remember(
    record: DestinationRecord,
    copy: Advisory,
    believed_on: date | None,
    text: str = "",
    *,
    version: int | None = None,
) -> DestinationRecord:
    """Return the record with a copy that belongs to a version, by default the newest.

    A superseded copy stays superseded, unless it is the one on record again. A placeholder and a
    missing text are not remembered, and neither is a notice: its news is that it was issued.
    """
    if copy.notice_id is not None or copy.is_stub or copy.text == "":
        return record
    text = text or copy_hash(copy)
    if copy is not record.advisory and is_known_copy(record, text, copy):
        return record
    known = KnownCopy(
        text=text,
        severity=copy.severity,
        departure=copy.departure,
        issued_on=believed_on,
        version=record.number if version is None else version,
    )
    others = (other for other in known_copies(record) if not _is_same(other, text, copy))
    return replace(record, seen_texts=(), known_copies=_bounded((*others, known)))


def _bounded(copies: tuple[KnownCopy, ...]) -> tuple[KnownCopy, ...]:
    """Drop the oldest further copy of the version with the most copies, if there are too many.

    The first copy of a version is the recorded one. A line that differs at each visit makes each
    copy new, and must displace neither it nor older versions.
    """
    if len(copies) <= thresholds.KNOWN_COPIES_MAX:
        return copies
    ((fullest, count),) = Counter(known.version for known in copies).most_common(1)
    crowd = [known for known in copies if known.version == fullest]
    drop = crowd[1] if count > 1 else copies[0]
    return tuple(known for known in copies if known is not drop)
