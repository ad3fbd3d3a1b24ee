"""The digest as values: what belongs to the day, and how well a source is seen."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from advisory_watch.core.advisories import Advisory
from advisory_watch.core.digest import Digest, Sight, SourceDay, beginning_of_day
from advisory_watch.core.digest_day import (
    alerts_of,
    day_of,
    histories_wanted,
    sight_of,
    standing_of,
)
from advisory_watch.core.health import READS_KEPT, Health, after_read, reads_since
from advisory_watch.core.scales import Change, Severity
from advisory_watch.core.state import SourceState
from advisory_watch.core.versions import Known, Version
from builders import NOON, a_health, a_held, a_known, a_version, an_advisory

LEVEL_3 = an_advisory(Severity.RECONSIDER, text="Reconsider travel.")
LONG_AGO = NOON - timedelta(days=400)
HOUR = timedelta(hours=1)
SINCE = beginning_of_day(NOON)


def a_raise(**fields: object) -> Version:
    """Raise Kuwait an hour before noon."""
    plausible = {"number": 2, "changes": (Change.LEVEL_RAISED,), "decided_at": NOON - HOUR}
    return a_version(LEVEL_3, **plausible | fields)


def an_old(advisory: Advisory | None = None) -> Version:
    """Record a first version long ago."""
    return a_version(advisory, decided_at=LONG_AGO)


def a_state(*known: Known, **health: object) -> SourceState:
    """Know these, of a source that was read at noon."""
    return SourceState(known={each.destination: each for each in known}, health=a_health(**health))


def test_a_day_begins_at_a_full_hour_and_leaves_no_gap() -> None:
    """The digest comes some minutes late some days; what happened then must stand in one."""
    late = NOON + timedelta(minutes=14)
    assert beginning_of_day(late) == NOON - timedelta(hours=24)
    assert beginning_of_day(late + timedelta(hours=24)) <= late


def test_reads_are_counted_by_the_hour_and_forgotten() -> None:
    """The count is written with every check: it must not grow for ever, nor be guessed."""
    health = Health(source="us_state")
    for minutes in range(0, 60 * 48, 5):
        health = after_read(health, NOON + timedelta(minutes=minutes))
    at = NOON + timedelta(hours=48)
    assert reads_since(health, beginning_of_day(at)) == 288
    assert len(health.reads) <= READS_KEPT / HOUR + 1
    assert health.last_good_at == at - timedelta(minutes=5)


def test_only_the_versions_of_the_day_are_news_and_each_against_the_one_before() -> None:
    """Yesterday's raise told again would be taken for another one."""
    (alert,) = alerts_of([an_old(), a_raise()], SINCE)
    assert (alert.kind, alert.is_urgent) == ("level_raised", True)
    assert alert.before == an_advisory()
    assert alerts_of([an_old(), a_raise(decided_at=SINCE - HOUR)], SINCE) == ()


def test_what_returns_after_a_withdrawal_is_compared_with_what_was_said_last() -> None:
    """Level 2, gone, back at Level 3: that is a raise, as it was when it was told."""
    gone = replace(an_old(), number=2, advisory=None, changes=(Change.WITHDRAWN,))
    (alert,) = alerts_of([an_old(), gone, a_raise(number=3)], SINCE)
    assert alert.before == an_advisory()


def test_a_quiet_day_asks_for_no_history_but_of_what_is_followed() -> None:
    """Hundreds of queries a day for nothing is what `no read without a reason` forbids."""
    old = a_known(watched_since=LONG_AGO, recorded_at=LONG_AGO)
    state = a_state(old, replace(old, destination="RU"))
    assert histories_wanted(state, SINCE, ()) == ()
    assert histories_wanted(state, SINCE, ("RU", "AQ")) == ("RU",)


