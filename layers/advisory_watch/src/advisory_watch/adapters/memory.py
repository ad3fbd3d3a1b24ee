"""Ledger, outbox and archive in memory, for replays and tests."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from operator import itemgetter
from threading import Lock

from advisory_watch.core.alert import Alert
from advisory_watch.core.clock import CLOCKS_AGREE_WITHIN
from advisory_watch.core.damaged_records import RecordOrError
from advisory_watch.core.errors import ArchiveError, LedgerError, StaleVersion
from advisory_watch.core.evidence.chain import RawRecord
from advisory_watch.core.evidence.manifest import SealMark
from advisory_watch.core.health import Health
from advisory_watch.core.page import Page
from advisory_watch.core.partition import PartitionHealth, partition_health
from advisory_watch.core.record import DestinationRecord, Version
from advisory_watch.core.revisits import newest_moves
from advisory_watch.core.serialization import to_json
from advisory_watch.core.source_state import SourceState
from advisory_watch.core.system_health import Duty, SystemHealth, is_due


class MemoryArchive:
    """Implement `Archive`."""

    def __init__(self) -> None:
        self._pages: dict[str, Page] = {}

    def keep(self, page: Page) -> str:
        self._pages.setdefault(page.sha256, page)
        return page.sha256

    def load(self, key: str) -> Page:
        try:
            return self._pages[key]
        except KeyError:
            raise ArchiveError(f"archive: expected a page under {key!r}, found none") from None


class MemoryOutbox:
    """Implement `Outbox`; a `MemoryLedger` enqueues its alerts with `enqueue`."""

    def __init__(self) -> None:
        self._pending: dict[str, Alert] = {}
        self._sent: dict[str, tuple[datetime, Alert]] = {}
        self._claimed_until: dict[str, datetime] = {}
        self._lock = Lock()

    def enqueue(self, alert: Alert) -> bool:
        with self._lock:
            is_new = alert.id not in self._sent and alert.id not in self._pending
            if is_new:
                self._pending[alert.id] = alert
            return is_new

    def found(self, alert_ids: Collection[str]) -> Mapping[str, Alert]:
        with self._lock:
            ever = {alert_id: alert for alert_id, (_, alert) in self._sent.items()} | self._pending
        return {alert_id: ever[alert_id] for alert_id in alert_ids if alert_id in ever}

    def cancel(self, alert: Alert, at: datetime) -> bool:
        with self._lock:
            if alert.id not in self._pending or alert.id in self._claimed_until:
                return False
            del self._pending[alert.id]
            self._sent[alert.id] = (at.astimezone(UTC), replace(alert, is_cancelled=True))
            return True

    def pending(self) -> Iterator[Alert]:
        with self._lock:
            waiting = tuple(self._pending.values())
        yield from sorted(
            waiting, key=lambda alert: (not alert.is_urgent, alert.created_at, alert.id)
        )

    def claim(self, alert: Alert, at: datetime, until: datetime) -> bool:
        with self._lock:
            taken_until = self._claimed_until.get(alert.id, at)
            is_taken = at < taken_until <= until + CLOCKS_AGREE_WITHIN
            if alert.id not in self._pending or is_taken:
                return False
            self._claimed_until[alert.id] = until
            return True

    def release(self, alert: Alert, until: datetime) -> None:
        with self._lock:
            if self._claimed_until.get(alert.id) == until:
                del self._claimed_until[alert.id]

    def mark_partially_sent(self, alert: Alert) -> None:
        with self._lock:
            if alert.id in self._pending:
                self._pending[alert.id] = replace(alert, is_partially_sent=True)

    def mark_sent(self, alert: Alert, sent_at: datetime) -> None:
        with self._lock:
            if self._pending.pop(alert.id, None) is not None:
                self._sent[alert.id] = (sent_at.astimezone(UTC), alert)

    def sent(self, month: str) -> tuple[Alert, ...]:
        with self._lock:
            sent = tuple(self._sent.values())
        of_month = [
            (sent_at, alert.id, alert)
            for sent_at, alert in sent
            if f"{sent_at:%Y-%m}" == month and not alert.is_cancelled
        ]
        return tuple(alert for *_, alert in sorted(of_month, key=itemgetter(0, 1)))


class MemoryLedger:
    """Implement `Ledger`, `RawRecords` and `SealLog`; alerts to send go to the given outbox."""

    def __init__(self, outbox: MemoryOutbox) -> None:
        self._outbox = outbox
        self._records: dict[str, dict[str, DestinationRecord]] = {}
        self._health: dict[tuple[str, str], Health] = {}
        self._versions: dict[tuple[str, str], dict[int, Version]] = {}
        self._seal: SealMark | None = None
        self._lock = Lock()

    def state(self, source_id: str, *, may_lag: bool = False) -> SourceState:
        del may_lag  # there is one copy
        with self._lock:
            records = dict(self._records.get(source_id, {}))
            return SourceState(records=records, health=self._health_of(source_id))

    def health(self, source_id: str, partition: str = "", *, may_lag: bool = False) -> Health:
        del may_lag  # there is one copy
        with self._lock:
            return self._health_of(source_id, partition)

    def in_full(self, source_id: str, destinations: Collection[str]) -> Mapping[str, RecordOrError]:
        records = self.state(source_id).records
        return {code: records[code] for code in destinations if code in records}

    def record(
        self, record: DestinationRecord, version: Version | None, alert: Alert | None
    ) -> None:
        with self._lock:
            self._put(record, version)
            if alert is not None:
                self._outbox.enqueue(alert)

    def partitions(self, source_id: str) -> Mapping[str, PartitionHealth]:
        with self._lock:
            return {
                partition: partition_health(health)
                for (source, partition), health in self._health.items()
                if source == source_id and partition
            }

    def save_health(self, health: Health, alerts: tuple[Alert, ...] = ()) -> None:
        with self._lock:
            key = (health.source, health.partition)
            _expect_next(health.revision, self._health.get(key), " ".join(key))
            self._health[key] = health
            for alert in alerts:
                self._outbox.enqueue(alert)

    def level_moves(self) -> Mapping[str, datetime]:
        with self._lock:
            healths = tuple(self._health.values())
        return newest_moves(health.level_moved_at for health in healths if not health.partition)

    def history(self, source_id: str, destination: str) -> tuple[Version, ...]:
        with self._lock:
            versions = self._versions.get((source_id, destination), {})
            return tuple(versions[number] for number in sorted(versions))

    def destinations(self, destination: str) -> tuple[DestinationRecord, ...]:
        with self._lock:
            by_source = sorted(self._records.items())
            return tuple(records[destination] for _, records in by_source if destination in records)

    def places(self) -> list[tuple[str, str]]:
        with self._lock:
            return sorted(key for key, versions in self._versions.items() if versions)

    def of(self, source_id: str, destination: str) -> tuple[RawRecord, ...]:
        versions = self.history(source_id, destination)
        return tuple(
            RawRecord(number=version.number, text=to_json(version)) for version in versions
        )

    def last_seal(self) -> SealMark | None:
        with self._lock:
            return self._seal

    def remember_seal(self, mark: SealMark) -> None:
        with self._lock:
            self._seal = mark

    def _health_of(self, source_id: str, partition: str = "") -> Health:
        unseen = Health(source=source_id, partition=partition)
        return self._health.get((source_id, partition), unseen)

    def _put(self, record: DestinationRecord, version: Version | None) -> None:
        key = (record.source, record.destination)
        stored = self._records.setdefault(record.source, {})
        versions = self._versions.setdefault(key, {})
        _expect_next(record.revision, stored.get(record.destination), "/".join(key))
        if version is not None and version.number in versions:
            raise StaleVersion(f"{'/'.join(key)}: version {version.number} exists already")
        stored[record.destination] = record
        if version is not None:
            versions[version.number] = version


class MemorySystemLog:
    """Implement `SystemLog` next to a `MemoryLedger`."""

    def __init__(self, ledger: MemoryLedger) -> None:
        self._ledger = ledger
        self._runs: dict[Duty, datetime] = {}
        self._due: dict[Duty, datetime] = {}
        self._judgement: SystemHealth | None = None

    def mark_run(self, duty: Duty, at: datetime) -> None:
        self._runs[duty] = at

    def mark_due(self, duty: Duty, at: datetime) -> None:
        self._due[duty] = at

    def is_due(self, duty: Duty) -> bool:
        return is_due(self._due.get(duty), self._runs.get(duty))

    def last_runs(self) -> Mapping[Duty, datetime]:
        return dict(self._runs)

    def healths(self, source_ids: Collection[str]) -> Mapping[str, Health | LedgerError]:
        found = map(self._ledger.health, source_ids)
        return {health.source: health for health in found if health.revision}

    def last_judgement(self) -> SystemHealth | None:
        return self._judgement

    def remember_judgement(self, health: SystemHealth) -> None:
        self._judgement = health


def _expect_next(revision: int, stored: DestinationRecord | Health | None, subject: str) -> None:
    found = 0 if stored is None else stored.revision
    if revision != found + 1:
        raise StaleVersion(f"{subject}: expected revision {revision - 1}, found {found}")
