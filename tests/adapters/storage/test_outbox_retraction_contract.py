"""Contract of every outbox for cancelling and correcting alerts."""

from dataclasses import replace
from datetime import timedelta

from advisory_watch.app.ports import Ledger, Outbox
from advisory_watch.core.alert import Alert
from support.builders import NOON, a_health, an_alert
from support.scenarios.stores import OpenStore

LATER = NOON + timedelta(minutes=1)


def find(outbox: Outbox, alert_id: str) -> Alert | None:
    """Find one alert by its id."""
    return outbox.found([alert_id]).get(alert_id)


def test_an_alert_without_a_version_can_be_enqueued(outbox: Outbox) -> None:
    """A correction has no version that it could be recorded with."""
    assert outbox.enqueue(an_alert())
    assert list(outbox.pending()) == [an_alert()]


def test_a_second_enqueue_changes_nothing_even_after_sending(outbox: Outbox) -> None:
    """Two people at two keyboards must not correct one alert twice."""
    assert outbox.enqueue(an_alert())
    assert not outbox.enqueue(an_alert(created_at=LATER))
    outbox.mark_sent(an_alert(), LATER)
    assert not outbox.enqueue(an_alert())
    assert list(outbox.pending()) == []


def test_an_alert_is_found_by_its_id_before_and_after_sending(
    ledger: Ledger, outbox: Outbox
) -> None:
    """The person who retracts it knows the id from the email, and nothing else."""
    ledger.save_health(a_health(), (an_alert(), an_alert(id="other")))
    assert find(outbox, "0123456789abcdef") == an_alert()
    outbox.mark_sent(an_alert(), LATER)
    assert find(outbox, "0123456789abcdef") == an_alert()
    assert find(outbox, "nothing") is None


def test_many_alerts_are_found_at_once_in_any_state(outbox: Outbox) -> None:
    """A list of all alerts ever sent asks for thousands, and for a correction of each."""
    alerts = {str(number): an_alert(id=str(number)) for number in range(130)}
    for alert in alerts.values():
        outbox.enqueue(alert)
    outbox.mark_sent(alerts["1"], LATER)
    outbox.cancel(alerts["2"], LATER)
    expected = alerts | {"2": replace(alerts["2"], is_cancelled=True)}
    assert outbox.found([str(number) for number in range(3000)]) == expected


def test_empty_and_repeated_lookups_are_allowed(outbox: Outbox) -> None:
    """DynamoDB refuses an empty batch, and one that names a key twice."""
    outbox.enqueue(an_alert())
    assert outbox.found([]) == {}
    assert outbox.found([an_alert().id] * 2) == {an_alert().id: an_alert()}


def test_an_alert_that_was_sent_months_later_is_found(ledger: Ledger, outbox: Outbox) -> None:
    """An outbox that was not emptied all winter is emptied in spring."""
    ledger.save_health(a_health(), (an_alert(),))
    outbox.mark_sent(an_alert(), NOON + timedelta(days=200))
    assert find(outbox, an_alert().id) == an_alert()


def test_a_cancelled_alert_is_neither_pending_nor_sent(open_store: OpenStore) -> None:
    """No subscriber received it, so no list may say that it was sent."""
    first, second = open_store(), open_store()
    first.outbox.enqueue(an_alert())
    assert second.outbox.cancel(an_alert(), LATER)
    assert list(first.outbox.pending()) == []
    assert first.outbox.sent("2026-09") == ()
    assert find(first.outbox, an_alert().id) == replace(an_alert(), is_cancelled=True)
    assert not first.outbox.enqueue(an_alert())


def test_a_claimed_alert_cannot_be_cancelled(outbox: Outbox) -> None:
    """It may be on its way to ten thousand people, also after the claim ended."""
    outbox.enqueue(an_alert())
    outbox.claim(an_alert(), NOON, LATER)
    assert not outbox.cancel(an_alert(), LATER + timedelta(days=1))
    assert list(outbox.pending()) == [an_alert()]


def test_a_released_alert_can_be_cancelled(outbox: Outbox) -> None:
    """The delivery was refused, so no subscriber has it."""
    outbox.enqueue(an_alert())
    outbox.claim(an_alert(), NOON, LATER)
    outbox.release(an_alert(), LATER)
    assert outbox.cancel(an_alert(), LATER)


def test_an_alert_that_is_not_pending_cannot_be_cancelled(outbox: Outbox) -> None:
    """If a sent alert were cancelled, it would remain uncorrected."""
    assert not outbox.cancel(an_alert(), NOON)
    outbox.enqueue(an_alert())
    outbox.mark_sent(an_alert(), NOON)
    assert not outbox.cancel(an_alert(), LATER)
    assert outbox.sent("2026-09") == (an_alert(),)
