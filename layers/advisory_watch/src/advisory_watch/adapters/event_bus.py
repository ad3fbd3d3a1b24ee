"""Put events on a bus of Amazon EventBridge."""

from __future__ import annotations

from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from advisory_watch.core.errors import DeliveryFailed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from mypy_boto3_events.client import EventBridgeClient
    from mypy_boto3_events.type_defs import (
        PutEventsRequestEntryTypeDef,
        PutEventsResultEntryTypeDef,
    )

    from advisory_watch.core.cloud_event import CloudEvent

SOURCE = "advisory-watch"
"""The `source` of every entry, for rules that take all events."""

BATCH = 10
"""PutEvents accepts at most 10 entries in one call."""

CALL_MAX_BYTES = 256 * 1024
"""PutEvents limits all entries of one call together to 256 KB, and so each of them."""

TIME_BYTES = 14
"""What EventBridge counts for the time of an entry."""


class EventBridgeBus:
    """Implement `EventBus` with one bus, named by its name or ARN."""

    def __init__(self, client: EventBridgeClient, name: str) -> None:
        self._client = client
        self._name = name

    def put(self, events: Sequence[CloudEvent]) -> Iterator[DeliveryFailed | None]:
        """Look first whether the bus exists: EventBridge accepts events for a bus that does not.

        It then drops them without an error.
        """
        try:
            self._client.describe_event_bus(Name=self._name)
        except (ClientError, BotoCoreError) as error:
            failed = f"expected an event bus {self._name!r}, found {error}"
            yield from (DeliveryFailed(f"{event.id}: {failed}") for event in events)
            return
        for batch in _batches(events):
            yield from self._put_batch(batch)

    def _put_batch(self, batch: Sequence[CloudEvent]) -> Iterator[DeliveryFailed | None]:
        """Put one call's worth of events; an event that no call can carry is not put."""
        if _size(batch[0]) > CALL_MAX_BYTES:
            expected = f"expected an event of at most {CALL_MAX_BYTES} bytes"
            yield DeliveryFailed(f"{batch[0].id}: {expected}, found {_size(batch[0])}")
            return
        entries = [self._entry(event) for event in batch]
        try:
            results = self._client.put_events(Entries=entries)["Entries"]
        except (ClientError, BotoCoreError) as error:
            yield from (self._refused(event, str(error)) for event in batch)
            return
        for event, result in zip(batch, results, strict=True):
            yield self._refused(event, _reason(result)) if "ErrorCode" in result else None

    def _entry(self, event: CloudEvent) -> PutEventsRequestEntryTypeDef:
        return {
            "EventBusName": self._name,
            "Source": SOURCE,
            "DetailType": event.type,
            "Time": event.at,
            "Detail": event.body,
        }

    def _refused(self, event: CloudEvent, reason: str) -> DeliveryFailed:
        accepted = f"expected the event bus {self._name!r} to accept it"
        return DeliveryFailed(f"{event.id}: {accepted}, found {reason}")


def _reason(result: PutEventsResultEntryTypeDef) -> str:
    return f"{result['ErrorCode']}: {result.get('ErrorMessage', 'no message')}"


def _batches(events: Iterable[CloudEvent]) -> Iterator[list[CloudEvent]]:
    """Divide events into calls; one that is too large for any call is a batch of its own."""
    batch: list[CloudEvent] = []
    size = 0
    for event in events:
        if batch and (len(batch) == BATCH or size + _size(event) > CALL_MAX_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(event)
        size += _size(event)
    if batch:
        yield batch


def _size(event: CloudEvent) -> int:
    """Return the size of an entry as EventBridge counts it, in bytes."""
    return TIME_BYTES + sum(len(text.encode()) for text in (SOURCE, event.type, event.body))
