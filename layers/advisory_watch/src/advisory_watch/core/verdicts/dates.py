"""Decide which issue dates to believe: dates order issues, so a wrong date can hide a raise."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from advisory_watch.core.advisories import Advisory, Reading
from advisory_watch.core.fingerprint import text_hash
from advisory_watch.core.verdicts import limits
from advisory_watch.core.verdicts.verdict import Circumstances
from advisory_watch.core.versions import Known


def is_possible(issued_on: date | None, read_at: datetime) -> bool:
    """Check a date against the time of reading: neither in the future nor years too old.

    Real case: a destination was dated 2030-09-15 for a day. A rule that takes the newest
    date would have ranked it above every true issue for four years.
    """
    if issued_on is None:
        return False
    age = read_at.date() - issued_on
    return -limits.FUTURE_DATE_MAX <= age <= limits.PAST_DATE_MAX


def day_of_feed(reading: Reading) -> date:
    """Return the day on which a feed was last edited: its newest possible date.

    A publisher of many destinations edits some of them nearly every day. Old issues are
    distinguished from new ones by this day rather than by the clock. So a lagging mirror or
    yesterday's capture is judged at its own time. A feed with only a few items gives no
    evidence; the day of reading is used instead.
    """
    today = reading.read_at.date()
    dates = [
        advisory.issued_on
        for advisory in reading.advisories
        if advisory.issued_on is not None and is_possible(advisory.issued_on, reading.read_at)
    ]
    return min(max(dates), today) if len(dates) >= limits.MASS_MIN else today


def believed_date(copy: Advisory, known: Known | None, at: Circumstances) -> date | None:
    """Return the issue date that the rules use, or None if no date is believed.

    Three dates are not believed: an impossible date, a date that many destinations took on
    at once, and a newer date on an item without text. A text seen before keeps its earlier
    date: a new date alone does not make a copy a new issue.
    """
    if not is_possible(copy.issued_on, at.read_at) or copy.issued_on in at.redated_on:
        return None
    mark = known.issue_mark if known is not None else None
    if mark is not None and copy.issued_on is not None and copy.issued_on > mark:
        if copy.text is not None and not copy.has_text:
            return None
        if known is not None and is_redated_copy(copy, known):
            return mark
    return copy.issued_on


def is_redated_copy(copy: Advisory, known: Known) -> bool:
    """Check for a text seen before whose date is now newer than the believed one."""
    if copy.issued_on is None or known.issue_mark is None or not copy.has_text:
        return False
    return copy.issued_on > known.issue_mark and text_hash(copy) in known.seen_texts


def redated_days(
    copies: Iterable[Advisory], known: Mapping[str, Known], read_at: datetime
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
            and _is_dated_anew(copy, known.get(copy.destination))
        }
    )
    enough = max(limits.MASS_MIN, limits.REDATED_SHARE * len(named))
    return frozenset(day for day, count in days.items() if count >= enough)


def _is_dated_anew(copy: Advisory, known: Known | None) -> bool:
    """Check whether a copy has a date new to us; copies of endpoints without text are exempt.

    In a first snapshot any text is new and proves nothing, so only copies without text
    count.
    """
    if copy.text is None or (known is not None and known.issue_mark == copy.issued_on):
        return False
    return known is not None or not copy.has_text


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
    return timedelta(0) <= read_at.date() - meant <= limits.PUBLISHING_LAG_MAX
