"""Times in the future, left in the ledger by a check under a wrong clock."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from advisory_watch.core.clock import CLOCKS_AGREE_WITHIN, is_after
from advisory_watch.core.future_times import bounded_health, bounded_records, newest_time
from advisory_watch.core.health import DocumentHealth, Health, hour_of
from advisory_watch.core.record import DestinationRecord
from advisory_watch.core.source_state import SourceState
from support.builders import NOON, a_health, a_pending_candidate, a_record

AHEAD = NOON + timedelta(days=400)
MOMENTS = st.integers(-50_000, 50_000).map(lambda minutes: NOON + timedelta(minutes=minutes))
RECORDS = st.builds(
    a_record,
    recorded_at=st.none() | MOMENTS,
    watched_since=MOMENTS,
    watched_from=st.none() | MOMENTS.map(datetime.date),
    pending=st.none() | st.builds(a_pending_candidate, since=MOMENTS),
)
DOCUMENTS = st.builds(
    DocumentHealth,
    tried_at=MOMENTS,
    failing_since=st.none() | MOMENTS,
    partly_since=st.none() | MOMENTS,
    deferred_since=st.none() | MOMENTS,
)
HEALTHS = st.builds(
    a_health,
    last_good_at=st.none() | MOMENTS,
    failing_since=st.none() | MOMENTS,
    operators_told_at=st.none() | MOMENTS,
    subscribers_told_at=st.none() | MOMENTS,
    documents=st.dictionaries(st.sampled_from(("rss", "api")), DOCUMENTS),
)


def times_of(record: DestinationRecord) -> list[datetime]:
    """Return the times of a record that later decisions use."""
    pending = [record.pending.since] if record.pending else []
    recorded = [record.recorded_at] if record.recorded_at else []
    return [record.watched_since, *recorded, *pending]


def test_a_record_from_the_future_is_as_of_now() -> None:
    """Otherwise every read is older than the record until the clock catches up."""
    pending = a_pending_candidate(since=AHEAD)
    times: dict[str, Any] = {
        "recorded_at": AHEAD,
        "watched_since": AHEAD,
        "watched_from": AHEAD.date(),
        "pending": pending,
    }
    record = a_record(**times)
    (corrected,) = bounded_records({"KW": record}, NOON).values()
    assert times_of(corrected) == [NOON, NOON, NOON]
    assert corrected.watched_from == NOON.date()
    assert replace(corrected, **times) == record


def test_a_record_of_a_faster_check_is_left_alone() -> None:
    """Two clocks differ by seconds: the slower check must not move the record of the faster one."""
    record = a_record(recorded_at=NOON + timedelta(seconds=3))
    assert bounded_records({"KW": record}, NOON) == {}


def test_an_outage_from_the_future_begins_now() -> None:
    """Counted from next year, it would be reported next year."""
    document = DocumentHealth(tried_at=AHEAD, failing_since=AHEAD, partly_since=AHEAD)
    health = a_health(
        last_good_at=AHEAD,
        failing_since=AHEAD,
        absent={"KW": AHEAD},
        documents={"rss": document},
        reads={hour_of(AHEAD): 1, hour_of(NOON): 2},
    )
    bounded = bounded_health(health, NOON)
    assert (bounded.last_good_at, bounded.failing_since) == (NOON, NOON)
    assert bounded.absent == {"KW": NOON}
    assert bounded.documents["rss"].dark_since == NOON
    assert bounded.reads == {hour_of(NOON): 2}


def test_the_newest_time_is_found_in_records_and_health() -> None:
    """A check that crashed before its last step leaves only records."""
    health = a_health(last_good_at=NOON, documents={})
    state = SourceState(records={"KW": a_record(recorded_at=AHEAD)}, health=health)
    assert newest_time(state) == AHEAD
    assert newest_time(replace(state, records={})) == NOON


@given(record=RECORDS, at=MOMENTS)
def test_nothing_is_left_in_the_future(record: DestinationRecord, at: datetime) -> None:
    """One time that was forgotten holds an alert back until it comes."""
    corrected = bounded_records({"KW": record}, at).get("KW", record)
    assert not any(is_after(moment, at) for moment in times_of(corrected))
    day = corrected.watched_from
    assert day is None or day <= (at + CLOCKS_AGREE_WITHIN).date()
    assert bounded_records({"KW": corrected}, at) == {}


@given(health=HEALTHS, at=MOMENTS)
def test_no_outage_is_left_in_the_future(health: Health, at: datetime) -> None:
    """An outage that begins in the future is never reported."""
    bounded = bounded_health(health, at)
    dark = (document.dark_since for document in bounded.documents.values())
    since = (bounded.failing_since, bounded.operators_told_at, bounded.subscribers_told_at, *dark)
    assert not any(moment is not None and is_after(moment, at) for moment in since)
    assert bounded_health(bounded, at) == bounded
