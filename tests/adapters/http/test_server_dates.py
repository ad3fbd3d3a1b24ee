"""Test that pages have the time by the dates that servers send."""

from datetime import datetime, timedelta
from email.utils import format_datetime

import pytest

from advisory_watch.core.page import NotModified, Validators
from support.publishers.http_publisher import Site, a_redirect, an_answer
from support.publishers.http_reader import NOON, Reader

HOUR = timedelta(hours=1)


def a_date(moment: datetime) -> dict[str, str]:
    """Build the header of an answer that was made at a moment."""
    return {"date": format_datetime(moment, usegmt=True)}


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
