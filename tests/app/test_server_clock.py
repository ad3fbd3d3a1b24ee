"""Test the clock of this computer, bounded by the dates that servers send."""

from datetime import datetime, timedelta
from email.utils import format_datetime

import pytest

from advisory_watch.app.server_clock import ServerClock
from support.builders import NOON

HOUR = timedelta(hours=1)


def a_date(moment: datetime) -> dict[str, str]:
    """Build the header of an answer that was made at a moment."""
    return {"date": format_datetime(moment, usegmt=True)}


class Local:
    """A clock of this computer that a test can set, and a count of seconds that it cannot."""

    def __init__(self) -> None:
        self.now = NOON
        self.counted_s = 0.0

    def passes(self, span: timedelta) -> None:
        """Let time pass on both."""
        self.now += span
        self.counted_s += span.total_seconds()

    def clock(self) -> ServerClock:
        """Build a clock that has not seen an answer yet."""
        return ServerClock(local=lambda: self.now, monotonic=lambda: self.counted_s)


def test_the_newest_server_counts() -> None:
    """One server with a slow clock must not move the records of all others into the past."""
    local = Local()
    clock = local.clock()
    assert clock.observe(a_date(NOON - 3 * HOUR)) == NOON - 3 * HOUR
    assert clock.observe(a_date(NOON)) == NOON
    assert clock.observe(a_date(NOON - 2 * HOUR)) == NOON
    assert clock.observe({}) == clock() == NOON


def test_the_time_of_a_server_goes_on() -> None:
    """A check of two hundred documents takes minutes."""
    local = Local()
    clock = local.clock()
    clock.observe(a_date(NOON - HOUR))
    local.passes(timedelta(minutes=9))
    assert clock() == NOON - HOUR + timedelta(minutes=9)


@pytest.mark.parametrize("jump", [HOUR, -HOUR, timedelta(days=400)])
def test_an_answer_from_before_a_jump_is_forgotten(jump: timedelta) -> None:
    """A clock that was set during the run, or a function that was frozen, is no fault."""
    local = Local()
    clock = local.clock()
    clock.observe(a_date(NOON))
    local.now += jump
    assert clock.read().servers is None
    clock.observe(a_date(NOON))
    assert clock.read().servers == NOON
