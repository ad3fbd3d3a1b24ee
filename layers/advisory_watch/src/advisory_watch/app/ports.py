"""The ports of the use cases."""

from __future__ import annotations  # no port loads the values of another

from typing import TYPE_CHECKING, Any, Protocol

from advisory_watch.core.errors import DeliveryFailed, SourceError
from advisory_watch.core.page import FetchRequest, NotModified, Page

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from contextlib import AbstractContextManager
    from datetime import datetime

    from advisory_watch.core.alert import Alert
    from advisory_watch.core.alert_batch import Publication
    from advisory_watch.core.cloud_event import CloudEvent
    from advisory_watch.core.damaged_records import RecordOrError
    from advisory_watch.core.evidence.chain import ArchiveFile, RawRecord
    from advisory_watch.core.evidence.manifest import SealMark
    from advisory_watch.core.health import Health
    from advisory_watch.core.http_message import HttpRequest, HttpResponse
    from advisory_watch.core.partition import Partition, PartitionHealth
    from advisory_watch.core.record import DestinationRecord, Version
    from advisory_watch.core.source_state import SourceState


class Clock(Protocol):
    """The current time. It is passed in, so that a replay runs at the time of its captures."""

    def __call__(self) -> datetime:
        """Return the present moment, aware, in UTC."""


Answer = Page | NotModified | SourceError | None
"""The result of a request: a page, no change, or an error; None if it was not made in time."""


class PageFetcher(Protocol):
    """Fetches pages politely."""

    def fetch_each(self, asks: Sequence[FetchRequest], until: datetime | None) -> Iterator[Answer]:
        """Fetch many pages in parallel; yield one answer for each request, in the same order.

        Each host has one request at a time, so that a slow host does not delay the others. Requests
        that have not begun by `until` are not made. Errors are `Unreachable`, `Blocked`,
        `NotFound`, `Refused` or `Unreadable`.
        """


class HttpWire(Protocol):
    """Sends HTTP requests concurrently, within their budgets, and follows no redirect."""

    def begin(self, key: object, request: HttpRequest) -> None:
        """Begin a request."""

    def finished(self, timeout_s: float) -> Sequence[tuple[Any, HttpResponse | SourceError]]:
        """Return the outcomes that came, with their keys, after at most some seconds."""


class HttpWires(Protocol):
    """Gives out wires, and keeps their connections. Threads may share it."""

    def wire(self, requests: int, at_once: int) -> AbstractContextManager[HttpWire]:
        """Give out a wire for some requests, at most `at_once` at the same time.

        At the end, requests that have begun are abandoned or awaited.
        """

    def close(self) -> None:
        """Close the connections."""


class Archive(Protocol):
    """Keeps pages as received, permanently, under the SHA-256 of their body."""

    def keep(self, page: Page) -> str:
        """Store the page unless it is stored already; return its key.

        Raises `ArchiveError`.
        """

    def load(self, key: str) -> Page:
        """Return the page stored under a key. Raises `ArchiveError` if it does not exist."""


class Ledger(Protocol):
    """Stores what each source said. Every write is conditional on no other writer being faster."""

    def state(self, source_id: str, *, may_lag: bool = False) -> SourceState:
        """Return all records of a source, in one query. Raises `CorruptLedger` for its health.

        Long texts may be left out; `SourceState.left_out` says where. `SourceState.unreadable` has
        the records that cannot be read. With `may_lag` the writes of the last second may be
        missing, which is cheaper. A write that follows then raises `StaleVersion`.
        """

    def health(self, source_id: str, partition: str = "", *, may_lag: bool = False) -> Health:
        """Return the health of a source, or of a partition of it. Raises `CorruptLedger`.

        `may_lag` is as in `state`.
        """

    def in_full(self, source_id: str, destinations: Collection[str]) -> Mapping[str, RecordOrError]:
        """Return the present records of some destinations, with their texts.

        A record that cannot be read is returned as its error.
        """

    def record(
        self, record: DestinationRecord, version: Version | None, alert: Alert | None
    ) -> None:
        """Write the new record, its version and its alert in one transaction.

        `record.revision` is the revision of the replaced item plus 1; the first is 1. If the stored
        item has another revision, or the version exists already, nothing is written and
        `StaleVersion` is raised. `version` is None if only a pending candidate or the issue mark
        changed.
        """

    def partitions(self, source_id: str) -> Mapping[str, PartitionHealth]:
        """Return the health of each partition of a source, by its name."""

    def save_health(self, health: Health, alerts: tuple[Alert, ...] = ()) -> None:
        """Write the health of a source or a partition, and alerts about it, like `record`.

        `health.revision` is the revision of the replaced item plus 1.
        """

    def level_moves(self) -> Mapping[str, datetime]:
        """Return when the level of each destination last changed at any source, in the last weeks.

        A source whose health cannot be read, or that is read in partitions, counts as unchanged.
        The writes of the last second may be missing.
        """

    def history(self, source_id: str, destination: str) -> tuple[Version, ...]:
        """Return every version of a destination, oldest first."""

    def destinations(self, destination: str) -> tuple[DestinationRecord, ...]:
        """Return the records of all sources about a destination, by source id."""


