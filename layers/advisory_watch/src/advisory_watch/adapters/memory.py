"""Ledger, outbox, archive and notifier in memory, for replays and tests."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from threading import Lock

from advisory_watch.core.alert import Alert
from advisory_watch.core.alert_batch import Publication
from advisory_watch.core.errors import ArchiveError, StaleVersion
from advisory_watch.core.evidence.chain import RawRecord
from advisory_watch.core.health import Health
from advisory_watch.core.page import Page
from advisory_watch.core.partition import PartitionHealth, partition_health
from advisory_watch.core.record import DestinationRecord, SourceState, Version
from advisory_watch.core.serialization import to_json


class MemoryArchive:
    """Implement `Archive`."""

    def __init__(self) -> None:
        self._pages: dict[str, Page] = {}

    def keep(self, page: Page) -> str:
        """Keep the page unless it is kept already; return its key."""
        self._pages.setdefault(page.sha256, page)
        return page.sha256

    def load(self, key: str) -> Page:
        """Return the page kept under a key. Raises `ArchiveError` if absent."""
        try:
            return self._pages[key]
        except KeyError:
            message = f"archive: expected a page under {key!r}, found none"
            raise ArchiveError(message) from None


class MemoryOutbox:
    """Implement `Outbox`; a `MemoryLedger` enqueues its alerts with `enqueue`."""

    def __init__(self) -> None:
        self._owed: dict[str, Alert] = {}
        self._sent: dict[str, tuple[datetime, Alert]] = {}
        self._claimed_until: dict[str, datetime] = {}
        self._lock = Lock()

    def enqueue(self, alert: Alert) -> bool:
        """Enqueue an alert, unless its id was ever enqueued before."""
        with self._lock:
            is_new = alert.id not in self._sent and alert.id not in self._owed
            if is_new:
                self._owed[alert.id] = alert
            return is_new

    def found(self, alert_ids: Collection[str]) -> Mapping[str, Alert]:
        """Return the alerts that were ever enqueued, by id."""
        with self._lock:
            ever = {alert_id: alert for alert_id, (_, alert) in self._sent.items()} | self._owed
        return {alert_id: ever[alert_id] for alert_id in alert_ids if alert_id in ever}

    def cancel(self, alert: Alert, at: datetime) -> bool:
        """Cancel a pending alert, unless a dispatcher claimed it."""
        with self._lock:
            if alert.id not in self._owed or alert.id in self._claimed_until:
                return False
            del self._owed[alert.id]
            self._sent[alert.id] = (at.astimezone(UTC), replace(alert, is_cancelled=True))
            return True

    def pending(self) -> Iterator[Alert]:
        """Return the pending alerts, urgent first, then oldest first."""
        with self._lock:
            waiting = tuple(self._owed.values())
        yield from sorted(
            waiting, key=lambda alert: (not alert.is_urgent, alert.created_at, alert.id)
        )

    def claim(self, alert: Alert, at: datetime, until: datetime) -> bool:
        """Claim a pending alert, unless another dispatcher holds a claim to it."""
        with self._lock:
            taken_until = self._claimed_until.get(alert.id, at)
            if alert.id not in self._owed or taken_until > at:
                return False
            self._claimed_until[alert.id] = until
            return True

    def release(self, alert: Alert, until: datetime) -> None:
        """Give back the claim that ends at `until`."""
        with self._lock:
            if self._claimed_until.get(alert.id) == until:
                del self._claimed_until[alert.id]

    def mark_partially_sent(self, alert: Alert) -> None:
        """Note that only the email of a pending alert is still to be sent."""
        with self._lock:
            if alert.id in self._owed:
                self._owed[alert.id] = replace(alert, is_partially_sent=True)

    def mark_sent(self, alert: Alert, sent_at: datetime) -> None:
        """Move the alert from pending to sent; marking twice is harmless."""
        with self._lock:
            if self._owed.pop(alert.id, None) is not None:
                self._sent[alert.id] = (sent_at.astimezone(UTC), alert)

    def sent(self, month: str) -> tuple[Alert, ...]:
        """Return the alerts sent in a month (`2026-03`), in order of sending."""
        with self._lock:
            sent = tuple(self._sent.values())
        within = [
            entry for entry in sent if f"{entry[0]:%Y-%m}" == month and not entry[1].is_cancelled
        ]
        return tuple(
            alert for _, alert in sorted(within, key=lambda entry: (entry[0], entry[1].id))
        )


class MemoryLedger:
    """Implement `Ledger` and `Originals`; alerts to send go to the given outbox."""

    def __init__(self, outbox: MemoryOutbox) -> None:
        self._outbox = outbox
        self._known: dict[str, dict[str, DestinationRecord]] = {}
        self._health: dict[tuple[str, str], Health] = {}
        self._versions: dict[tuple[str, str], dict[int, Version]] = {}
        self._lock = Lock()

    def state(self, source_id: str) -> SourceState:
        """Return everything recorded about a source at this moment."""
        with self._lock:
            known = dict(self._known.get(source_id, {}))
            return SourceState(records=known, health=self._health_of(source_id))

    def in_full(
        self, source_id: str, destinations: Collection[str]
    ) -> Mapping[str, DestinationRecord]:
        """Return the records of some destinations; this ledger never leaves out a text."""
        known = self.state(source_id).records
        return {code: known[code] for code in destinations if code in known}

    def record(
        self, record: DestinationRecord, version: Version | None, alert: Alert | None
    ) -> None:
        """Put record, version and pending alert; or write nothing and raise `StaleVersion`."""
        with self._lock:
            self._put(record, version)
            if alert is not None:
                self._outbox.enqueue(alert)

    def partition(self, source_id: str, partition: str) -> Health:
        """Return the health of a partition."""
        with self._lock:
            return self._health_of(source_id, partition)

    def partitions(self, source_id: str) -> Mapping[str, PartitionHealth]:
        """Return how well each partition of a source could be read, by its name."""
        with self._lock:
            partitions = [health for health in self._health.values() if health.partition]
            return {
                health.partition: partition_health(health)
                for health in partitions
                if health.source == source_id
            }

    def save_health(self, health: Health, alerts: tuple[Alert, ...] = ()) -> None:
        """Put the health of a source or of a partition, and any alerts about it, like `record`."""
        with self._lock:
            place = (health.source, health.partition)
            _expect_next(health.revision, self._health.get(place), " ".join(place))
            self._health[place] = health
            for alert in alerts:
                self._outbox.enqueue(alert)

    def history(self, source_id: str, destination: str) -> tuple[Version, ...]:
        """Return every version of a destination, oldest first."""
        with self._lock:
            versions = self._versions.get((source_id, destination), {})
            return tuple(versions[number] for number in sorted(versions))

    def destinations(self, destination: str) -> tuple[DestinationRecord, ...]:
        """Return the record of a destination at every source, by source id."""
        with self._lock:
            by_source = sorted(self._known.items())
            return tuple(known[destination] for _, known in by_source if destination in known)

    def places(self) -> list[tuple[str, str]]:
        """Return source and destination of everything that ever had a version (`Originals`)."""
        with self._lock:
            return sorted(place for place, versions in self._versions.items() if versions)

    def of(self, source_id: str, destination: str) -> tuple[RawRecord, ...]:
        """Return every version of a destination, in its stored form (`Originals`)."""
        versions = self.history(source_id, destination)
        return tuple(
            RawRecord(number=version.number, text=to_json(version)) for version in versions
        )

    def _health_of(self, source_id: str, partition: str = "") -> Health:
        return self._health.get(
            (source_id, partition), Health(source=source_id, partition=partition)
        )

    def _put(self, record: DestinationRecord, version: Version | None) -> None:
        place = (record.source, record.destination)
        stored = self._known.setdefault(record.source, {})
        versions = self._versions.setdefault(place, {})
        _expect_next(record.revision, stored.get(record.destination), "/".join(place))
        if version is not None and version.number in versions:
            message = f"{'/'.join(place)}: version {version.number} exists already"
            raise StaleVersion(message)
        stored[record.destination] = record
        if version is not None:
            versions[version.number] = version


def _expect_next(revision: int, stored: DestinationRecord | Health | None, subject: str) -> None:
    found = 0 if stored is None else stored.revision
    if revision != found + 1:
        message = f"{subject}: expected revision {revision - 1}, found {found}"
        raise StaleVersion(message)


class MemoryNotifier:
    """Implement `Notifier`: append each message to `publications`."""

    def __init__(self) -> None:
        self.publications: list[Publication] = []

    def send(self, publication: Publication) -> None:
        """Remember the publication."""
        self.publications.append(publication)


__all__ = ["MemoryArchive", "MemoryLedger", "MemoryNotifier", "MemoryOutbox"]
