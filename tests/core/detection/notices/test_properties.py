"""Properties of whole histories of a notice feed."""

from dataclasses import replace
from datetime import timedelta
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from advisory_watch.core.advisory import Advisory, Departure
from core.detection.notices.cases import HOUR, Feed, a_notice, with_ids
from support.builders import NOON

EXAMPLES = settings(derandomize=True, deadline=None, max_examples=80, database=None)
"""The same histories are drawn on every machine and every day."""

SHOWN = 10
"""Number of items that a feed shows."""

TITLES = ("Security Alert: U.S. Embassy Kyiv, Ukraine", "Weather Alert")


def notices() -> st.SearchStrategy[list[Advisory]]:
    """Draw notices in the order of issue, oldest first: few titles, some without a date."""
    fields = st.tuples(st.sampled_from(TITLES), st.sampled_from(Departure), st.booleans())
    return st.lists(fields, min_size=1, max_size=25).map(
        lambda drawn: [
            a_notice(
                number,
                NOON + number * HOUR if is_dated else None,
                native_level=title,
                departure=departure,
            )
            for number, (title, departure, is_dated) in enumerate(drawn)
        ]
    )


def lived_through(issued: list[Advisory], at_first: int, sizes: list[int]) -> Feed:
    """Read the feed after every few notices that were issued."""
    watch, end = Feed(), min(at_first, SHOWN)
    watch.read(*reversed(issued[:end]))
    for size in sizes:
        end += size
        watch.read(*reversed(issued[max(0, end - SHOWN) : end]))
    return watch


SIZES = st.lists(st.integers(0, 3), max_size=12)


@EXAMPLES
@given(notices(), st.integers(0, 10), SIZES)
def test_every_recent_notice_alerts_exactly_once(
    issued: list[Advisory], at_first: int, sizes: list[int]
) -> None:
    """`Nothing true is missed` is the first promise, and repeated alerts lose trust."""
    watch = lived_through(issued, at_first, sizes)
    first = [notice for notice in issued[:at_first] if notice.issued_at]
    expected = [notice.notice_id for notice in (*first, *issued[at_first : at_first + sum(sizes)])]
    assert sorted(map(str, watch.told)) == sorted(map(str, expected))


@EXAMPLES
@given(notices(), notices(), st.randoms(use_true_random=False))
def test_the_order_of_items_does_not_matter(
    first: list[Advisory], second: list[Advisory], random: Random
) -> None:
    """Pinned items are listed above newer ones."""
    straight, shuffled = Feed(), Feed()
    for notices_read in (first, second):
        straight.read(*notices_read)
        shuffled.read(*random.sample(notices_read, len(notices_read)))
    assert shuffled.alerts == straight.alerts
    assert shuffled.known == straight.known


@EXAMPLES
@given(notices(), notices())
def test_the_same_feed_read_twice_alerts_and_writes_nothing(
    first: list[Advisory], second: list[Advisory]
) -> None:
    """The same ten items are read 288 times a day."""
    watch = Feed()
    for notices_read in (first, second):
        watch.read(*notices_read)
        writes = watch.writes
        assert watch.read(*notices_read) == ()
        assert watch.detections == ()
        assert watch.writes == writes


@EXAMPLES
@given(notices(), notices())
def test_renaming_the_scheme_of_all_ids_makes_no_alert(
    first: list[Advisory], second: list[Advisory]
) -> None:
    """Sites move between http and https, and add or drop a slash at the end."""
    watch = Feed()
    watch.read(*first)
    watch.read(*second)
    assert watch.read(*with_ids(second, "https://", "http://")) == ()
    slashed = [replace(notice, notice_id=f"{notice.notice_id}/") for notice in second]
    assert watch.read(*slashed) == ()


@EXAMPLES
@given(notices())
def test_renaming_all_ids_of_dated_notices_makes_no_alert(issued: list[Advisory]) -> None:
    """A migration gives every post a new number; title and time stay."""
    dated = [notice for notice in issued if notice.issued_at]
    watch = Feed()
    watch.read(*dated)
    assert watch.read(*with_ids(dated, "?p=", "?post=99")) == ()


@EXAMPLES
@given(notices(), st.lists(st.sampled_from(Departure), min_size=2, max_size=8))
def test_a_notice_alerts_at_most_once_for_each_departure_advice(
    issued: list[Advisory], rungs: list[Departure]
) -> None:
    """Its text may change often, but it has only four steps of departure advice to add."""
    watch = Feed()
    watch.read()
    for departure in rungs:
        watch.read(
            *(replace(notice, departure=departure) for notice in issued), after=timedelta(hours=2)
        )
    for notice in issued:
        alerts = [
            alert
            for alert in watch.alerts
            if alert.after and alert.after.notice_id == notice.notice_id
        ]
        departures = [alert.after.departure for alert in alerts if alert.after]
        assert alerts[0].kind == "notice_issued"
        assert departures == sorted(set(departures))
