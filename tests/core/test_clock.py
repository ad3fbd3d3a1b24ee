"""Which time a check trusts, and what it says of a clock that is wrong."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisory_watch.core.clock import (
    CLOCKS_AGREE_WITHIN,
    ClockFault,
    ClockReading,
    describe_faults,
    find_faults,
    http_date,
    stated_time,
)
from support.builders import NOON

HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)
YEAR = timedelta(days=365)
MOMENTS = st.integers(-50_000, 50_000).map(lambda minutes: NOON + timedelta(minutes=minutes))


def a_reading(ahead: timedelta, *, is_dated: bool = True) -> ClockReading:
    """Read a clock that is ahead at noon, with servers that say when it is."""
    return ClockReading(local=NOON + ahead, servers=NOON if is_dated else None)


@pytest.mark.parametrize("ahead", [2 * HOUR, timedelta(days=2), YEAR])
def test_a_clock_ahead_of_the_servers_is_not_recorded(ahead: timedelta) -> None:
    """Recorded once, it makes every later read look old: a raise would be missed for a year."""
    clocks = a_reading(ahead)
    assert clocks.now == NOON
    assert clocks.ahead_s == ahead.total_seconds()


@pytest.mark.parametrize("ahead", [3 * SECOND, CLOCKS_AGREE_WITHIN, -YEAR])
def test_any_other_clock_is_recorded_as_it_is(ahead: timedelta) -> None:
    """A server whose own clock is ahead must not move ours forward."""
    clocks = a_reading(ahead)
    assert (clocks.now, clocks.ahead_s) == (NOON + ahead, 0)


@given(local=MOMENTS, servers=st.none() | MOMENTS)
def test_no_time_is_invented(local: datetime, servers: datetime | None) -> None:
    """The recorded time is one of the two clocks, never after ours, never far after the servers."""
    now = ClockReading(local=local, servers=servers).now
    assert now in (local, servers)
    assert now <= local
    assert servers is None or now - servers <= CLOCKS_AGREE_WITHIN


@pytest.mark.parametrize(
    ("ahead", "is_dated", "recorded", "faults"),
    [
        (0 * HOUR, True, None, ()),
        (0 * HOUR, True, 3 * SECOND, ()),
        (0 * HOUR, True, 2 * HOUR, (ClockFault.LEDGER_AHEAD,)),
        (0 * HOUR, False, YEAR, (ClockFault.LEDGER_AHEAD,)),
        (2 * HOUR, True, -HOUR, (ClockFault.AHEAD,)),
        (YEAR, True, YEAR, (ClockFault.AHEAD, ClockFault.LEDGER_AHEAD)),
        (-2 * HOUR, True, -SECOND, (ClockFault.BEHIND,)),
        (-2 * HOUR, True, -3 * HOUR, ()),
        (-YEAR, False, -HOUR, (ClockFault.LEDGER_AHEAD,)),
    ],
)
def test_the_fault_is_named(
    ahead: timedelta, recorded: timedelta | None, faults: tuple[ClockFault, ...], *, is_dated: bool
) -> None:
    """Told to set a clock that is right, a person stops believing us."""
    stored = None if recorded is None else NOON + recorded
    clocks = a_reading(ahead, is_dated=is_dated)
    assert find_faults(clocks, stored) == faults
    assert len(describe_faults(clocks, stored)) == len(faults)


def test_the_words_have_both_times_and_the_remedy() -> None:
    """Without the two times, a person cannot see which clock is wrong."""
    (words,) = describe_faults(a_reading(2 * HOUR), None)
    assert words == (
        "the clock of this computer is ahead: it says 2026-09-01 14:00 UTC, the servers say"
        " 2026-09-01 12:00 UTC, which is recorded. Set the clock"
    )


def a_date(moment: datetime) -> dict[str, str]:
    """Build the header of an answer that was made at a moment."""
    return {"date": format_datetime(moment, usegmt=True)}


@pytest.mark.parametrize(
    ("headers", "stated"),
    [
        (a_date(NOON) | {"age": "3600"}, NOON + HOUR),
        (a_date(NOON) | {"age": "soon"}, NOON),
        (a_date(NOON) | {"age": "9" * 400}, NOON),
        ({}, None),
        ({"date": "yesterday"}, None),
        ({"date": "Thu, 01 Jan 1970 00:00:05 GMT"}, None),
        ({"date": "Fri, 31 Dec 9999 23:59:59 GMT", "age": "99999999"}, None),
        ({"date": "Tue, 01 Sep 2026 14:00:00 +0200"}, NOON),
        ({"date": "Tue, 01 Sep 2026 12:00:00 -0000"}, NOON),
    ],
)
def test_the_time_that_an_answer_states(headers: dict[str, str], stated: datetime | None) -> None:
    """An old copy from a cache must not look like a slow clock; an unset clock is none."""
    assert stated_time(headers) == stated


def a_header_date() -> st.SearchStrategy[str]:
    """Build dates in the form of HTTP, also impossible ones."""
    months = st.sampled_from(["Jan", "Feb", "Jun", "Dec", "jun", "Foo"])
    year = st.integers(0, 9999).map("{:04}".format)
    zone = st.sampled_from(["GMT", "UTC", "+0200", "-0000", ""])
    two = st.integers(0, 62).map("{:02}".format)
    parts = st.tuples(two, months, year, two, two, two, zone)
    return parts.map(lambda part: "Sun, {} {} {} {}:{}:{} {}".format(*part))


@given(text=a_header_date() | st.datetimes().map(format_datetime))
def test_the_usual_form_of_a_date_is_read_as_the_standard_library_reads_it(text: str) -> None:
    """The short way must not disagree with the long one."""
    try:
        expected = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        with pytest.raises((ValueError, OverflowError)):
            http_date(text)
    else:
        zoned = expected if expected.tzinfo else expected.replace(tzinfo=UTC)
        assert http_date(text) == zoned
