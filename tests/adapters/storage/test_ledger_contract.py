"""Contract of every ledger, for each kind of storage."""

from dataclasses import replace
from datetime import timedelta

import pytest

from advisory_watch.app.ports import Ledger, Outbox
from advisory_watch.core.advisory import Change, Departure, Severity
from advisory_watch.core.damaged_records import with_found
from advisory_watch.core.errors import StaleVersion
from advisory_watch.core.health import DocumentHealth, Health
from advisory_watch.core.page import Validators
from advisory_watch.core.record import with_texts_of
from support.builders import (
    NOON,
    a_health,
    a_pending_candidate,
    a_record,
    a_version,
    an_advisory,
    an_alert,
)
from support.scenarios.stores import Store


def test_an_unknown_source_is_empty_and_healthy(ledger: Ledger) -> None:
    """The first check of a new installation must not fail."""
    state = ledger.state("us_state")
    assert state.records == {}
    assert state.health == Health(source="us_state")


def test_a_record_reads_back_unchanged(ledger: Ledger) -> None:
    """A field lost in storage would look like a change by the publisher."""
    known = a_record(
        an_advisory(departure=Departure.ORDERED_DEPARTURE), pending=a_pending_candidate()
    )
    ledger.record(known, a_version(), None)
    assert ledger.state("us_state").records == {"KW": known}


def test_sources_are_kept_apart(ledger: Ledger) -> None:
    """British advice mistaken for American would be a false alert."""
    american, british = a_record(), a_record(an_advisory(source="uk_fcdo"))
    ledger.record(american, a_version(), None)
    ledger.record(british, a_version(british.advisory), None)
    assert ledger.state("us_state").records == {"KW": american}
    assert ledger.state("uk_fcdo").records == {"KW": british}


def test_a_first_snapshot_can_be_recorded_only_once(ledger: Ledger, rival: Store) -> None:
    """Two overlapping checks must not both record a version 1."""
    ledger.record(a_record(), a_version(), None)
    with pytest.raises(StaleVersion):
        rival.ledger.record(a_record(an_advisory(text="Other run.")), a_version(), None)
    assert ledger.state("us_state").records == {"KW": a_record()}


def test_of_two_checks_with_the_same_state_only_one_records(
    ledger: Ledger, rival: Store, outbox: Outbox
) -> None:
    """Subscribers must not be alerted twice for one change."""
    ledger.record(a_record(), a_version(), None)
    raised = a_record(an_advisory(Severity.RECONSIDER), number=2, revision=2)
    version = a_version(raised.advisory, number=2, changes=(Change.LEVEL_RAISED,))
    ledger.record(raised, version, an_alert(id="a" * 16))
    with pytest.raises(StaleVersion):
        rival.ledger.record(raised, version, an_alert(id="b" * 16))
    assert [alert.id for alert in outbox.pending()] == ["a" * 16]


def test_a_revision_without_its_predecessor_is_stale(ledger: Ledger) -> None:
    """A check with a state that the ledger lost must read again, not continue writing."""
    with pytest.raises(StaleVersion):
        ledger.record(a_record(revision=7), None, None)
    assert ledger.state("us_state").records == {}


def test_a_refused_version_writes_nothing(ledger: Ledger, outbox: Outbox) -> None:
    """A record without its version, or an alert without its record, could never be explained."""
    ledger.record(a_record(), a_version(), None)
    moved = a_record(an_advisory(Severity.DO_NOT_TRAVEL), revision=2)
    with pytest.raises(StaleVersion):
        ledger.record(moved, a_version(number=1), an_alert())
    assert ledger.state("us_state").records == {"KW": a_record()}
    assert ledger.history("us_state", "KW") == (a_version(),)
    assert list(outbox.pending()) == []


def test_a_pending_candidate_is_recorded_without_a_version(ledger: Ledger) -> None:
    """A doubtful change is kept between checks, but it is not history."""
    held = a_record(number=0, advisory=None, pending=a_pending_candidate())
    ledger.record(held, None, None)
    assert ledger.state("us_state").records == {"KW": held}
    assert ledger.history("us_state", "KW") == ()


def test_history_is_in_the_order_of_numbers(ledger: Ledger) -> None:
    """Versions sorted as text would put the tenth before the second."""
    versions = [a_version(number=number, rule=f"rule {number}") for number in range(1, 12)]
    for version in versions:
        ledger.record(a_record(number=version.number, revision=version.number), version, None)
    assert ledger.history("us_state", "KW") == tuple(versions)


def test_history_keeps_a_withdrawal(ledger: Ledger) -> None:
    """A withdrawn advisory has no advice left, and must still be readable."""
    withdrawn = a_version(number=1, changes=(Change.WITHDRAWN,))
    withdrawn = replace(withdrawn, advisory=None)
    ledger.record(a_record(), withdrawn, None)
    assert ledger.history("us_state", "KW") == (withdrawn,)


