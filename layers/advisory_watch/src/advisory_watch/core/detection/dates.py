"""Decide which issue dates to believe, and which of several copies is the most credible."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta

from advisory_watch.core import thresholds
from advisory_watch.core.advisory import Advisory, Departure, Snapshot, is_possible
from advisory_watch.core.detection.memory import is_known_copy, is_known_text
from advisory_watch.core.detection.types import BatchContext
from advisory_watch.core.fingerprint import (
    CACHED_TEXTS,
    copy_hash,
    fingerprint,
    is_graver,
    is_level_graver,
    text_hash,
)
from advisory_watch.core.lazy_pattern import lazy_pattern
from advisory_watch.core.record import DestinationRecord
from advisory_watch.core.text_cache import text_cache


def day_of_feed(snapshot: Snapshot) -> date:
    """Return the day on which a feed was last edited: its newest possible date.

    A publisher of many destinations edits some of them nearly every day. Old issues are
    distinguished from new ones by this day rather than by the clock. So a lagging mirror or
    yesterday's capture is judged at its own time. A feed with only a few destinations gives no
    evidence; the day of reading is used instead.
    """
    today = snapshot.read_at.date()
    newest: date = date.min
    dated: set[str] = set()
    for advisory in snapshot.advisories:
        if advisory.issued_on is not None and is_possible(advisory.issued_on, snapshot.read_at):
            newest = max(newest, advisory.issued_on)
            dated.add(advisory.destination)
    return min(newest, today) if len(dated) >= thresholds.MASS_MIN else today


def mark_of(record: DestinationRecord | None, read_at: datetime) -> date | None:
    """Return the date of the recorded issue; one in the future of the reading does not count.

    By such a date, which a wrong clock once believed, every true issue would be an old copy.
    """
    mark = record.issue_mark if record is not None else None
    return mark if is_possible(mark, read_at) else None


def believed_date(
    copy: Advisory, record: DestinationRecord | None, context: BatchContext
) -> date | None:
    """Return the issue date that the rules use, or None if no date is believed.

    Three dates are not believed: an impossible date, a date that many destinations took on
    at once, unless the text is new and grave, and a newer date on an item without text. A text
    seen before keeps its earlier date: a new date alone does not make a copy a new issue.
    """
    if not is_possible(copy.issued_on, context.read_at):
        return None
    if copy.issued_on in context.redated_on and not is_new_and_grave(copy, record):
        return None
    mark = mark_of(record, context.read_at)
    if mark is not None and copy.issued_on is not None and copy.issued_on > mark:
        if copy.text is not None and not copy.has_text:
            return None
        if record is not None and copy.has_text and is_known_text(record, text_hash(copy.text)):
            return mark
    return copy.issued_on


def is_new_and_grave(copy: Advisory, record: DestinationRecord | None) -> bool:
    """Check for a text that states its level, was never seen, and is graver or says to leave.

    Other new words under such a date may be old: another back end words each issue in its own way.
    """
    if record is None or record.advisory is None:
        return False
    if not is_graver(record.advisory, copy) and copy.departure < Departure.DEPART_IMMEDIATELY:
        return False
    if not copy.has_text or not copy.states_level:
        return False
    return not is_known_text(record, text_hash(copy.text))


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


_MONTHS = (
    "january|januar|jan",
    "february|februar|feb",
    "march|märz|mar",
    "april|apr",
    "may|mai",
    "june|juni|jun",
    "july|juli|jul",
    "august|aug",
    "september|sept|sep",
    "october|oktober|oct|okt",
    "november|nov",
    "december|dezember|dec|dez",
)
_MONTH = "|".join(_MONTHS)
_DAY_IN_TEXT = lazy_pattern(
    rf"\b(?:(?P<month>{_MONTH})\.? (?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<year>20\d\d)"
    rf"|(?P<day2>\d{{1,2}})(?:\.|st|nd|rd|th)? (?P<month2>{_MONTH})\.?,? (?P<year2>20\d\d))\b",
    re.IGNORECASE,
)
"""A day in a text: `March 2, 2026`, `2 March 2026`, `2. März 2026`."""


@text_cache(CACHED_TEXTS)
def days_in(text: str) -> tuple[date, ...]:
    """Return the days that a text names with their year, in order of the text."""
    dated = (line for line in text.splitlines() if "20" in line)  # few lines name a year
    return tuple(day for line in dated for day in _days_in(line))


def _days_in(line: str) -> Iterator[date]:
    for match in _DAY_IN_TEXT.finditer(line):
        name = (match["month"] or match["month2"]).casefold()
        month = next(at for at, names in enumerate(_MONTHS, 1) if name in names.split("|"))
        try:
            year, day = match["year"] or match["year2"], match["day"] or match["day2"]
            yield date(int(year), month, int(day))
        except ValueError:
            continue


def is_text_later(text: str | None, since: date, until: date) -> bool:
    """Check whether a text speaks of a day after `since`, `until` at the latest."""
    return any(since < day <= until for day in days_in(text or ""))


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
        (copy for copy in worded if _rank(copy, record, context) == newest), key=preference
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
    is_known = is_known_copy(record, copy_hash(copy), copy)
    return is_level_graver(record.advisory, copy) and not is_known


def preference(copy: Advisory) -> tuple[int, int, int, str, str]:
    """Rank by graver level, then graver departure advice, then longer text.

    The remaining fields, which no traveller sees, only break ties. So the order of items in
    the feed cannot decide.
    """
    unnoticed = f"{copy.issued_at} {copy.url} {copy.name} {copy.text} {copy.notes}"
    gravity = (-(copy.severity or 0), -copy.departure)
    return (*gravity, -len(copy.text or ""), fingerprint(copy), unnoticed)
