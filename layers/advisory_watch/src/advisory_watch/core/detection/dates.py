"""Decide which issue dates to believe, and which of several copies is the most credible."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

from advisory_watch.core import thresholds
from advisory_watch.core.advisory import Advisory, Snapshot, is_possible
from advisory_watch.core.detection.types import BatchContext
from advisory_watch.core.fingerprint import copy_hash, fingerprint, is_level_graver, text_hash
from advisory_watch.core.record import DestinationRecord


def day_of_feed(snapshot: Snapshot) -> date:
    """Return the day on which a feed was last edited: its newest possible date.

    A publisher of many destinations edits some of them nearly every day. Old issues are
    distinguished from new ones by this day rather than by the clock. So a lagging mirror or
    yesterday's capture is judged at its own time. A feed with only a few items gives no
    evidence; the day of reading is used instead.
    """
    today = snapshot.read_at.date()
    dates = [
        advisory.issued_on
        for advisory in snapshot.advisories
        if advisory.issued_on is not None and is_possible(advisory.issued_on, snapshot.read_at)
    ]
    return min(max(dates), today) if len(dates) >= thresholds.MASS_MIN else today


def believed_date(
    copy: Advisory, record: DestinationRecord | None, context: BatchContext
) -> date | None:
    """Return the issue date that the rules use, or None if no date is believed.

    Three dates are not believed: an impossible date, a date that many destinations took on
    at once, and a newer date on an item without text. A text seen before keeps its earlier
    date: a new date alone does not make a copy a new issue.
    """
    if not is_possible(copy.issued_on, context.read_at) or copy.issued_on in context.redated_on:
        return None
    mark = record.issue_mark if record is not None else None
    if mark is not None and copy.issued_on is not None and copy.issued_on > mark:
        if copy.text is not None and not copy.has_text:
            return None
        if record is not None and is_redated_copy(copy, record):
            return mark
    return copy.issued_on


def is_redated_copy(copy: Advisory, record: DestinationRecord) -> bool:
    """Check for a text seen before whose date is now newer than the believed one."""
    if copy.issued_on is None or record.issue_mark is None or not copy.has_text:
        return False
    return copy.issued_on > record.issue_mark and text_hash(copy.text) in record.seen_texts


def redated_days(
    copies: Iterable[Advisory], records: Mapping[str, DestinationRecord], read_at: datetime
) -> frozenset[date]:
    """Find the days that too many destinations took on at once.

    Real case: 180 of 213 destinations carried the day of the capture, most without text,
    and went back to their own dates a day later. Only days near the time of reading count,
    because in a true first snapshot many destinations share one old review date. An endpoint
    without text is exempt: its dates are the publisher's time stamps, which move together
    for good reason.
    """
    recent = read_at.date() - timedelta(days=1)
    named = {copy.destination for copy in copies}
    days = Counter(
        day
        for day, _ in {
            (copy.issued_on, copy.destination)
            for copy in copies
            if copy.issued_on is not None
            and copy.issued_on >= recent
            and _is_newly_dated(copy, records.get(copy.destination))
        }
    )
    enough = max(thresholds.MASS_MIN, thresholds.REDATED_SHARE * len(named))
    return frozenset(day for day, count in days.items() if count >= enough)


def _is_newly_dated(copy: Advisory, record: DestinationRecord | None) -> bool:
    """Check whether a copy has a date new to us; copies of endpoints without text are exempt.

    In a first snapshot any text is new and proves nothing, so only copies without text
    count.
    """
    if copy.text is None or (record is not None and record.issue_mark == copy.issued_on):
        return False
    return record is not None or not copy.has_text


def is_slip_of_the_year(copy: Advisory, read_at: datetime) -> bool:
    """Check for a date that is right except for its year: people keep typing the old year.

    Real case: an issue of 3 March 2026 was dated 3 March 2025 for a day.
    """
    if copy.issued_on is None or copy.issued_on.year == date.max.year:
        return False
    try:
        meant = copy.issued_on.replace(year=copy.issued_on.year + 1)
    except ValueError:  # 29 February does not exist in the year after
        return False
    return timedelta(0) <= read_at.date() - meant <= thresholds.PUBLISHING_LAG_MAX


def credible_copies(
    copies: Sequence[Advisory], record: DestinationRecord | None, context: BatchContext
) -> tuple[Advisory, ...]:
    """Return the copies that count, best first; all of them have one believed date.

    Copies with text rank above placeholders, and believed dates above doubtful ones. Among
    those, the newest wins. The remaining copies may still disagree about the level; then
    the feed contradicts itself. The order and repetition of items make no difference.

    Real case: 114 names appeared twice in one feed, with two links, dates and levels.
    """
    worded = [copy for copy in copies if not copy.is_stub] or list(copies)
    if len(worded) == 1:
        return tuple(worded)
    newest = max(_rank(copy, record, context) for copy in worded)
    best = sorted(
        (copy for copy in worded if _rank(copy, record, context) == newest), key=_preference
    )
    return tuple({fingerprint(copy): copy for copy in reversed(best)}.values())[::-1]


def _rank(
    copy: Advisory, record: DestinationRecord | None, context: BatchContext
) -> tuple[date, bool]:
    if record is not None and is_raise_under_wrong_date(copy, record, context):
        return record.issue_mark or date.min, True
    return believed_date(copy, record, context) or date.min, False


def is_raise_under_wrong_date(
    copy: Advisory, record: DestinationRecord, context: BatchContext
) -> bool:
    """Detect new text for a graver level under an impossible date, which must not hide it.

    The copy that it replaces may still be in the feed, under a believable date. Only an
    issue newer than that one ranks above it.
    """
    if record.advisory is None or is_possible(copy.issued_on, context.read_at) or not copy.has_text:
        return False
    return is_level_graver(record.advisory, copy) and copy_hash(copy) not in record.seen_texts


def _preference(copy: Advisory) -> tuple[int, int, int, str, str]:
    """Rank by graver level, then graver departure advice, then longer text.

    The remaining fields, which no traveller sees, only break ties. So the order of items in
    the feed cannot decide.
    """
    unnoticed = f"{copy.url} {copy.name} {copy.text}"
    gravity = (-(copy.severity or 0), -copy.departure)
    return (*gravity, -len(copy.text or ""), fingerprint(copy), unnoticed)
