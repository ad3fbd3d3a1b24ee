"""How long a page rests: longer without news, shorter with it, and never more requests in all."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisory_watch.core.fetch_plan import FetchHistory, due
from advisory_watch.core.health import DocumentHealth
from advisory_watch.core.record import DestinationRecord
from advisory_watch.core.revisits import (
    NEWS_LASTS,
    QUIET_STRETCH,
    changed_lately,
    plan_rests,
    rest_plan,
)
from advisory_watch.core.source import Document
from support.builders import NOON, a_target

USUAL_S = 1800.0
LONGEST_S = USUAL_S * QUIET_STRETCH
SECOND = timedelta(seconds=1)


def a_page_about(code: str, moved_at: datetime | None = None) -> Document:
    """Build a page that no index dates."""
    return Document(
        id=code,
        target=a_target(),
        destinations=frozenset({code}),
        moved_at=moved_at,
        rest_s=USUAL_S,
    )


PAGES = tuple(a_page_about(code) for code in ("KW", "FR", "NP", "LB", "IL", "CH"))
CODES = st.frozensets(st.sampled_from([page.id for page in PAGES]))


def due_after(rested: timedelta, news: frozenset[str]) -> set[str]:
    """Return the pages to request if all were last requested that long ago."""
    remembered = {page.id: DocumentHealth(tried_at=NOON - rested) for page in PAGES}
    history = FetchHistory(at=NOON, documents=remembered, news=news)
    return {document.id for document in due(PAGES, history)}


def a_record(**fields: object) -> DestinationRecord:
    """Build a record with a second version."""
    usual: dict[str, object] = {
        "source": "xx",
        "destination": "KW",
        "number": 2,
        "watched_since": NOON - timedelta(days=400),
        "recorded_at": NOON - timedelta(days=1),
    }
    return DestinationRecord(**usual | fields)  # type: ignore[arg-type]


@given(pages=st.integers(1, 1000), share=st.floats(0, 1))
def test_a_publisher_gets_no_more_requests(pages: int, share: float) -> None:
    """The requests are divided among the pages, not added to."""
    hot = round(pages * share)
    rests = rest_plan(pages, hot)
    assert hot / rests.newsworthy + (pages - hot) / rests.quiet == pytest.approx(pages)
    assert 0 < rests.newsworthy <= 1 <= rests.quiet <= QUIET_STRETCH


@given(news=CODES)
def test_no_page_rests_longer_than_forty_minutes(news: frozenset[str]) -> None:
    """A quiet page may be the one that a war begins with (`docs/reliability.md`)."""
    assert timedelta(seconds=LONGEST_S) == timedelta(minutes=40)
    assert due_after(timedelta(seconds=LONGEST_S), news) == {page.id for page in PAGES}


@given(news=CODES)
def test_a_page_in_the_news_is_due_no_later_than_the_others(news: frozenset[str]) -> None:
    """Its usual rest is the longest that it can have."""
    assert due_after(timedelta(seconds=USUAL_S), news) >= news


def test_a_page_in_the_news_is_due_while_the_others_rest() -> None:
    """One page of six gets what the five give up: 9 requests an hour of the same 12."""
    rests = plan_rests(PAGES, frozenset({"KW"}))
    assert rests.rest_s(PAGES[0]) == pytest.approx(USUAL_S * 4 / 9)
    assert due_after(timedelta(minutes=15), frozenset({"KW"})) == {"KW"}
    assert due_after(timedelta(minutes=40) - SECOND, frozenset({"KW"})) == {"KW"}


@pytest.mark.parametrize("news", [frozenset(), frozenset(page.id for page in PAGES)])
def test_without_a_difference_every_page_keeps_its_rest(news: frozenset[str]) -> None:
    """A ledger that knows nothing yet, or that changed throughout, asks as before."""
    assert due_after(timedelta(seconds=USUAL_S) - SECOND, news) == set()
    assert due_after(timedelta(seconds=USUAL_S), news) == {page.id for page in PAGES}


def test_pages_that_an_index_dates_do_not_count() -> None:
    """They are asked when their date moves, so they have no requests to give."""
    dated = tuple(replace(page, moved_at=NOON) for page in PAGES[1:])
    assert plan_rests((PAGES[0], *dated), frozenset({"KW"})).rest_s(PAGES[0]) == USUAL_S


@pytest.mark.parametrize(
    ("record", "is_news"),
    [
        (a_record(), True),
        (a_record(recorded_at=NOON - NEWS_LASTS), True),
        (a_record(recorded_at=NOON - NEWS_LASTS - SECOND), False),
        (a_record(recorded_at=NOON + timedelta(days=1)), False),
        (a_record(recorded_at=None), False),
        (a_record(number=1), False),
    ],
)
def test_a_change_is_news_for_a_week(record: DestinationRecord, *, is_news: bool) -> None:
    """A first reading is no change: else a new ledger would have nothing but news."""
    assert changed_lately([record], NOON) == (frozenset({"KW"}) if is_news else frozenset())
