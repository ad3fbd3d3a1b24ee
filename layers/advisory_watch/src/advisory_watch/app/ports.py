"""Ports of the use cases; each adapter implements one of them."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from advisory_watch.core.alerts import Alert
from advisory_watch.core.errors import SourceError
from advisory_watch.core.health import Health
from advisory_watch.core.message import Publication
from advisory_watch.core.pages import Ask, NotModified, Page
from advisory_watch.core.parts import Part, PartSight
from advisory_watch.core.state import SourceState
from advisory_watch.core.versions import Known, Version


class Clock(Protocol):
    """The current time. It is passed in, so that a replay runs at the time of its captures."""

    def __call__(self) -> datetime:
        """Return the present moment, aware, in UTC."""


Answer = Page | NotModified | SourceError | None
"""The result of a request: a page, no change, or an error; None if it was not made in time."""


class Web(Protocol):
    """Fetches pages politely."""

    def fetch_each(self, asks: Sequence[Ask], until: datetime | None) -> Iterator[Answer]:
        """Fetch many pages in parallel; yield one answer for each request, in the same order.

        Each host has one request at a time, so that a slow host does not delay the others. Requests
        that have not begun by `until` are not made. Errors are `Unreachable`, `Blocked`,
        `NotFound`, `Refused` or `Unreadable`.
        """


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

    def state(self, source_id: str) -> SourceState:
        """Return all records of a source, in one query. Raises `CorruptLedger`.

        Long texts may be left out; `SourceState.left_out` says where.
        """

    def outline(self, source_id: str) -> SourceState:
        """Return the state that a check begins with: like `state`, and of the same moment.

        Records may be parsed only on access, which raises `CorruptLedger` if a record cannot be
        parsed. `state`, which the digest and `verify` call every day, raises it for any record.
        """

    def in_full(self, source_id: str, destinations: Collection[str]) -> Mapping[str, Known]:
        """Return the present records of some destinations, with their texts."""

    def record(self, known: Known, version: Version | None, alert: Alert | None) -> None:
        """Write the new record, its version and its alert in one transaction.

        `known.revision` is the revision of the replaced item plus 1; the first is 1. If the stored
        item has another revision, or the version exists already, nothing is written and
        `StaleVersion` is raised. `version` is None if only a pending candidate or the issue mark
        changed.
        """

    def part(self, source_id: str, part: str) -> Health:
        """Return the health of a partition of a source. Raises `CorruptLedger`."""

    def parts(self, source_id: str) -> Mapping[str, PartSight]:
        """Return the health of each partition of a source, by its name."""

    def save_health(self, health: Health, alerts: tuple[Alert, ...] = ()) -> None:
        """Write the health of a source or a partition, and alerts about it, like `record`.

        `health.revision` is the revision of the replaced item plus 1.
        """

    def history(self, source_id: str, destination: str) -> tuple[Version, ...]:
        """Return every version of a destination, oldest first."""

    def destinations(self, destination: str) -> tuple[Known, ...]:
        """Return the records of all sources about a destination, by source id."""


class Workers(Protocol):
    """Process the partitions of large sources: one at a time for a host, hosts in parallel."""

    def hand(self, parts: Sequence[Part]) -> None:
        """Hand partitions on; the same one twice within five minutes is handed on only once.

        Raises `HandingFailed`: some of them may have been handed on nevertheless.
        """


class Outbox(Protocol):
    """Alerts to send. Transactions of the ledger add them, and so do retractions by a person."""

    def pending(self) -> Iterator[Alert]:
        """Yield the pending alerts, urgent first, then oldest first. Raises `CorruptLedger`."""

    def claim(self, alert: Alert, at: datetime, until: datetime) -> bool:
        """Claim a pending alert; return whether no other sender holds a claim on it at that time.

        A claim ends at `until`, so that a crashed process does not block its alerts.
        """

    def release(self, alert: Alert, until: datetime) -> None:
        """Release the claim that ends at `until`; claims of other senders are left alone."""

    def mark_handed(self, alert: Alert) -> None:
        """Note that only the email of a pending alert is still to be sent; its claim stays."""

    def mark_sent(self, alert: Alert, sent_at: datetime) -> None:
        """Move the alert from pending to sent; marking twice is harmless."""

    def sent(self, month: str) -> tuple[Alert, ...]:
        """Return the alerts sent in a month (`2026-03`), in order of sending."""

    def owe(self, alert: Alert) -> bool:
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
