"""What every outbox promises: nothing owed is lost, nothing is owed twice."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from advisory_watch.app.ports import Ledger, Outbox
from advisory_watch.core.errors import StaleVersion
from builders import NOON, a_health, a_known, a_version, an_alert
from stores import OpenStore, Store

LATER = NOON + timedelta(minutes=1)


def test_an_alert_recorded_with_a_version_is_owed(ledger: Ledger, outbox: Outbox) -> None:
    """This is the promise that people pay attention for."""
    ledger.record(a_known(), a_version(), an_alert())
    assert list(outbox.pending()) == [an_alert()]


def test_a_crash_after_the_record_loses_nothing(open_store: OpenStore) -> None:
    """The process that recorded may die before it sends; the next one must find the debt."""
    open_store().ledger.record(a_known(), a_version(), an_alert())
    assert list(open_store().outbox.pending()) == [an_alert()]


def test_a_crash_after_sending_sends_again(open_store: OpenStore) -> None:
    """Twice is a nuisance, never is a danger: unmarked means owed."""
    first = open_store()
    first.ledger.record(a_known(), a_version(), an_alert())
    assert list(first.outbox.pending()) == [an_alert()]
    assert list(open_store().outbox.pending()) == [an_alert()]


def test_a_sent_alert_is_no_longer_owed_but_still_readable(ledger: Ledger, outbox: Outbox) -> None:
    """Everything can be shown, also what went out last month."""
    ledger.record(a_known(), a_version(), an_alert())
    outbox.mark_sent(an_alert(), LATER)
    assert list(outbox.pending()) == []
    assert outbox.sent("2026-09") == (an_alert(),)


def test_marking_twice_is_harmless(ledger: Ledger, outbox: Outbox) -> None:
    """Doorbell and sweep may send the same alert at the same time."""
    ledger.record(a_known(), a_version(), an_alert())
    outbox.mark_sent(an_alert(), LATER)
    outbox.mark_sent(an_alert(), LATER + timedelta(hours=1))
    assert outbox.sent("2026-09") == (an_alert(),)


def test_marking_what_nobody_owes_leaves_no_trace(outbox: Outbox) -> None:
    """The list of what was sent must not hold what was never decided."""
    outbox.mark_sent(an_alert(), LATER)
    assert outbox.sent("2026-09") == ()


def test_what_one_claimed_no_other_gets(open_store: OpenStore) -> None:
    """Doorbell and sweep overlap: who is woken twice for one raise looks for a second one."""
    first, second = open_store(), open_store()
    first.ledger.record(a_known(), a_version(), an_alert())
    assert first.outbox.claim(an_alert(), NOON, LATER)
    assert not second.outbox.claim(an_alert(), NOON, LATER)
    assert list(second.outbox.pending()) == [an_alert()]


def test_a_claim_ends_by_itself(ledger: Ledger, outbox: Outbox) -> None:
    """Whoever claimed it may have died: the alert must not die with it."""
    ledger.record(a_known(), a_version(), an_alert())
    assert outbox.claim(an_alert(), NOON, LATER)
    assert not outbox.claim(an_alert(), LATER - timedelta(microseconds=1), LATER)
    assert outbox.claim(an_alert(), LATER, LATER + timedelta(minutes=1))


def test_what_was_given_back_is_free_at_once(ledger: Ledger, outbox: Outbox) -> None:
    """A carrier that refused once is asked again by the next sweep, not by the one after."""
    ledger.record(a_known(), a_version(), an_alert())
    outbox.claim(an_alert(), NOON, LATER)
    outbox.release(an_alert(), LATER)
    assert outbox.claim(an_alert(), NOON, LATER)


def test_nobody_gives_back_the_claim_of_another(ledger: Ledger, outbox: Outbox) -> None:
    """A slow process whose claim ended must not open the alert to a third."""
    ledger.record(a_known(), a_version(), an_alert())
    outbox.claim(an_alert(), NOON, LATER)
    outbox.claim(an_alert(), LATER, LATER + timedelta(minutes=1))
    outbox.release(an_alert(), LATER)
    assert not outbox.claim(an_alert(), LATER, LATER + timedelta(minutes=1))


def test_a_claim_does_not_keep_an_alert_from_being_marked(ledger: Ledger, outbox: Outbox) -> None:
    """It was sent: whatever else is true, it must not be sent again."""
    ledger.record(a_known(), a_version(), an_alert())
    outbox.claim(an_alert(), NOON, LATER)
    outbox.mark_sent(an_alert(), LATER)
    assert list(outbox.pending()) == []
    assert outbox.sent("2026-09") == (an_alert(),)


def test_what_is_not_owed_cannot_be_claimed(ledger: Ledger, outbox: Outbox) -> None:
    """A relay that read the list before another one sent it all would send it all again."""
    assert not outbox.claim(an_alert(), NOON, LATER)
    ledger.record(a_known(), a_version(), an_alert())
    outbox.mark_sent(an_alert(), NOON)
    assert not outbox.claim(an_alert(), NOON, LATER)
    assert list(outbox.pending()) == []


def test_urgent_alerts_come_first_then_the_oldest(ledger: Ledger, outbox: Outbox) -> None:
    """`Leave now` must not wait behind two hundred revised texts."""
    alerts = (
        an_alert(id="c", is_urgent=False, owed_at=NOON),
        an_alert(id="b", is_urgent=True, owed_at=NOON + timedelta(microseconds=1)),
        an_alert(id="a", is_urgent=True, owed_at=NOON + timedelta(hours=1)),
        an_alert(id="d", is_urgent=False, owed_at=NOON - timedelta(hours=1)),
    )
    ledger.save_health(a_health(), alerts)
    assert "".join(each.id for each in outbox.pending()) == "badc"


def test_order_follows_time_not_the_clock_face(ledger: Ledger, outbox: Outbox) -> None:
    """09:00 in New York is later than 12:00 in London, whatever the digits say."""
    new_york = timezone(timedelta(hours=-4))
    late = an_alert(id="late", owed_at=datetime(2026, 9, 1, 9, tzinfo=new_york))
    early = an_alert(id="early", owed_at=datetime(2026, 9, 1, 12, tzinfo=UTC))
    ledger.save_health(a_health(), (late, early))
    assert [each.id for each in outbox.pending()] == ["early", "late"]


def test_asking_twice_owes_once(ledger: Ledger, outbox: Outbox) -> None:
    """A source that flickers must not send `we cannot see it` on every check."""
    ledger.save_health(a_health(), (an_alert(),))
    ledger.save_health(a_health(revision=2), (an_alert(), an_alert(id="other")))
    assert [each.id for each in outbox.pending()] == ["0123456789abcdef", "other"]
    assert ledger.state("us_state").health.revision == 2


def test_asking_twice_at_once_owes_once(ledger: Ledger, outbox: Outbox) -> None:
    """The same cause named twice in one write is still one message."""
    ledger.save_health(a_health(), (an_alert(), an_alert()))
    assert list(outbox.pending()) == [an_alert()]


def test_an_alert_that_was_sent_is_not_owed_again(ledger: Ledger, outbox: Outbox) -> None:
    """A replay into a ledger that has seen it all must be silent."""
    ledger.save_health(a_health(), (an_alert(),))
    outbox.mark_sent(an_alert(), LATER)
    ledger.save_health(a_health(revision=2), (an_alert(owed_at=LATER),))
    assert list(outbox.pending()) == []
    assert ledger.state("us_state").health.revision == 2


def test_a_stale_write_owes_nothing(ledger: Ledger, outbox: Outbox) -> None:
    """The check that lost the race must not send its own version of the news."""
    ledger.save_health(a_health())
    with pytest.raises(StaleVersion):
        ledger.save_health(a_health(), (an_alert(),))
    assert list(outbox.pending()) == []


def test_sent_is_told_by_month_in_order_of_sending(ledger: Ledger, outbox: Outbox) -> None:
    """The digest of September must not tell of August, nor tell it backwards."""
    august = datetime(2026, 8, 31, 23, 59, 59, tzinfo=UTC)
    ledger.save_health(a_health(), tuple(an_alert(id=name) for name in "abc"))
    outbox.mark_sent(an_alert(id="c"), NOON)
    outbox.mark_sent(an_alert(id="a"), LATER)
    outbox.mark_sent(an_alert(id="b"), august)
    assert [each.id for each in outbox.sent("2026-09")] == ["c", "a"]
    assert [each.id for each in outbox.sent("2026-08")] == ["b"]
    assert outbox.sent("2026-07") == ()


def test_alerts_may_be_marked_while_they_are_read(ledger: Ledger, outbox: Outbox) -> None:
    """The relay marks each alert as it goes; the rest of the list must not move under it."""
    ledger.save_health(a_health(), tuple(an_alert(id=name) for name in "abc"))
    sent = []
    for alert in outbox.pending():
        outbox.mark_sent(alert, LATER)
        sent.append(alert.id)
    assert sent == ["a", "b", "c"]


def test_an_alert_of_which_only_the_email_is_owed_stays_claimed_and_owed(
    store: Store, rival: Store
) -> None:
    """Given back, it would be taken back as if nobody had been told."""
    store.ledger.save_health(a_health(), (an_alert(),))
    until = NOON + timedelta(minutes=2)
    assert store.outbox.claim(an_alert(), NOON, until)
    store.outbox.mark_handed(an_alert())
    (handed,) = rival.outbox.pending()
    assert handed == replace(an_alert(), is_handed=True)
    assert not rival.outbox.claim(handed, NOON, until)
    rival.outbox.mark_sent(handed, until)
    assert rival.outbox.sent("2026-09") == (handed,)


def test_what_was_sent_is_not_owed_again_for_its_email(store: Store) -> None:
    """A relay that took its time must not bring back what another has finished."""
    store.ledger.save_health(a_health(), (an_alert(),))
    store.outbox.mark_sent(an_alert(), NOON)
    store.outbox.mark_handed(an_alert())
    assert list(store.outbox.pending()) == []
