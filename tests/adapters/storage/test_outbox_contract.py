"""Contract of every outbox: no pending alert is lost, and none is enqueued twice."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from advisory_watch.app.ports import Ledger, Outbox
from advisory_watch.core.errors import StaleVersion
from support.builders import NOON, a_health, a_record, a_version, an_alert
from support.scenarios.stores import OpenStore, Store

LATER = NOON + timedelta(minutes=1)


def test_an_alert_recorded_with_a_version_is_pending(ledger: Ledger, outbox: Outbox) -> None:
    """Subscribers rely on this promise."""
    ledger.record(a_record(), a_version(), an_alert())
    assert list(outbox.pending()) == [an_alert()]


def test_an_alert_survives_a_crash_after_the_record(open_store: OpenStore) -> None:
    """The process that recorded may die before it sends; the next one must find the alert."""
    open_store().ledger.record(a_record(), a_version(), an_alert())
    assert list(open_store().outbox.pending()) == [an_alert()]


def test_an_alert_is_sent_again_after_a_crash_before_the_mark(open_store: OpenStore) -> None:
    """A second message is a nuisance, no message is a danger: an unmarked alert stays pending."""
    first = open_store()
    first.ledger.record(a_record(), a_version(), an_alert())
    assert list(first.outbox.pending()) == [an_alert()]
    assert list(open_store().outbox.pending()) == [an_alert()]


def test_a_sent_alert_is_no_longer_pending_but_readable(ledger: Ledger, outbox: Outbox) -> None:
    """Alerts sent last month must still be available."""
    ledger.record(a_record(), a_version(), an_alert())
    outbox.mark_sent(an_alert(), LATER)
    assert list(outbox.pending()) == []
    assert outbox.sent("2026-09") == (an_alert(),)


def test_marking_twice_is_harmless(ledger: Ledger, outbox: Outbox) -> None:
    """Stream trigger and scheduled retry may send the same alert at the same time."""
    ledger.record(a_record(), a_version(), an_alert())
    outbox.mark_sent(an_alert(), LATER)
    outbox.mark_sent(an_alert(), LATER + timedelta(hours=1))
    assert outbox.sent("2026-09") == (an_alert(),)


def test_marking_an_alert_that_is_not_pending_changes_nothing(outbox: Outbox) -> None:
    """The list of sent alerts must not contain one that was never decided."""
    outbox.mark_sent(an_alert(), LATER)
    assert outbox.sent("2026-09") == ()


def test_an_alert_is_claimed_by_only_one_process(open_store: OpenStore) -> None:
    """Stream trigger and scheduled retry overlap; a repeated message looks like a new change."""
    first, second = open_store(), open_store()
    first.ledger.record(a_record(), a_version(), an_alert())
    assert first.outbox.claim(an_alert(), NOON, LATER)
    assert not second.outbox.claim(an_alert(), NOON, LATER)
    assert list(second.outbox.pending()) == [an_alert()]


def test_a_claim_ends_by_itself(ledger: Ledger, outbox: Outbox) -> None:
    """The process that claimed the alert may have died: the alert must not be lost with it."""
    ledger.record(a_record(), a_version(), an_alert())
    assert outbox.claim(an_alert(), NOON, LATER)
    assert not outbox.claim(an_alert(), LATER - timedelta(microseconds=1), LATER)
    assert outbox.claim(an_alert(), LATER, LATER + timedelta(minutes=1))


@pytest.mark.parametrize("ahead", [timedelta(hours=2), timedelta(days=400)])
def test_a_claim_under_a_clock_ahead_does_not_count(
    ledger: Ledger, outbox: Outbox, ahead: timedelta
) -> None:
    """The process that claimed the alert died: the alert must not wait until next year."""
    ledger.save_health(a_health(), (an_alert(),))
    assert outbox.claim(an_alert(), NOON + ahead, LATER + ahead)
    assert outbox.claim(an_alert(), NOON, LATER)
    assert not outbox.claim(an_alert(), NOON, LATER)


def test_a_released_alert_can_be_claimed_at_once(ledger: Ledger, outbox: Outbox) -> None:
    """After a refused delivery the next scheduled retry must try again, not the one after it."""
    ledger.record(a_record(), a_version(), an_alert())
    outbox.claim(an_alert(), NOON, LATER)
    outbox.release(an_alert(), LATER)
    assert outbox.claim(an_alert(), NOON, LATER)


def test_a_claim_of_another_process_is_not_released(ledger: Ledger, outbox: Outbox) -> None:
    """A slow process whose claim has ended must not free the alert for a third one."""
    ledger.record(a_record(), a_version(), an_alert())
    outbox.claim(an_alert(), NOON, LATER)
    outbox.claim(an_alert(), LATER, LATER + timedelta(minutes=1))
    outbox.release(an_alert(), LATER)
    assert not outbox.claim(an_alert(), LATER, LATER + timedelta(minutes=1))


def test_a_claimed_alert_can_be_marked_as_sent(ledger: Ledger, outbox: Outbox) -> None:
    """It was sent and must not be sent again, regardless of its claim."""
    ledger.record(a_record(), a_version(), an_alert())
    outbox.claim(an_alert(), NOON, LATER)
    outbox.mark_sent(an_alert(), LATER)
    assert list(outbox.pending()) == []
    assert outbox.sent("2026-09") == (an_alert(),)


def test_an_alert_that_is_not_pending_cannot_be_claimed(ledger: Ledger, outbox: Outbox) -> None:
    """A dispatcher with an old list would send alerts again that another one has just sent."""
    assert not outbox.claim(an_alert(), NOON, LATER)
    ledger.record(a_record(), a_version(), an_alert())
    outbox.mark_sent(an_alert(), NOON)
    assert not outbox.claim(an_alert(), NOON, LATER)
    assert list(outbox.pending()) == []


def test_urgent_alerts_come_first_then_the_oldest(ledger: Ledger, outbox: Outbox) -> None:
    """`Leave now` must not wait behind two hundred revised texts."""
    alerts = (
        an_alert(id="c", is_urgent=False, created_at=NOON),
        an_alert(id="b", is_urgent=True, created_at=NOON + timedelta(microseconds=1)),
        an_alert(id="a", is_urgent=True, created_at=NOON + timedelta(hours=1)),
        an_alert(id="d", is_urgent=False, created_at=NOON - timedelta(hours=1)),
    )
    ledger.save_health(a_health(), alerts)
    assert "".join(alert.id for alert in outbox.pending()) == "badc"


def test_order_follows_the_moment_not_the_local_time(ledger: Ledger, outbox: Outbox) -> None:
    """09:00 in New York is later than 12:00 in London, although its digits are smaller."""
    new_york = timezone(timedelta(hours=-4))
    late = an_alert(id="late", created_at=datetime(2026, 9, 1, 9, tzinfo=new_york))
    early = an_alert(id="early", created_at=datetime(2026, 9, 1, 12, tzinfo=UTC))
    ledger.save_health(a_health(), (late, early))
    assert [alert.id for alert in outbox.pending()] == ["early", "late"]


def test_an_alert_with_a_known_id_is_not_enqueued_again(ledger: Ledger, outbox: Outbox) -> None:
    """A source that flickers must not send `we cannot see it` on every check."""
    ledger.save_health(a_health(), (an_alert(),))
    ledger.save_health(a_health(revision=2), (an_alert(), an_alert(id="other")))
    assert [alert.id for alert in outbox.pending()] == ["0123456789abcdef", "other"]
    assert ledger.state("us_state").health.revision == 2


def test_an_alert_given_twice_in_one_write_is_enqueued_once(ledger: Ledger, outbox: Outbox) -> None:
    """The same cause named twice in one write is still one message."""
    ledger.save_health(a_health(), (an_alert(), an_alert()))
    assert list(outbox.pending()) == [an_alert()]


def test_a_sent_alert_is_not_enqueued_again(ledger: Ledger, outbox: Outbox) -> None:
    """A replay into a ledger that has recorded everything must be silent."""
    ledger.save_health(a_health(), (an_alert(),))
    outbox.mark_sent(an_alert(), LATER)
    ledger.save_health(a_health(revision=2), (an_alert(created_at=LATER),))
    assert list(outbox.pending()) == []
    assert ledger.state("us_state").health.revision == 2


def test_a_stale_write_enqueues_nothing(ledger: Ledger, outbox: Outbox) -> None:
    """The check that lost the race must not send its own alert for the same change."""
    ledger.save_health(a_health())
    with pytest.raises(StaleVersion):
        ledger.save_health(a_health(), (an_alert(),))
    assert list(outbox.pending()) == []


def test_sent_alerts_are_listed_by_month_in_order_of_sending(
    ledger: Ledger, outbox: Outbox
) -> None:
    """The digest of September must not contain August, nor reverse the order."""
    august = datetime(2026, 8, 31, 23, 59, 59, tzinfo=UTC)
    ledger.save_health(a_health(), tuple(an_alert(id=name) for name in "abc"))
    outbox.mark_sent(an_alert(id="c"), NOON)
    outbox.mark_sent(an_alert(id="a"), LATER)
    outbox.mark_sent(an_alert(id="b"), august)
    assert [alert.id for alert in outbox.sent("2026-09")] == ["c", "a"]
    assert [alert.id for alert in outbox.sent("2026-08")] == ["b"]
    assert outbox.sent("2026-07") == ()


def test_alerts_may_be_marked_during_iteration(ledger: Ledger, outbox: Outbox) -> None:
    """The dispatcher marks each alert as it goes; this must not shift the rest of the list."""
    ledger.save_health(a_health(), tuple(an_alert(id=name) for name in "abc"))
    sent = []
    for alert in outbox.pending():
        outbox.mark_sent(alert, LATER)
        sent.append(alert.id)
    assert sent == ["a", "b", "c"]


def test_a_partially_sent_alert_stays_claimed_and_pending(store: Store, rival: Store) -> None:
    """If it were released, it could be cancelled as if no subscriber had received it."""
    store.ledger.save_health(a_health(), (an_alert(),))
    until = NOON + timedelta(minutes=2)
    assert store.outbox.claim(an_alert(), NOON, until)
    store.outbox.mark_partially_sent(an_alert())
    (handed,) = rival.outbox.pending()
    assert handed == replace(an_alert(), is_partially_sent=True)
    assert not rival.outbox.claim(handed, NOON, until)
    rival.outbox.mark_sent(handed, until)
    assert rival.outbox.sent("2026-09") == (handed,)


def test_a_sent_alert_is_not_reopened_for_its_email(store: Store) -> None:
    """A slow dispatcher must not bring back an alert that another has finished."""
    store.ledger.save_health(a_health(), (an_alert(),))
    store.outbox.mark_sent(an_alert(), NOON)
    store.outbox.mark_partially_sent(an_alert())
    assert list(store.outbox.pending()) == []
