"""What every outbox promises those who must take something back."""

from dataclasses import replace
from datetime import timedelta

from advisory_watch.app.ports import Ledger, Outbox
from advisory_watch.core.alerts import Alert
from builders import NOON, a_health, an_alert
from stores import OpenStore

LATER = NOON + timedelta(minutes=1)


def find(outbox: Outbox, alert_id: str) -> Alert | None:
    """Look one alert up."""
    return outbox.found([alert_id]).get(alert_id)


def test_what_is_owed_by_itself_is_owed_like_all_else(outbox: Outbox) -> None:
    """A correction has no version that it could be recorded with."""
    assert outbox.owe(an_alert())
    assert list(outbox.pending()) == [an_alert()]


def test_owing_twice_owes_once_also_after_it_was_sent(outbox: Outbox) -> None:
    """Two people at two keyboards must not correct one alert twice."""
    assert outbox.owe(an_alert())
    assert not outbox.owe(an_alert(owed_at=LATER))
    outbox.mark_sent(an_alert(), LATER)
    assert not outbox.owe(an_alert())
    assert list(outbox.pending()) == []


def test_an_alert_is_found_by_its_id_wherever_it_lies(ledger: Ledger, outbox: Outbox) -> None:
    """Whoever takes it back knows the id from the email, and nothing else."""
    ledger.save_health(a_health(), (an_alert(), an_alert(id="other")))
    assert find(outbox, "0123456789abcdef") == an_alert()
    outbox.mark_sent(an_alert(), LATER)
    assert find(outbox, "0123456789abcdef") == an_alert()
    assert find(outbox, "nothing") is None


def test_many_are_found_at_once_wherever_they_lie(outbox: Outbox) -> None:
    """A list of all that was ever told asks for thousands, and for a correction of each."""
    alerts = {str(number): an_alert(id=str(number)) for number in range(130)}
    for each in alerts.values():
        outbox.owe(each)
    outbox.mark_sent(alerts["1"], LATER)
    outbox.cancel(alerts["2"], LATER)
    expected = alerts | {"2": replace(alerts["2"], is_cancelled=True)}
    assert outbox.found([str(number) for number in range(3000)]) == expected


def test_nothing_is_found_where_nothing_is_asked_for(outbox: Outbox) -> None:
    """DynamoDB refuses an empty question, and one that asks twice for the same."""
    outbox.owe(an_alert())
    assert outbox.found([]) == {}
    assert outbox.found([an_alert().id] * 2) == {an_alert().id: an_alert()}


def test_an_alert_that_was_sent_months_later_is_found(ledger: Ledger, outbox: Outbox) -> None:
    """An outbox that nobody emptied all winter is emptied in spring."""
    ledger.save_health(a_health(), (an_alert(),))
    outbox.mark_sent(an_alert(), NOON + timedelta(days=200))
    assert find(outbox, an_alert().id) == an_alert()


def test_what_was_cancelled_is_neither_owed_nor_sent(open_store: OpenStore) -> None:
    """Nobody was told: no list may say that somebody was."""
    first, second = open_store(), open_store()
    first.outbox.owe(an_alert())
    assert second.outbox.cancel(an_alert(), LATER)
    assert list(first.outbox.pending()) == []
    assert first.outbox.sent("2026-09") == ()
    assert find(first.outbox, an_alert().id) == replace(an_alert(), is_cancelled=True)
    assert not first.outbox.owe(an_alert())


def test_what_somebody_claimed_cannot_be_cancelled(outbox: Outbox) -> None:
    """It may be on its way to ten thousand people, also after the claim ended."""
    outbox.owe(an_alert())
    outbox.claim(an_alert(), NOON, LATER)
    assert not outbox.cancel(an_alert(), LATER + timedelta(days=1))
    assert list(outbox.pending()) == [an_alert()]


def test_what_was_given_back_can_be_cancelled(outbox: Outbox) -> None:
    """The carrier refused it: nobody has it."""
    outbox.owe(an_alert())
    outbox.claim(an_alert(), NOON, LATER)
    outbox.release(an_alert(), LATER)
    assert outbox.cancel(an_alert(), LATER)


def test_what_is_not_owed_cannot_be_cancelled(outbox: Outbox) -> None:
    """A sent alert that is cancelled would be left uncorrected."""
    assert not outbox.cancel(an_alert(), NOON)
    outbox.owe(an_alert())
    outbox.mark_sent(an_alert(), NOON)
    assert not outbox.cancel(an_alert(), LATER)
    assert outbox.sent("2026-09") == (an_alert(),)