class PartitionQueue(Protocol):
    """Process the partitions of large sources: one at a time for a host, hosts in parallel."""

    def hand(self, partitions: Sequence[Partition]) -> None:
        """Hand partitions on; the same one twice within five minutes is handed on only once.

        Raises `HandingFailed`: some of them may have been handed on nevertheless.
        """


class AlertQueue(Protocol):
    """Pending alerts, as a dispatcher sends them."""

    def pending(self) -> Iterator[Alert]:
        """Yield the pending alerts, urgent first, then oldest first. Raises `CorruptLedger`."""

    def claim(self, alert: Alert, at: datetime, until: datetime) -> bool:
        """Claim a pending alert; return whether no other sender holds a claim on it at that time.

        A claim ends at `until`, so that a crashed process does not block its alerts. All claims are
        equally long: one that ends much later than `until` was made under a clock ahead, and does
        not count.
        """

    def release(self, alert: Alert, until: datetime) -> None:
        """Release the claim that ends at `until`; claims of other senders are left alone."""

    def mark_partially_sent(self, alert: Alert) -> None:
        """Note that only the email of a pending alert is still to be sent; its claim stays."""

    def mark_sent(self, alert: Alert, sent_at: datetime) -> None:
        """Move the alert from pending to sent; marking twice is harmless."""


class ChannelQueue(AlertQueue, Protocol):
    """The pending alerts of one channel, and what it has received."""

    def discard(self, alert: Alert) -> None:
        """Remove a pending alert that the filter of the channel rejects."""


class Outbox(AlertQueue, Protocol):
    """Alerts to send. Transactions of the ledger add them, and so do retractions by a person."""

    def sent(self, month: str) -> tuple[Alert, ...]:
        """Return the alerts sent in a month (`2026-03`), in order of sending."""

    def enqueue(self, alert: Alert) -> bool:
        """Enqueue an alert unless its id was ever in the outbox; return whether it was added."""

    def found(self, alert_ids: Collection[str]) -> Mapping[str, Alert]:
        """Return all alerts of these ids: pending, sent, or cancelled (`is_cancelled`).

        Accepts thousands of ids. Raises `CorruptLedger`.
        """

    def cancel(self, alert: Alert, at: datetime) -> bool:
        """Remove a pending alert permanently; return true only if no one can have received it.

        Returns false for a claimed alert that was not released: it may be with the carrier.
        """


class Notifier(Protocol):
    """Sends publications through a carrier."""

    def send(self, publication: Publication) -> None:
        """Send one message to all its recipients. Raises `DeliveryFailed`."""


class EventBus(Protocol):
    """Takes events for programs."""

    def put(self, events: Sequence[CloudEvent]) -> Iterator[DeliveryFailed | None]:
        """Put events; yield None or the error for each, in the same order.

        One event that is refused does not prevent the others.
        """


class RawRecords(Protocol):
    """The stored versions of a ledger, not parsed yet."""

    def places(self) -> Iterable[tuple[str, str]]:
        """Return source and destination of everything that ever had a version, sorted.

        Reads the whole ledger: for verification by a person, never for a check of the sources.
        """

    def of(self, source_id: str, destination: str) -> tuple[RawRecord, ...]:
        """Return every version of a destination, by the number under which it is stored.

        A version that cannot be parsed is an `RawRecord` with a flaw. Raises `LedgerError` only if
        the ledger itself does not answer.
        """


class SealLog(Protocol):
    """Remembers the newest manifest outside the folder of manifests, in the ledger."""

    def last_seal(self) -> SealMark | None:
        """Return the newest manifest that was remembered, or None. Raises `LedgerError`."""

    def remember_seal(self, mark: SealMark) -> None:
        """Remember a manifest in place of the one before it. Raises `LedgerError`."""


class RawArchive(Protocol):
    """The files of an archive, not unpacked yet."""

    def keys(self) -> Iterator[str]:
        """Yield the key of every page, and the name of every other file in the archive."""

    def packed(self, key: str) -> ArchiveFile:
        """Return the file of a page. Raises `ArchiveError` if there is no such file."""


class ManifestStore(Protocol):
    """The folder of manifests, their signatures and public keys, next to the pages."""

    def names(self) -> tuple[str, ...]:
        """Return the names of all files, sorted. Raises `ArchiveError`."""

    def get(self, name: str) -> bytes | None:
        """Return the content of a file, or None if it does not exist. Raises `ArchiveError`."""

    def put_new(self, name: str, content: bytes) -> bool:
        """Write a file unless it exists; return whether it was written. Raises `ArchiveError`."""


class Signer(Protocol):
    """Holds a private key and gives the public one; `algorithm` names the kind of signature."""

    @property
    def algorithm(self) -> str:
        """The kind of signature: `Ed25519` or `ECDSA-P256-SHA256`."""

    def public_key(self) -> bytes:
        """Return the public key as PEM. Raises `ArchiveError`."""

    def sign(self, content: bytes) -> bytes:
        """Sign, in a format that openssl can verify. Raises `ArchiveError`."""
