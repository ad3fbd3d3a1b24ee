"""Dates as publishers write them."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisory_watch.parsing.documents import day_of_iso, day_of_rss, moment_of_iso


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Thu, 12 Mar 2026", date(2026, 3, 12)),
        ("Thu, 12 Mar 2026 21:02:01 GMT", date(2026, 3, 12)),
        ("Thursday, 12 March 2026", date(2026, 3, 12)),
        ("Mon,12 Mar 2026", date(2026, 3, 12)),
        ("12 Mar 2026", date(2026, 3, 12)),
        ("3 Mar 2026", date(2026, 3, 3)),
        ("Mon, 03 Feb 2920", date(2920, 2, 3)),
        ("Wed, 15 Dec 20202", None),
        ("Wed, 15 Dec 20", None),
        ("Sun, 04 Dec 292277026596", None),
        ("Tue, 31 Feb 2026", None),
        ("2026-03-12", date(2026, 3, 12)),
        ("March 12, 2026", date(2026, 3, 12)),
        ("Thu, Mar 12 2026 09:00", date(2026, 3, 12)),
        ("03/12/2026", None),
        ("soon", None),
        (",", None),
        ("", None),
    ],
)
def test_a_feed_date_is_parsed_or_none(text: str, day: date | None) -> None:
    """A typing error must not become a date, since the newest date wins."""
    assert day_of_rss(text) == day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-09-14T20:00:00-04:00", date(2026, 9, 15)),
        ("2026-09-14T23:59:59+00:00", date(2026, 9, 14)),
        ("2026-09-14T20:00:00.1234567Z", date(2026, 9, 14)),
        ("2026-09-14T20:00:00", date(2026, 9, 14)),
        ("2026-09-14", date(2026, 9, 14)),
        (" 2026-09-14 ", date(2026, 9, 14)),
        ("9999-12-31T23:00:00-05:00", None),
        ("0001-01-01T00:00:00+05:00", None),
        ("14/09/2026", None),
        ("292277026596-12-04T15:30:08Z", None),
        ("2026-09-14T00:00:00+99:99", None),
        ("", None),
    ],
)
def test_a_time_has_the_date_of_its_day_in_utc(text: str, day: date | None) -> None:
    """Two endpoints of one publisher must give an issue the same date."""
    assert day_of_iso(text) == day


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-06-30T23:30:00+01:00", datetime(2026, 6, 30, 22, 30, tzinfo=UTC)),
        ("2026-06-30T22:30:00", datetime(2026, 6, 30, 22, 30, tzinfo=UTC)),
        ("2026-06-30", datetime(2026, 6, 30, tzinfo=UTC)),
        ("0001-01-01T00:00:00+05:00", None),
        ("None", None),
    ],
)
def test_a_time_is_in_utc_or_none(text: str, moment: datetime | None) -> None:
    """An index and its document must give a change the same time, or it looks like two."""
    assert moment_of_iso(text) == moment


@settings(deadline=None)
@given(st.text())
def test_no_text_is_too_strange(text: str) -> None:
    """One garbled date must not stop the reading of all others."""
    for read in (day_of_rss, day_of_iso):
        assert read(text) is None or isinstance(read(text), date)