def test_the_first_day_asks_for_no_history_either() -> None:
    """Every destination is new then, and none of them is news."""
    state = a_state(a_known(), a_known(destination="RU"))
    assert histories_wanted(state, SINCE, ()) == ()
    assert day_of("US", state, {}, SINCE, NOON).first_seen == ("KW", "RU")


@pytest.mark.parametrize(
    "known",
    [
        a_known(watched_since=LONG_AGO),
        a_known(number=2),
        a_known(an_advisory(None, notice_id="https://example.org/?p=1")),
    ],
    ids=["after a candidate", "a second version", "a notice"],
)
def test_whatever_may_be_news_is_looked_into(known: Known) -> None:
    """A first version that followed a candidate has been an alert before."""
    assert histories_wanted(a_state(known), SINCE, ()) == ("KW",)


@pytest.mark.parametrize(
    ("health", "sight"),
    [
        ({}, Sight.READ),
        ({"failing_since": NOON, "failure": "a wall"}, Sight.FAILING),
        ({"last_good_at": NOON - timedelta(hours=7)}, Sight.UNASKED),
        ({"last_good_at": None}, Sight.UNASKED),
        ({"revision": 0, "last_good_at": None}, Sight.UNWATCHED),
    ],
)
def test_a_source_that_nobody_asks_is_not_called_read(
    health: dict[str, object], sight: Sight
) -> None:
    """A schedule that was switched off fails nowhere: only the digest can notice."""
    assert sight_of(a_state(**health), NOON) is sight


def test_what_waits_and_what_stands_is_part_of_the_day() -> None:
    """Below the line of an alert is where tomorrow's alert begins."""
    state = a_state(a_known(held=a_held(LEVEL_3)), a_known(LEVEL_3, destination="RU"))
    day = day_of("US", state, {}, SINCE, NOON)
    assert [each.destination for each in day.waiting] == ["KW"]
    assert day.levels == {Severity.RECONSIDER: 1, Severity.CAUTION: 1}


def test_what_was_so_at_the_first_reading_stands_since_the_publishers_own_date() -> None:
    """`Since the day we began to look` would call a war of years new."""
    issued = an_advisory(Severity.DO_NOT_TRAVEL, issued_on=date(2025, 7, 1))
    standing = standing_of(a_known(issued), [an_old(issued)])
    assert standing is not None
    assert (standing.since, standing.word.is_older) == (date(2025, 7, 1), True)


@pytest.mark.parametrize("slip", [date(2030, 9, 15), date(1999, 1, 1), None])
def test_a_date_that_cannot_be_is_not_believed(slip: date | None) -> None:
    """Real case: a destination dated 2030-09-15 for a day."""
    odd = an_advisory(issued_on=slip)
    standing = standing_of(a_known(odd), [an_old(odd)])
    assert standing is not None
    assert standing.since == LONG_AGO.date()


def test_what_began_under_our_eyes_stands_since_that_day() -> None:
    """Our record is better than a date that its publisher sets by hand."""
    standing = standing_of(a_known(LEVEL_3, number=2), [an_old(), a_raise()])
    assert standing is not None
    assert (standing.since, standing.word.is_older) == (NOON.date(), False)


def test_the_urgent_come_first_and_then_the_most_telling() -> None:
    """Whoever reads one line must read the right one."""
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
    known = [a_known(destination=code, number=2) for code in histories]
    day = day_of("US", a_state(*known), histories, SINCE, NOON)
    digest = Digest(since=SINCE, at=NOON, days=(day,))
    assert [alert.destination for _, alert in digest.changes] == ["KW", "FR", "BR"]


def test_a_source_never_checked_is_not_counted_as_dark() -> None:
    """Most owners read one source: six others that nobody asked for are no trouble."""
    never = SourceDay(
        source="uk_fcdo", title="UK", sight=Sight.UNWATCHED, health=Health(source="uk_fcdo")
    )
    digest = Digest(since=SINCE, at=NOON, days=(never,))
    assert (digest.watched, digest.dark) == ((), ())
    assert digest.is_partly_dark
