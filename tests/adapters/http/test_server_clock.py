"""The time by the dates that servers send."""

from datetime import datetime, timedelta
from email.utils import format_datetime

import pytest

from advisory_watch.adapters.http.server_clock import ServerClock, stated_time
from advisory_watch.core.page import NotModified, Validators
from support.publishers.http_publisher import Site, a_redirect, an_answer
from support.publishers.http_reader import NOON, Reader

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


@pytest.mark.parametrize("ahead", [2 * HOUR, timedelta(days=2), timedelta(days=400)])
def test_a_page_has_the_time_of_the_server(reader: Reader, site: Site, ahead: timedelta) -> None:
    """A page from next year would make all pages of this year look old."""
    there = NOON - ahead
    site.play("/feed", an_answer(b"<rss/>", Date=a_date(there)["date"]))
    assert reader.fetch_page().fetched_at == there


def test_no_change_has_the_time_of_the_server(reader: Reader, site: Site) -> None:
    """A quiet day is recorded as well: its time decides when the page is asked for again."""
    site.play("/feed", an_answer(b"", status=304, Date=a_date(NOON - HOUR)["date"]))
    answer = reader.fetch(validators=Validators(etag='"1"'))
    assert isinstance(answer, NotModified)
    assert answer.fetched_at == NOON - HOUR


def test_a_redirect_says_the_time_as_well(reader: Reader, site: Site) -> None:
    """Some caches give no date with the document."""
    there = a_redirect("/moved")
    dated = {**there.headers, "Date": a_date(NOON - HOUR)["date"]}
    site.play("/feed", type(there)(status=302, headers=dated))
    site.play("/moved", an_answer(b"<rss/>"))
    assert reader.fetch_page().fetched_at == NOON - HOUR


def test_without_a_date_the_own_clock_counts(reader: Reader, site: Site) -> None:
    """A date is usual, but no server must send one that it does not know."""
    site.play("/feed", an_answer(b"<rss/>"))
    assert reader.fetch_page().fetched_at == reader.time.clock()


def test_the_newest_server_counts() -> None:
    """One server with a slow clock must not move the records of all others into the past."""
    local = Local()
    clock = local.clock()
    clock.observe(a_date(NOON - 3 * HOUR))
    clock.observe(a_date(NOON))
    clock.observe(a_date(NOON - 2 * HOUR))
    assert clock() == NOON


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
