"""What the use cases ask of the outside world; each adapter keeps one of these promises."""

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
    """Tells the time; handed in, so that a replay lives at its captures' own time."""

    def __call__(self) -> datetime:
        """Return the present moment, aware, in UTC."""


Answer = Page | NotModified | SourceError | None
"""What came of asking: a page, no change, the reason why not, or None: not asked in time."""


class Web(Protocol):
    """Fetches pages politely."""

    def fetch_each(self, asks: Sequence[Ask], until: datetime | None) -> Iterator[Answer]:
        """Fetch many pages side by side; yield one answer for each, in the order of asking.

        Each host is asked one thing at a time, so that a slow one holds up no other. What
        was not begun by `until` is not asked any more. Errors are `Unreachable`, `Blocked`,
        `NotFound`, `Refused` or `Unreadable`.
        """


class Archive(Protocol):
    """Keeps pages as received, for ever, under the SHA-256 of their body."""

    def keep(self, page: Page) -> str:
        """Keep the page unless it is kept already; return its key.

        Raises `ArchiveError`.
        """

    def load(self, key: str) -> Page:
        """Return the page kept under a key. Raises `ArchiveError` where there is none."""


class Ledger(Protocol):
    """Remembers what each source said. Every write is conditional on nobody being faster."""

    def state(self, source_id: str) -> SourceState:
        """Return everything known of a source, in one query. Raises `CorruptLedger`.

        Long texts may be left out; `SourceState.left_out` says where.
        """

    def outline(self, source_id: str) -> SourceState:
        """Return what a check begins with: like `state`, of the same moment.

        What is known of a destination may be read only when somebody looks at it, who is
        then told by `CorruptLedger` that it cannot be read. `state`, which the digest and
        `verify` ask for every day, tells it of every destination.
        """

    def in_full(self, source_id: str, destinations: Collection[str]) -> Mapping[str, Known]:
        """Return what is known of some destinations with their texts, as it is now."""

    def record(self, known: Known, version: Version | None, alert: Alert | None) -> None:
        """Put the new state, its version and its owed alert in one transaction.

        `known.revision` is one more than that of the item it replaces (1 for the
        first). Where the stored item has moved on, or the version exists already,
        nothing is written and `StaleVersion` is raised. `version` is None where only a
        held candidate or the issue mark moved.
        """

    def part(self, source_id: str, part: str) -> Health:
        """Return what is remembered of a part of a source. Raises `CorruptLedger`."""

    def parts(self, source_id: str) -> Mapping[str, PartSight]:
        """Return how well each part of a source could be read, by its name."""

    def save_health(self, health: Health, alerts: tuple[Alert, ...] = ()) -> None:
        """Put the health of a source, or of a part, and any alerts about it, like `record`.

        `health.revision` is one more than that of the item it replaces.
        """

    def history(self, source_id: str, destination: str) -> tuple[Version, ...]:
        """Return every version of a destination, oldest first."""

    def destinations(self, destination: str) -> tuple[Known, ...]:
        """Return what every source knows of a destination, by source id."""


class Workers(Protocol):
    """Whoever works the parts of wide sources: one of a host at a time, hosts side by side."""

    def hand(self, parts: Sequence[Part]) -> None:
        """Hand parts on; the same part twice within five minutes is handed on once.

        Raises `HandingFailed`: some of them may be on their way.
        """


class Outbox(Protocol):
    """Where owed alerts wait. The ledger's transactions put them here, and a person's word."""

    def pending(self) -> Iterator[Alert]:
        """Return what is owed, urgent first, then oldest first. Raises `CorruptLedger`."""

    def claim(self, alert: Alert, at: datetime, until: datetime) -> bool:
        """Take an owed alert for ourselves; tell whether nobody else has it at that time.

        A claim ends at `until`, so that one of a process that died holds back nothing.
        """

    def release(self, alert: Alert, until: datetime) -> None:
        """Give back the claim that ends at `until`; the claim of anybody else stays."""

    def mark_handed(self, alert: Alert) -> None:
        """Note that of an owed alert only the email is still owed; its claim stays."""

    def mark_sent(self, alert: Alert, sent_at: datetime) -> None:
        """Move the alert from owed to sent; marking twice is harmless."""

    def sent(self, month: str) -> tuple[Alert, ...]:
        """Return what was sent in a month (`2026-03`), in order of sending."""

    def owe(self, alert: Alert) -> bool:
        """Put an alert here, unless its id was ever here before; tell whether it was not."""

    def found(self, alert_ids: Collection[str]) -> Mapping[str, Alert]:
        """Return those that were ever here, by id: owed, sent, or cancelled (`is_cancelled`).

        Thousands may be asked for at once. Raises `CorruptLedger`.
        """

    def cancel(self, alert: Alert, at: datetime) -> bool:
        """Take an owed alert away for ever; tell whether nobody can have been sent it.

        One that was claimed, and not given back since, may be in a carrier's hands.
        """


class Notifier(Protocol):
    """Hands what is published to its carrier."""

    def send(self, publication: Publication) -> None:
        """Send one message to everybody it is for. Raises `DeliveryFailed`."""
