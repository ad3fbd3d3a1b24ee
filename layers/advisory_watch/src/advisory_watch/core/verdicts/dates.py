"""Which issue dates to believe. A date decides what is newer, so a wrong one can hide a raise."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from advisory_watch.core.advisories import Advisory, Reading
from advisory_watch.core.fingerprint import text_hash
from advisory_watch.core.verdicts import limits
from advisory_watch.core.verdicts.verdict import Circumstances
from advisory_watch.core.versions import Known


def is_possible(issued_on: date | None, read_at: datetime) -> bool:
    """Bound a date by the moment of reading: not in the future, not in another age.

    Real case: a destination dated 2030-09-15 for a day; by the newest date it would
    have outranked every true issue for four years.
    """
    if issued_on is None:
        return False
    age = read_at.date() - issued_on
    return -limits.FUTURE_DATE_MAX <= age <= limits.PAST_DATE_MAX


def day_of_feed(reading: Reading) -> date:
    """Return the day on which a feed was last edited: its newest possible date.

    A publisher of many destinations edits some nearly every day. Old issues are told
    from new ones by this day rather than by the clock, so that a mirror that lags, or
    yesterday's capture, is read as what it was. A handful of items says nothing: then
    it is the day of reading.
    """
    today = reading.read_at.date()
    dates = [
        each.issued_on
        for each in reading.advisories
        if each.issued_on is not None and is_possible(each.issued_on, reading.read_at)
    ]
    return min(max(dates), today) if len(dates) >= limits.MASS_MIN else today


def believed_date(copy: Advisory, known: Known | None, at: Circumstances) -> date | None:
    """Return the issue date as far as we believe it.

    Not believed: an impossible date; a date given to many destinations at once; a newer
    date on an item without words. A text seen before keeps the date it had: a copy does
    not become a new issue by being dated anew.
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
    """Recognise a text that came by before and now carries a newer date than we believe."""
    if copy.issued_on is None or known.issue_mark is None or not copy.has_text:
        return False
    return copy.issued_on > known.issue_mark and text_hash(copy) in known.seen_texts


def redated_days(
    copies: Iterable[Advisory], known: Mapping[str, Known], read_at: datetime
) -> frozenset[date]:
    """Find the days that too many destinations took on at once.

    Real case: 180 of 213 destinations dated the day of the capture, most without text,
    and back to their own dates a day later. Only days about the time of reading count:
    a true first reading has many destinations of one old review. Where a door carries
    no text, a date is the publisher's time-stamp; those move together and mean it.
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
    """Tell whether a copy with words, or without those it should have, has a date new to us.

    A first reading proves nothing by its words: there only the wordless count.
    """
    if copy.text is None or (known is not None and known.issue_mark == copy.issued_on):
        return False
    return known is not None or not copy.has_text


def is_slip_of_the_year(copy: Advisory, read_at: datetime) -> bool:
    """Recognise a date that is right but for its year: people go on typing the old one.

    Real case: an issue of 3 March 2026 dated 3 March 2025 for a day.
    """
    if copy.issued_on is None or copy.issued_on.year == date.max.year:
        return False
    try:
        meant = copy.issued_on.replace(year=copy.issued_on.year + 1)
    except ValueError:  # 29 February: the year after has none
        return False
    return timedelta(0) <= read_at.date() - meant <= limits.PUBLISHING_LAG_MAX
