"""Invariants of the engine, on any sequence of reads of one destination.

Two back ends, duplicates in a feed, wrong dates, texts without their level, placeholders, and
endpoints without text: whichever copies a feed shows, and in whichever order.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from advisory_watch.core import thresholds
from advisory_watch.core.advisory import Advisory, Departure, Notes, Severity
from advisory_watch.core.detection.types import Outcome
from core.detection.cases import (
    L1,
    L2,
    L3,
    L4,
    LATER,
    MARK,
    OLDER,
    a_bare_level,
    a_placeholder,
    an_issue,
    judged,
    known_as,
)
from core.detection.reads import Read, Reads
from support.builders import NOON

EXAMPLES = settings(derandomize=True, deadline=None, max_examples=200, database=None)

TODAY = NOON.date()
LEAVE = Departure.DEPART_IMMEDIATELY
DAYS_AGO = (0, 0, 1, 2, 3, 4, 30, 400, -1)
DATES = st.sampled_from([*(TODAY - timedelta(days=ago) for ago in DAYS_AGO), date(2030, 9, 15)])
MAYBE_DATES = st.one_of(DATES, st.none())
LEVELS = st.sampled_from(Severity)
DEPARTURES = (Departure.NONE, Departure.NONE, Departure.ORDERED_DEPARTURE, LEAVE)
NOTES = st.one_of(
    st.just(Notes()),
    st.just(Notes(is_level_kept=True)),
    st.builds(lambda level: Notes(raised_to=level), LEVELS),
    st.builds(lambda level: Notes(lowered_to=level), LEVELS),
)
WAITS = st.integers(5, 60).map(lambda minutes: timedelta(minutes=minutes))


@st.composite
def worded_copies(draw: st.DrawFn) -> Advisory:
    """Draw a copy with one of a few texts; the text decides the departure advice."""
    number = draw(st.integers(0, 5))
    copy = an_issue(
        draw(LEVELS),
        draw(MAYBE_DATES),
        text=f"Words {number}.",
        departure=DEPARTURES[number % len(DEPARTURES)],
        states_level=draw(st.booleans()),
        notes=draw(NOTES),
    )
    hour = draw(st.one_of(st.none(), st.integers(0, 23)))
    if hour is None or copy.issued_on is None or copy.issued_on.year != TODAY.year:
        return copy
    return replace(copy, issued_at=datetime.combine(copy.issued_on, time(hour), UTC))


WORDLESS = st.builds(lambda level, day: an_issue(level, day, text=""), LEVELS, MAYBE_DATES)
STUBS = st.builds(a_placeholder, LEVELS, DATES)
PARTS = st.builds(
    lambda day: an_issue(None, day, native_level="See Individual Summaries"), MAYBE_DATES
)
COPIES = st.one_of(worded_copies(), worded_copies(), worded_copies(), WORDLESS, STUBS, PARTS)
BARE = st.builds(a_bare_level, LEVELS, MAYBE_DATES)


def reads_of(copies: st.SearchStrategy[Advisory]) -> st.SearchStrategy[list[Read]]:
    """Draw reads of a few copies that return again and again, every 5 to 60 minutes."""
    pools = st.lists(copies, min_size=2, max_size=6)

    def from_pool(pool: list[Advisory]) -> st.SearchStrategy[list[Read]]:
        listed = st.lists(st.sampled_from(pool), min_size=1, max_size=3).map(tuple)
        return st.lists(st.tuples(listed, WAITS), min_size=2, max_size=30)

    return pools.flatmap(from_pool)


SINGLE = COPIES.map(lambda copy: replace(copy, is_only_copy=True))
FEEDS = st.one_of(reads_of(COPIES), reads_of(BARE))
ALL_FEEDS = st.one_of(FEEDS, reads_of(SINGLE))


@EXAMPLES
@given(ALL_FEEDS)
def test_nothing_graver_waits_longer_than_the_deadline(feed: list[Read]) -> None:
    """Eleven raises of a war were never reported: each doubt was right, and none had an end."""
    reads = Reads()
    for copies, wait in feed:
        reads.now += wait
        is_overdue = reads.is_overdue(copies)
        detection = reads.read(*copies, after=timedelta(0))
        if is_overdue:
            assert detection.outcome in (Outcome.CHANGED, Outcome.FIRST_SEEN), detection


@EXAMPLES
@given(FEEDS)
def test_an_old_copy_is_never_told(feed: list[Read]) -> None:
    """An old and graver copy stayed for weeks; reported once, it wakes people for nothing.

    Exempt are known words under a newer date or a later time stamp: they may be issued again.
    """
    reads = Reads()
    for copies, wait in feed:
        reads.now += wait
        mark = reads.record.issue_mark if reads.record else None
        old = [copy for copy in copies if copy.has_text and reads.is_old(copy)]
        detection = reads.read(*copies, after=timedelta(0))
        copy = detection.advisory
        if detection.outcome is Outcome.CHANGED and copy in old:
            is_newer = mark is not None and copy.issued_on is not None and copy.issued_on > mark
            assert is_newer or detection.rule == "newer_revision", detection


@EXAMPLES
@given(LEVELS, LEVELS, DATES, st.integers(1, 50), WAITS)
def test_a_superseded_text_is_rejected_at_every_read(
    known: Severity, old: Severity, issued_on: date, times: int, wait: timedelta
) -> None:
    """Two back ends alternated for months; the old one was read thousands of times."""
    reads = Reads()
    copy = an_issue(old, min(issued_on, MARK), text="The old words.")
    reads.record = known_as(an_issue(known, MARK), copy)
    for _ in range(times):
        reads.read(copy, after=wait)
    assert reads.told == []


@EXAMPLES
@given(LEVELS, st.integers(4, 2000), st.sampled_from(DEPARTURES), st.integers(1, 50), WAITS)
def test_an_unseen_text_that_is_plainly_older_is_never_told(
    level: Severity, days: int, departure: Departure, times: int, wait: timedelta
) -> None:
    """A copy of a year ago was served for two days, after a deployment."""
    reads = Reads()
    reads.record = known_as(an_issue(L2, MARK))
    copy = an_issue(level, MARK - timedelta(days=days), departure=departure)
    for _ in range(times):
        reads.read(copy, after=wait)
    assert reads.told == []


INCONSISTENT_READS = st.lists(WAITS, min_size=1, max_size=6)


@EXAMPLES
@given(
    levels=st.sampled_from([(L1, L2), (L1, L4), (L2, L3), (L2, L4), (L3, L4)]),
    waits=INCONSISTENT_READS,
    departure=st.sampled_from(DEPARTURES),
    dated_first=st.booleans(),
    is_noted=st.booleans(),
)
def test_a_title_that_completes_its_text_is_told_at_once(
    *,
    levels: tuple[Severity, Severity],
    waits: list[timedelta],
    departure: Departure,
    dated_first: bool,
    is_noted: bool,
) -> None:
    """A text is saved minutes before its title, with its date or without: nothing is learnt."""
    before, after = levels
    reads = Reads()
    reads.read(an_issue(before, MARK))
    whole = an_issue(
        after,
        TODAY,
        text=f"The advisory level was increased to {after}.",
        notes=Notes(raised_to=after) if is_noted else Notes(),
        departure=departure,
    )
    half = replace(
        whole,
        severity=before,
        native_level=an_issue(before).native_level,
        states_level=False,
        denies_level=True,
        issued_on=TODAY if dated_first else MARK,
    )
    for wait in waits:
        reads.read(half, after=wait)
    detection = reads.read(whole)
    assert detection.outcome is Outcome.CHANGED
    assert reads.record is not None
    assert reads.record.advisory == whole


@EXAMPLES
@given(ALL_FEEDS, st.randoms(use_true_random=False))
def test_order_and_repetition_of_items_make_no_difference(
    feed: list[Read], random: st.DataObject
) -> None:
    """One feed listed 114 names twice, and two back ends list them in different order."""
    plain, shuffled = Reads(), Reads()
    for copies, wait in feed:
        again = list(copies * 2)
        random.shuffle(again)  # type: ignore[attr-defined]
        assert plain.read(*copies, after=wait) == shuffled.read(*again, after=wait)
        assert plain.record == shuffled.record


@EXAMPLES
@given(
    mark=st.dates(LATER.date() + timedelta(days=2), date(2035, 1, 1)),
    level=st.sampled_from([L3, L4]),
    days=st.integers(0, 7),
    noted=NOTES,
)
def test_a_mark_in_the_future_hides_nothing(
    mark: date, level: Severity, days: int, noted: Notes
) -> None:
    """A wrong clock once believed a date of next year; every true issue was older."""
    record = known_as(an_issue(L2, mark, text="Recorded under a wrong clock."), issue_mark=mark)
    raised = an_issue(level, TODAY - timedelta(days=days), notes=noted)
    assert judged(record, raised).outcome is Outcome.CHANGED


@EXAMPLES
@given(level=st.sampled_from([L3, L4]), days=st.integers(0, 2))
def test_a_mark_of_tomorrow_hides_nothing_of_these_days(level: Severity, days: int) -> None:
    """A reissue was dated tomorrow, the raise an hour later today: it is reported at once."""
    reads = Reads()
    reads.read(an_issue(L2, TODAY + timedelta(days=1)))
    raised = an_issue(level, TODAY - timedelta(days=days))
    is_at_once = reads.read(raised).outcome is Outcome.CHANGED
    assert is_at_once is (days == 0)
    reads.read(raised, after=thresholds.GRAVER_TOLD_AFTER)
    assert [detection.advisory for detection in reads.told] == [raised]


@EXAMPLES
@given(st.lists(WAITS, min_size=30, max_size=60), st.data())
def test_a_line_that_differs_at_each_visit_does_not_make_an_old_copy_news(
    waits: Sequence[timedelta], data: st.DataObject
) -> None:
    """A counter of visitors flushed the memory, and last month's Level 4 was reported again."""
    reads, old, calm = Reads(), an_issue(L4, OLDER), an_issue(L2, MARK)
    reads.read(old)
    reads.read(calm)
    for number, wait in enumerate(waits):
        is_old = data.draw(st.booleans())
        visited = replace(calm, text=f"{calm.text} Visitor {number}.")
        reads.read(old if is_old else visited, after=wait)
    reads.read(old, after=thresholds.GRAVER_TOLD_AFTER)
    assert [detection.advisory for detection in reads.told] == [calm]
