"""The digest as values: the events of a day, and the status of each source."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from advisory_watch.core.advisory import Advisory, Change, Severity
from advisory_watch.core.digest import (
    Digest,
    SourceDay,
    SourceVisibility,
    alerts_of,
    build_source_day,
    followed_advice_of,
    histories_wanted,
    start_of_day,
    visibility_of,
)
from advisory_watch.core.health import READS_KEPT, Health, after_read, reads_since
from advisory_watch.core.record import DestinationRecord, Version
from advisory_watch.core.source_state import SourceState
from support.builders import NOON, a_health, a_pending_candidate, a_record, a_version, an_advisory

LEVEL_3 = an_advisory(Severity.RECONSIDER, text="Reconsider travel.")
LONG_AGO = NOON - timedelta(days=400)
HOUR = timedelta(hours=1)
SINCE = start_of_day(NOON)


def a_raise(**fields: object) -> Version:
    """Build a raise of Kuwait an hour before noon."""
    plausible = {"number": 2, "changes": (Change.LEVEL_RAISED,), "decided_at": NOON - HOUR}
    return a_version(LEVEL_3, **plausible | fields)


def an_old(advisory: Advisory | None = None) -> Version:
    """Build a first version recorded long ago."""
    return a_version(advisory, decided_at=LONG_AGO)


def a_state(*known: DestinationRecord, **health: object) -> SourceState:
    """Build the state of a source that was read at noon."""
    return SourceState(
        records={record.destination: record for record in known}, health=a_health(**health)
    )


def test_a_day_begins_at_a_full_hour_and_leaves_no_gap() -> None:
    """A digest may run some minutes late; every event must appear in one digest."""
    late = NOON + timedelta(minutes=14)
    assert start_of_day(late) == NOON - timedelta(hours=24)
    assert start_of_day(late + timedelta(hours=24)) <= late


def test_reads_are_counted_by_the_hour_and_forgotten() -> None:
    """The count is written at every check: it must be exact and must not grow without end."""
    health = Health(source="us_state")
    for minutes in range(0, 60 * 48, 5):
        health = after_read(health, NOON + timedelta(minutes=minutes))
    at = NOON + timedelta(hours=48)
    assert reads_since(health, start_of_day(at)) == 288
    assert len(health.reads) <= READS_KEPT / HOUR + 1
    assert health.last_good_at == at - timedelta(minutes=5)


def test_only_versions_of_the_day_are_news() -> None:
    """A raise of yesterday that is repeated would look like another raise."""
    (alert,) = alerts_of([an_old(), a_raise()], SINCE)
    assert (alert.kind, alert.is_urgent) == ("level_raised", True)
    assert alert.before == an_advisory()
    assert alerts_of([an_old(), a_raise(decided_at=SINCE - HOUR)], SINCE) == ()


def test_a_return_is_compared_with_the_last_advice() -> None:
    """Level 2, gone, back at Level 3: the digest must call it a raise, as the alert did."""
    gone = replace(an_old(), number=2, advisory=None, changes=(Change.WITHDRAWN,))
    (alert,) = alerts_of([an_old(), gone, a_raise(number=3)], SINCE)
    assert alert.before == an_advisory()


def test_a_quiet_day_reads_only_followed_histories() -> None:
    """`No read without a reason` forbids hundreds of useless queries a day."""
    old = a_record(watched_since=LONG_AGO, recorded_at=LONG_AGO)
    state = a_state(old, replace(old, destination="RU"))
    assert histories_wanted(state, SINCE, ()) == ()
    assert histories_wanted(state, SINCE, ("RU", "AQ")) == ("RU",)


def test_the_first_day_reads_no_history() -> None:
    """On the first day every destination is new, and none of them is news."""
    state = a_state(a_record(), a_record(destination="RU"))
    assert histories_wanted(state, SINCE, ()) == ()
    assert build_source_day("US", state, {}, SINCE, NOON).first_seen == ("KW", "RU")


@pytest.mark.parametrize(
    "record",
    [
        a_record(watched_since=LONG_AGO),
        a_record(number=2),
        a_record(an_advisory(None, notice_id="https://example.org/?p=1")),
    ],
    ids=["after a candidate", "a second version", "a notice"],
)
def test_the_history_of_possible_news_is_read(record: DestinationRecord) -> None:
    """A first version that followed a candidate has already been an alert."""
    assert histories_wanted(a_state(record), SINCE, ()) == ("KW",)


@pytest.mark.parametrize(
    ("health", "sight"),
    [
        ({}, SourceVisibility.READ),
        ({"failing_since": NOON, "failure": "a wall"}, SourceVisibility.FAILING),
        ({"last_good_at": NOON - timedelta(hours=7)}, SourceVisibility.UNASKED),
        ({"last_good_at": None}, SourceVisibility.UNASKED),
        ({"revision": 0, "last_good_at": None}, SourceVisibility.UNWATCHED),
    ],
)
def test_a_source_that_is_not_checked_is_not_called_read(
    health: dict[str, object], sight: SourceVisibility
) -> None:
    """A disabled schedule causes no failure: only the digest can notice it."""
    assert visibility_of(a_state(**health), NOON) is sight


def test_pending_candidates_and_levels_are_part_of_the_day() -> None:
    """Tomorrow's alert begins as a pending candidate today."""
    state = a_state(
        a_record(pending=a_pending_candidate(LEVEL_3)), a_record(LEVEL_3, destination="RU")
    )
    day = build_source_day("US", state, {}, SINCE, NOON)
    assert [record.destination for record in day.waiting] == ["KW"]
    assert day.levels == {Severity.RECONSIDER: 1, Severity.CAUTION: 1}


