"""When a page is asked again: its rest by rule, its turn, and the bounds of both."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisory_watch.core.advisory import Severity
from advisory_watch.core.fetch_plan import FetchHistory, due
from advisory_watch.core.health import DocumentHealth
from advisory_watch.core.record import DestinationRecord
from advisory_watch.core.revisits import (
    CHANGES_TO_LEARN_FROM,
    DAY,
    EDITS_LAST,
    LONGEST_REST,
    MOVES_LAST,
    MOVES_REMEMBERED,
    RULES,
    WORKING_TIME_REQUESTS,
    Signs,
    Visit,
    advised_against,
    after_moves,
    changes_in,
    is_working_time,
    newest_moves,
    pages_to_ask,
    read_moves,
    read_signs,
    recent,
    rest_of,
    with_moves,
)
from advisory_watch.core.source import Document
from support.builders import NOON, a_target, an_advisory

MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)
HOUR = timedelta(hours=1)
USUAL = 30 * MINUTE
PROMISE = timedelta(hours=2)
"""The longest time between two requests of a page (`docs/reliability.md`)."""

CODES = tuple(f"{first}{second}" for first in "ABCDEFGHIJKL" for second in "ABCDEFGHIJKL")
SOME = st.frozensets(st.sampled_from(CODES[:12]))
ANY_SIGNS = st.builds(
    Signs,
    moved=SOME,
    moved_in_month=SOME,
    against_travel=SOME,
    edited=SOME,
    is_working_time=st.booleans(),
)
AA = frozenset({"AA"})


def a_visit(code: str = "AA", ago: timedelta = timedelta(), **fields: object) -> Visit:
    """Build a page that was last requested some time before noon."""
    usual: dict[str, object] = {
        "page": code,
        "tried_at": NOON - ago,
        "usual": USUAL,
        "destinations": frozenset({code}),
    }
    return Visit(**usual | fields)  # type: ignore[arg-type]


def spread(count: int, over: timedelta = LONGEST_REST) -> list[Visit]:
    """Build pages whose last requests are spread evenly, as after some hours of checks."""
    return [a_visit(code, over * (at + 1) / count) for at, code in enumerate(CODES[:count])]


def a_record(code: str, changed_at: datetime | None, number: int = 2) -> DestinationRecord:
    """Build a record whose newest version is from this time."""
    return DestinationRecord(
        source="xx",
        destination=code,
        number=number,
        watched_since=NOON - timedelta(days=400),
        recorded_at=changed_at,
    )


@pytest.mark.parametrize(
    ("visit", "signs", "rest"),
    [
        (a_visit(), Signs(), LONGEST_REST),
        (a_visit(), Signs(moved=frozenset({"AA"})), timedelta()),
        (a_visit(), Signs(moved=frozenset({"BB"})), LONGEST_REST),
        (a_visit(), Signs(edited=frozenset({"AA"})), LONGEST_REST),
        (a_visit(), Signs(edited=frozenset({"AA"}), is_working_time=True), USUAL),
        (a_visit(), Signs(is_working_time=True), 2 * USUAL),
        (a_visit(), Signs(against_travel=AA, is_working_time=True), USUAL),
        (a_visit(), Signs(against_travel=AA), LONGEST_REST),
        (a_visit(), Signs(against_travel=AA, moved_in_month=AA), LONGEST_REST),
        (a_visit(), Signs(moved_in_month=AA, is_working_time=True), 2 * USUAL),
        (a_visit(is_failing=True), Signs(), USUAL),
        (a_visit(usual=timedelta(hours=9)), Signs(is_working_time=True), LONGEST_REST),
    ],
)
def test_each_rule_gives_its_rest(visit: Visit, signs: Signs, rest: timedelta) -> None:
    """The shortest rest of all rules counts."""
    assert rest_of(visit, signs) == rest


@given(signs=ANY_SIGNS, more=ANY_SIGNS, is_failing=st.booleans())
def test_more_signs_never_make_a_rest_longer(signs: Signs, more: Signs, is_failing: bool) -> None:  # noqa: FBT001
    """News that delays the next request would be worse than no news."""
    both = Signs(
        moved=signs.moved | more.moved,
        moved_in_month=signs.moved_in_month | more.moved_in_month,
        against_travel=signs.against_travel | more.against_travel,
        edited=signs.edited | more.edited,
        is_working_time=signs.is_working_time or more.is_working_time,
    )
    for code in CODES[:12]:
        visit = a_visit(code, is_failing=is_failing)
        assert rest_of(visit, both) <= rest_of(visit, signs) <= LONGEST_REST
        assert rest_of(visit, signs, RULES) <= rest_of(visit, signs, RULES[:1])


def test_a_quiet_source_is_asked_in_small_parts() -> None:
    """A burst of 110 pages would keep a function waiting for the pauses between them."""
    asked = pages_to_ask(spread(110), Signs(), NOON + 9 * MINUTE)
    oldest = {visit.page for visit in spread(110)[-11:]}
    assert len(asked) <= 21
    assert asked >= oldest


def test_a_burst_is_spread_over_the_following_checks() -> None:
    """After a first check all pages have the same age: they must not all be due together."""
    visits = {code: a_visit(code) for code in CODES[:110]}
    counts = _checks(visits, [10 * MINUTE] * 40)
    assert max(counts[:-1]) <= 12
    assert sum(counts[11:22]) <= 130


def test_a_destination_in_the_news_is_asked_in_every_check() -> None:
    """Pakistan: Ireland raised its level two days after another government (May 2025)."""
    signs = Signs(moved=frozenset({"AA"}))
    assert pages_to_ask([a_visit("AA", 10 * MINUTE), *spread(20)[2:]], signs, NOON) >= {"AA"}


def test_where_advice_is_against_travel_a_move_of_weeks_ago_still_counts() -> None:
    """Madagascar: three governments moved in October 2025, and Ireland again 21 days later."""
    visits = [a_visit("AA", 10 * MINUTE), *(a_visit(code, MINUTE) for code in CODES[1:40])]
    at_work = Signs(against_travel=AA, is_working_time=True)
    assert "AA" in pages_to_ask(visits, replace(at_work, moved_in_month=AA), NOON)
    assert "AA" not in pages_to_ask(visits, at_work, NOON)


def test_a_failed_page_is_asked_soon() -> None:
    """A time limit of seconds must not hide a page for two rests."""
    failed = a_visit("AA", USUAL, is_failing=True)
    others = [a_visit(code, MINUTE) for code in CODES[1:40]]
    assert pages_to_ask([failed, *others], Signs(), NOON) == {"AA"}


@given(signs=ANY_SIGNS, ages=st.lists(st.integers(0, 300), min_size=1, max_size=40))
def test_requests_are_bounded(signs: Signs, ages: list[int]) -> None:
    """A publisher that changes everything is asked for each page once in half an hour at most.

    In its working time it is once in 20 minutes. Pages that would be late at the next check come on
    top.
    """
    visits = [a_visit(code, age * MINUTE) for code, age in zip(CODES, ages, strict=False)]
    asked = pages_to_ask(visits, signs, NOON)
    gap = max([timedelta(), *_gaps(ages)])
    late = {visit.page for visit in visits if NOON - visit.tried_at + gap > LONGEST_REST}
    allowed = len(visits) * (min(ages) * MINUTE) / USUAL
    if signs.is_working_time:
        allowed *= WORKING_TIME_REQUESTS
    assert late <= asked
    assert len(asked - late) <= allowed + 1


def test_news_leaves_requests_for_other_pages_in_the_working_time() -> None:
    """Destinations in the news must not take all requests at the hours with most changes."""
    visits = spread(120)
    news = frozenset(visit.page for visit in visits[:40])
    signs = Signs(moved=news)
    at = NOON + 10 * MINUTE
    at_night = pages_to_ask(visits, signs, at)
    at_work = pages_to_ask(visits, replace(signs, is_working_time=True), at)
    assert at_work > at_night
    assert at_work - news > at_night - news


def _gaps(ages: list[int]) -> list[timedelta]:
    recent_ages = sorted({0, *(age for age in ages if age * MINUTE <= LONGEST_REST)})
    return [(older - age) * MINUTE for age, older in pairwise(recent_ages)] or [LONGEST_REST]


def _checks(
    visits: dict[str, Visit],
    intervals: list[timedelta],
    signs_at: "dict[int, Signs] | None" = None,
    between: timedelta = SECOND,
) -> list[int]:
    """Run checks at these intervals; return how many pages each asked."""
    at, signs, counts = NOON, Signs(), []
    for number, interval in enumerate(intervals):
        at += interval
        signs = (signs_at or {}).get(number, signs)
        asked = sorted(
            pages_to_ask(visits.values(), signs, at), key=lambda code: visits[code].tried_at
        )
        for count, code in enumerate(asked):
            moment = at + count * between
            assert moment - visits[code].tried_at <= PROMISE, code
            visits[code] = replace(visits[code], tried_at=moment)
        counts.append(len(asked))
    end = at
    assert all(end - visit.tried_at <= PROMISE for visit in visits.values())
    return counts


@given(
    every=st.sampled_from([2, 5, 10, 17, 20, 30, 45, 50, 55, 60]),
    late=st.integers(0, 5),
    pages=st.sampled_from([1, 3, 30, 110]),
    signs=st.dictionaries(st.integers(0, 60), ANY_SIGNS, max_size=4),
    seed=st.integers(0, 9),
)
def test_no_page_waits_for_two_hours(
    every: int, late: int, pages: int, signs: dict[int, Signs], seed: int
) -> None:
    """A quiet page may be the one that a war begins with (`docs/reliability.md`).

    Any schedule of up to an hour, each check up to five minutes late, any signs.
    """
    random = Random(seed)  # noqa: S311 - the same delays in every run
    delays = [random.random() * late for _ in range(61)]
    intervals = [every * MINUTE + (after - before) * MINUTE for before, after in pairwise(delays)]
    visits = {code: a_visit(code, number * SECOND) for number, code in enumerate(CODES[:pages])}
    _checks(visits, intervals, signs)


def test_a_check_by_hand_does_not_delay_a_page() -> None:
    """It comes just before that of the schedule, which still is the last one in time."""
    by_hand = [30 * MINUTE, 30 * MINUTE, 29 * MINUTE, MINUTE, 30 * MINUTE, 30 * MINUTE] * 4
    _checks({code: a_visit(code) for code in CODES[:60]}, by_hand)


def test_if_everything_moved_the_pages_take_turns() -> None:
    """A publisher that changes all levels at once is not asked for all pages in every check."""
    visits = {code: a_visit(code) for code in CODES[:90]}
    counts = _checks(visits, [10 * MINUTE] * 12, {0: Signs(moved=frozenset(CODES))})
    assert max(counts) <= 31


OFFICE = [
    datetime(2026, 3, 2, hour, tzinfo=UTC) + day * DAY
    for day in (0, 1, 2, 3, 4)
    for hour in (9, 10, 11, 12, 13, 14, 15, 16)
]
"""Changes from Monday to Friday, from nine to five."""


def test_the_working_time_is_learnt_from_recorded_changes() -> None:
    """Of 967 recorded Irish edits, four are of a weekend; no rule names days or hours."""
    assert is_working_time(datetime(2026, 9, 7, 11, 30, tzinfo=UTC), OFFICE)
    assert not is_working_time(datetime(2026, 9, 7, 3, tzinfo=UTC), OFFICE)
    assert not is_working_time(datetime(2026, 9, 6, 11, 30, tzinfo=UTC), OFFICE)
    assert not is_working_time(
        datetime(2026, 9, 7, 11, tzinfo=UTC), OFFICE[: CHANGES_TO_LEARN_FROM - 1]
    )


def test_a_source_that_changes_at_any_time_has_no_working_time() -> None:
    """Otherwise all pages would be asked twice as often without a reason."""
    any_time = [NOON + HOUR / 2 * count for count in range(2 * 24 * 7)]
    assert not any(is_working_time(moment, any_time) for moment in any_time)


def test_signs_are_read_from_the_records() -> None:
    """A first reading is no change: else a new ledger would have nothing but news."""
    records = [
        a_record("AA", NOON - DAY),
        a_record("BB", NOON - EDITS_LAST),
        a_record("CC", NOON - EDITS_LAST - SECOND),
        a_record("DD", NOON + DAY),
        a_record("EE", None),
        a_record("FF", NOON, number=1),
    ]
    assert read_signs(changes_in(records), NOON) == Signs(edited=frozenset({"AA", "BB"}))
    changed_at = dict(zip(CODES, OFFICE, strict=False))
    assert read_signs(changed_at, OFFICE[3] + 7 * DAY) == Signs(
        edited=frozenset(CODES[3:40]), is_working_time=True
    )


def test_moves_are_remembered_for_a_month() -> None:
    """A time in the future was recorded under a wrong clock."""
    oldest = NOON - MOVES_REMEMBERED
    moved_at = {"AA": oldest, "BB": oldest - SECOND, "CC": NOON + DAY}
    assert after_moves(moved_at, {"DD"}, NOON) == {"AA": oldest, "DD": NOON}
    assert recent(moved_at, NOON, MOVES_REMEMBERED) == {"AA"}


def test_a_move_of_a_week_is_a_stronger_sign_than_one_of_a_month() -> None:
    """Both are found in one read of what all sources remember."""
    moved_at = {"AA": NOON - MOVES_LAST, "BB": NOON - MOVES_REMEMBERED, "CC": NOON - 2 * 30 * DAY}
    known = Signs(edited=frozenset({"DD"}), is_working_time=True)
    assert with_moves(known, moved_at, NOON) == replace(
        known, moved=frozenset({"AA"}), moved_in_month=frozenset({"AA", "BB"})
    )


def test_advice_against_travel_is_found_in_whole_and_part() -> None:
    """Pakistan: a level of caution for the whole, and parts to stay away from (2025)."""
    whole, part = Severity.DO_NOT_TRAVEL, Severity.CAUTION
    records = [
        replace(a_record(code, NOON), advisory=an_advisory(destination=code, **levels))
        for code, levels in (
            ("AA", {"severity": whole}),
            ("BB", {"severity": part, "partial_severity": Severity.RECONSIDER}),
            ("CC", {"severity": part}),
            ("DD", {"severity": None}),
        )
    ]
    gone = replace(records[0], destination="EE", is_withdrawn=True)
    assert advised_against([*records, gone, a_record("FF", None)]) == ("AA", "BB")
    signs = read_signs({}, NOON, ("AA", "BB"))
    assert signs == Signs(against_travel=frozenset({"AA", "BB"}))


def test_the_newest_move_of_all_sources_counts() -> None:
    """Damaged times are left out: they must not stop the check of another source."""
    stored = {"AA": NOON.isoformat(), "BB": "yesterday", "CC": None, "DD": "2026-09-01T12:00:00"}
    assert read_moves(stored) == {"AA": NOON}
    assert newest_moves([{"AA": NOON}, {"AA": NOON - DAY, "BB": NOON - DAY}]) == {
        "AA": NOON,
        "BB": NOON - DAY,
    }


def a_page(code: str, moved_at: datetime | None = None) -> Document:
    """Build a page that no index dates, or one that an index does."""
    return Document(
        id=code,
        target=a_target(),
        destinations=frozenset({code}),
        moved_at=moved_at,
        rest_s=USUAL.total_seconds(),
    )


def test_pages_that_an_index_dates_do_not_take_turns() -> None:
    """They are asked when their date moves, whatever other governments say."""
    pages = (a_page("AA"), a_page("BB", NOON))
    read = DocumentHealth(
        tried_at=NOON - MINUTE,
        read_at=NOON,
        moved_at=NOON,
        body_sha256="1",
        destinations=frozenset({"AA", "BB"}),
    )
    signs = Signs(moved=frozenset({"AA", "BB"}))
    history = FetchHistory(at=NOON, documents={"AA": read, "BB": read}, signs=signs)
    assert due(pages, history) == pages[:1]


def test_pages_of_an_archive_rest_for_their_usual_rest_only() -> None:
    """An archive is no burden, and a later capture may never come."""
    page = a_page("AA")
    for age, is_due in ((USUAL, True), (USUAL - SECOND, False)):
        remembered = {"AA": DocumentHealth(tried_at=NOON - age)}
        archive = FetchHistory(at=NOON, documents=remembered, allows_gaps=True)
        assert due([page], archive) == ((page,) if is_due else ())
