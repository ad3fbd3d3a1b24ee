"""The queue of an event bus in DynamoDB: filled with each sent alert, in the same transaction."""

from datetime import timedelta
from typing import Any

import pytest

from advisory_watch.adapters.dynamodb.outbox import DynamoEventQueue, DynamoOutbox
from support.builders import NOON, an_alert
from support.scenarios.stores import TABLE

LATER = NOON + timedelta(minutes=1)
URGENT, CALM = an_alert(id="b" * 16), an_alert(id="a" * 16, is_urgent=False)


@pytest.fixture
def outbox(dynamodb: Any) -> DynamoOutbox:
    """Open the outbox of a stack with an event bus."""
    return DynamoOutbox(dynamodb, TABLE, has_event_bus=True)


@pytest.fixture
def queue(dynamodb: Any) -> DynamoEventQueue:
    """Open the queue of its bus."""
    return DynamoEventQueue(dynamodb, TABLE)


def test_each_sent_alert_is_pending_for_the_bus(
    outbox: DynamoOutbox, queue: DynamoEventQueue
) -> None:
    """The urgent one first: programs act on it."""
    for alert in (CALM, URGENT):
        outbox.enqueue(alert)
    assert list(queue.pending()) == []
    for alert in (CALM, URGENT):
        outbox.mark_sent(alert, LATER)
    assert list(queue.pending()) == [URGENT, CALM]
    assert outbox.sent("2026-09") == (CALM, URGENT)
    assert list(outbox.pending()) == []


def test_without_a_bus_the_queue_stays_empty(dynamodb: Any, queue: DynamoEventQueue) -> None:
    """Otherwise it would grow without limit, and a later bus would get years of old events."""
    outbox = DynamoOutbox(dynamodb, TABLE)
    outbox.enqueue(URGENT)
    outbox.mark_sent(URGENT, LATER)
    assert list(queue.pending()) == []


def test_a_cancelled_alert_never_reaches_the_bus(
    outbox: DynamoOutbox, queue: DynamoEventQueue
) -> None:
    """It was retracted before anyone received it."""
    outbox.enqueue(URGENT)
    assert outbox.cancel(URGENT, LATER)
    assert list(queue.pending()) == []


def test_an_alert_put_on_the_bus_stays_among_the_sent_alerts(
    outbox: DynamoOutbox, queue: DynamoEventQueue
) -> None:
    """The ledger must show what was sent; marking twice is harmless."""
    outbox.enqueue(URGENT)
    outbox.mark_sent(URGENT, LATER)
    for _ in range(2):
        queue.mark_sent(URGENT, LATER)
    assert list(queue.pending()) == []
    assert outbox.sent("2026-09") == (URGENT,)
    assert outbox.found([URGENT.id]) == {URGENT.id: URGENT}


def test_marking_twice_does_not_put_an_alert_on_the_bus_again(
    outbox: DynamoOutbox, queue: DynamoEventQueue
) -> None:
    """Stream trigger and scheduled retry may send the same alert at the same time."""
    outbox.enqueue(URGENT)
    outbox.mark_sent(URGENT, LATER)
    queue.mark_sent(URGENT, LATER)
    outbox.mark_sent(URGENT, LATER)
    assert list(queue.pending()) == []


def test_an_event_is_claimed_by_only_one_process(
    outbox: DynamoOutbox, queue: DynamoEventQueue
) -> None:
    """A claim ends by itself, or is released, as in the outbox."""
    outbox.enqueue(URGENT)
    outbox.mark_sent(URGENT, LATER)
    assert queue.claim(URGENT, NOON, LATER)
    assert not queue.claim(URGENT, NOON, LATER)
    queue.release(URGENT, LATER)
    assert queue.claim(URGENT, NOON, LATER)
    assert queue.claim(URGENT, LATER, LATER + timedelta(minutes=1))