def test_advice_of_the_first_read_counts_from_its_issue_date() -> None:
    """`Since the day we began to look` would call a war of years new."""
    issued = an_advisory(Severity.DO_NOT_TRAVEL, issued_on=date(2025, 7, 1))
    standing = followed_advice_of(a_record(issued), [an_old(issued)])
    assert standing is not None
    assert (standing.since, standing.advice.is_older) == (date(2025, 7, 1), True)


@pytest.mark.parametrize("slip", [date(2030, 9, 15), date(1999, 1, 1), None])
def test_a_date_that_cannot_be_is_not_believed(slip: date | None) -> None:
    """Real case: a destination was dated 2030-09-15 for a day."""
    odd = an_advisory(issued_on=slip)
    standing = followed_advice_of(a_record(odd), [an_old(odd)])
    assert standing is not None
    assert standing.since == LONG_AGO.date()


def test_a_change_under_watch_counts_from_its_day() -> None:
    """Our own record is better than a date that a publisher sets by hand."""
    standing = followed_advice_of(a_record(LEVEL_3, number=2), [an_old(), a_raise()])
    assert standing is not None
    assert (standing.since, standing.advice.is_older) == (NOON.date(), False)


def test_urgent_changes_come_first_then_the_most_important() -> None:
    """A reader of only one line must read the right one."""
    mild = an_advisory(text="Other words.")
    revised = a_version(
        mild, destination="BR", number=2, changes=(Change.TEXT_REVISED,), decided_at=NOON - HOUR
    )
    lowered = a_version(
        an_advisory(Severity.NORMAL),
        destination="FR",
        number=2,
        changes=(Change.LEVEL_LOWERED,),
        decided_at=NOON,
    )
    histories = {
        "BR": (an_old(), revised),
        "FR": (an_old(), lowered),
        "KW": (an_old(), a_raise()),
    }
    known = [a_record(destination=code, number=2) for code in histories]
    day = build_source_day("US", a_state(*known), histories, SINCE, NOON)
    digest = Digest(since=SINCE, at=NOON, days=(day,))
    assert [alert.destination for _, alert in digest.changes] == ["KW", "FR", "BR"]


def test_a_source_never_checked_is_not_counted_as_dark() -> None:
    """Most owners read one source: six unused ones are no problem."""
    never = SourceDay(
        source="uk_fcdo",
        title="UK",
        visibility=SourceVisibility.UNWATCHED,
        health=Health(source="uk_fcdo"),
    )
    digest = Digest(since=SINCE, at=NOON, days=(never,))
    assert (digest.watched, digest.dark) == ((), ())
    assert digest.is_partly_dark