def test_a_destination_has_the_records_of_all_sources(ledger: Ledger) -> None:
    """A government missing from `show KW` would be read as having no advice."""
    american, british = a_record(), a_record(an_advisory(source="uk_fcdo"))
    elsewhere = a_record(an_advisory(destination="IQ"))
    for known in (american, british, elsewhere):
        ledger.record(known, None, None)
    assert ledger.destinations("KW") == (british, american)
    assert ledger.destinations("FR") == ()


def test_long_texts_are_returned_on_request(ledger: Ledger) -> None:
    """A text that `state` leaves out is still compared, and shown to readers."""
    long = a_record(an_advisory(text="Exercise caution. " * 100))
    short = a_record(an_advisory(destination="IQ"))
    for known in (long, short):
        ledger.record(known, None, None)
    assert ledger.in_full("us_state", ["KW", "IQ"]) == {"KW": long, "IQ": short}
    assert ledger.in_full("us_state", ["FR"]) == {}
    assert ledger.destinations("KW") == (long,)
    state = with_texts_of(ledger.state("us_state"), [an_advisory(text="Exercise caution. " * 100)])
    state = with_found(state, ledger.in_full("us_state", sorted(state.left_out)))
    assert state.records == {"KW": long, "IQ": short}
    assert not state.left_out


def test_a_text_that_became_short_is_the_newest(ledger: Ledger) -> None:
    """The old long text is still stored, and must not be taken for the present advice."""
    ledger.record(a_record(an_advisory(text="Exercise caution. " * 100)), None, None)
    short = a_record(number=2, revision=2)
    ledger.record(short, None, None)
    assert ledger.destinations("KW") == (short,)
    assert ledger.in_full("us_state", ["KW"]) == {"KW": short}


def test_health_reads_back_with_the_state(ledger: Ledger) -> None:
    """If validators were lost, every page would be fetched in full each time."""
    asked = Validators(etag='"1"', last_modified="Tue, 01 Sep 2026 12:00:00 GMT")
    health = a_health(
        documents={"rss": DocumentHealth(tried_at=NOON, read_at=NOON, validators=asked)},
        absent={"KW": NOON, "AF": NOON - timedelta(days=3)},
        failing_since=NOON,
    )
    ledger.save_health(health)
    assert ledger.state("us_state").health == health


def test_level_moves_of_all_sources_are_read_together(ledger: Ledger) -> None:
    """A check asks more often about a destination that another government moved."""
    hour = timedelta(hours=1)
    assert ledger.level_moves() == {}
    moves = {"us_state": {"KW": NOON, "RU": NOON}, "uk_fcdo": {"KW": NOON + hour}, "de_aa": {}}
    for source, moved_at in moves.items():
        ledger.save_health(a_health(source=source, revision=1, level_moved_at=moved_at))
    assert ledger.level_moves() == {"KW": NOON + hour, "RU": NOON}
    assert ledger.state("uk_fcdo").health.level_moved_at == {"KW": NOON + hour}
    ledger.save_health(a_health(source="uk_fcdo", revision=2))
    assert ledger.level_moves() == {"KW": NOON, "RU": NOON}


def test_level_moves_of_a_partition_are_not_read(ledger: Ledger) -> None:
    """One call reads one item for each source, whatever the number of its partitions."""
    ledger.save_health(
        a_health(
            source="us_state", partition="a.example#0", revision=1, level_moved_at={"KW": NOON}
        )
    )
    assert ledger.level_moves() == {}


def test_health_moves_one_revision_at_a_time(ledger: Ledger, rival: Store) -> None:
    """A slow check must not mark a source as failing after a faster one read it well."""
    ledger.save_health(a_health())
    ledger.save_health(a_health(revision=2, destinations=212))
    with pytest.raises(StaleVersion):
        rival.ledger.save_health(a_health(revision=2, failure="late"))
    assert ledger.state("us_state").health.failure is None


def test_a_loaded_state_does_not_change(ledger: Ledger) -> None:
    """A check compares with the state that it read, not with what it wrote since."""
    state = ledger.state("us_state")
    ledger.record(a_record(), a_version(), None)
    assert state.records == {}


def test_text_beyond_latin_reads_back_unchanged(ledger: Ledger) -> None:
    """Embassies quote local words, and feeds contain broken characters."""
    known = a_record(an_advisory(text="الكويت — Kuwait 🇰🇼 \ud800", name="Koweït"))
    ledger.record(known, None, None)
    assert ledger.state("us_state").records["KW"] == known


@pytest.mark.parametrize("words", ["Level\0 4", "\u202eLevel 4", "\x1b[2J", "Level 4" * 100_000])
def test_hostile_text_reads_back_unchanged(ledger: Ledger, words: str) -> None:
    """A ledger that fails on the text of one publisher would lose the records of all others."""
    hostile = an_advisory(native_level=words, name=words, text=words, url=words)
    known = a_record(hostile, pending=a_pending_candidate(hostile, reason=words))
    ledger.record(known, a_version(hostile), an_alert(after=hostile, note=words))
    assert ledger.in_full("us_state", ["KW"])["KW"] == known
    assert [version.advisory for version in ledger.history("us_state", "KW")] == [hostile]
