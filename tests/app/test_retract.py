"""Retracting a wrong alert: once, to its recipients, and before it reaches others."""

from datetime import timedelta

import pytest

from advisory_watch.adapters.memory import MemoryOutbox
from advisory_watch.app.alert_queue import LEASE
from advisory_watch.app.retract import Retraction, RetractionOutcome, Retractor
from advisory_watch.core.errors import UsageError
from advisory_watch.core.source_event import Audience
from support.builders import NOON, an_alert
from support.fakes.dispatchers import a_dispatcher
from support.fakes.notifiers import MemoryNotifier

ID = an_alert().id
LATER = NOON + timedelta(hours=1)
REASON = "The feed showed a test page."


@pytest.fixture
def outbox() -> MemoryOutbox:
    """Return an outbox with a pending alert."""
    outbox = MemoryOutbox()
    outbox.enqueue(an_alert())
    return outbox


def retract(outbox: MemoryOutbox, alert_id: str = ID, reason: str = REASON) -> Retraction:
    """Retract an alert an hour later."""
    return Retractor(outbox=outbox, clock=lambda: LATER).retract(alert_id, reason)


def test_a_sent_alert_is_corrected_on_the_same_channels(outbox: MemoryOutbox) -> None:
    """A subscriber whose filter delivered the alert must get the correction."""
    notifier = MemoryNotifier()
    list(a_dispatcher(outbox, notifier).drain())
    assert retract(outbox).outcome is RetractionOutcome.CORRECTED
    list(a_dispatcher(outbox, notifier, lambda: LATER).drain())
    alert, correction = (publication.attributes for publication in notifier.publications)
    assert correction == {**alert, "kind": ("correction", "level_raised")}
    (corrected,) = notifier.publications[1].alerts
    assert (corrected.corrects, corrected.note, corrected.rule) == (ID, REASON, "retracted")


def test_a_correction_goes_to_the_audience_of_its_alert() -> None:
    """Travellers who never got the alert must not wonder about its correction."""
    outbox, alert = MemoryOutbox(), an_alert(audience=Audience.OPERATORS)
    outbox.enqueue(alert)
    outbox.mark_sent(alert, NOON)
    correction = retract(outbox).correction
    assert correction is not None
    assert correction.audience is Audience.OPERATORS


def test_an_alert_is_corrected_once(outbox: MemoryOutbox) -> None:
    """A second correction looks as if something else were wrong."""
    outbox.mark_sent(an_alert(), NOON)
    assert retract(outbox).outcome is RetractionOutcome.CORRECTED
    assert retract(outbox, reason="Another reason.").outcome is RetractionOutcome.BEFORE
    (pending,) = outbox.pending()
    assert pending.note == REASON


def test_an_alert_that_was_not_sent_is_cancelled(outbox: MemoryOutbox) -> None:
    """Without recipients, no correction is needed."""
    assert retract(outbox).outcome is RetractionOutcome.CANCELLED
    assert list(outbox.pending()) == []
    assert retract(outbox).outcome is RetractionOutcome.BEFORE


def test_an_alert_being_sent_is_corrected_afterwards(outbox: MemoryOutbox) -> None:
    """The correction must not arrive before its alert."""
    outbox.claim(an_alert(), NOON, NOON + LEASE)
    assert retract(outbox).outcome is RetractionOutcome.CORRECTED
    notifier = MemoryNotifier()
    list(a_dispatcher(outbox, notifier, lambda: LATER).drain())
    assert [publication.alerts[0].corrects for publication in notifier.publications] == [None, ID]


def test_an_unknown_alert_cannot_be_retracted(outbox: MemoryOutbox) -> None:
    """A typing error must not pass for a correction."""
    with pytest.raises(UsageError, match="found 'nothing'"):
        retract(outbox, "nothing")
    with pytest.raises(UsageError, match="expected a reason"):
        retract(outbox, reason=" ")


def test_a_correction_is_not_corrected(outbox: MemoryOutbox) -> None:
    """`CORRECTION: CORRECTION:` does not show readers which is true."""
    outbox.mark_sent(an_alert(), NOON)
    correction = retract(outbox).correction
    assert correction is not None
    with pytest.raises(UsageError, match=f"found the correction of {ID}"):
        retract(outbox, correction.id)
