"""Ledger, outbox, archive and carrier that live as long as the process: for replay and tests.

Threads may share each of them.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from threading import Lock

from advisory_watch.core.alerts import Alert
from advisory_watch.core.errors import ArchiveError, StaleVersion
from advisory_watch.core.health import Health
from advisory_watch.core.pages import Page
from advisory_watch.core.state import SourceState
from advisory_watch.core.versions import Known, Version


class MemoryOutbox:
    """Keep the promises of `Outbox`; `owe` is how a `MemoryLedger` puts alerts here."""

    def __init__(self) -> None:
        self._owed: dict[str, Alert] = {}
        self._sent: dict[str, tuple[datetime, Alert]] = {}
        self._claimed_until: dict[str, datetime] = {}
        self._lock = Lock()

    def owe(self, alert: Alert) -> None:
        """Put an alert here, unless its id was ever here before."""
        with self._lock:
            if alert.id not in self._sent:
                self._owed.setdefault(alert.id, alert)

    def pending(self) -> Iterator[Alert]:
        """Return what is owed, urgent first, then oldest first."""
        with self._lock:
            owed = tuple(self._owed.values())
        yield from sorted(owed, key=lambda each: (not each.is_urgent, each.owed_at, each.id))

    def claim(self, alert: Alert, at: datetime, until: datetime) -> bool:
        """Take an owed alert for ourselves, unless somebody else has it."""
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

    def mark_sent(self, alert: Alert, sent_at: datetime) -> None:
        """Move the alert from owed to sent; marking twice is harmless."""
        with self._lock:
            if self._owed.pop(alert.id, None) is not None:
                self._sent[alert.id] = (sent_at.astimezone(UTC), alert)

    def sent(self, month: str) -> tuple[Alert, ...]:
        """Return what was sent in a month (`2026-03`), in order of sending."""
        with self._lock:
            sent = tuple(self._sent.values())
        within = [each for each in sent if f"{each[0]:%Y-%m}" == month]
        return tuple(alert for _, alert in sorted(within, key=lambda each: (each[0], each[1].id)))


class MemoryLedger:
    """Keep the promises of `Ledger`; what is owed goes to the outbox handed in."""

    def __init__(self, outbox: MemoryOutbox) -> None:
        self._outbox = outbox
        self._known: dict[str, dict[str, Known]] = {}
        self._health: dict[str, Health] = {}
        self._versions: dict[tuple[str, str], dict[int, Version]] = {}
        self._lock = Lock()

    def state(self, source_id: str) -> SourceState:
        """Return everything known of a source, as it is now."""
        with self._lock:
            health = self._health.get(source_id, Health(source=source_id))
            return SourceState(known=dict(self._known.get(source_id, {})), health=health)

    def record(self, known: Known, version: Version | None, alert: Alert | None) -> None:
        """Put state, version and owed alert, or nothing at all and raise `StaleVersion`."""
        with self._lock:
            self._put(known, version)
            if alert is not None:
                self._outbox.owe(alert)

    def save_health(self, health: Health, alerts: tuple[Alert, ...] = ()) -> None:
        """Put the health of a source and any alerts about it, like `record`."""
        with self._lock:
            _expect_next(health.revision, self._health.get(health.source), health.source)
            self._health[health.source] = health
            for alert in alerts:
                self._outbox.owe(alert)

    def history(self, source_id: str, destination: str) -> tuple[Version, ...]:
        """Return every version of a destination, oldest first."""
        with self._lock:
            versions = self._versions.get((source_id, destination), {})
            return tuple(versions[number] for number in sorted(versions))

    def destinations(self, destination: str) -> tuple[Known, ...]:
        """Return what every source knows of a destination, by source id."""
        with self._lock:
            by_source = sorted(self._known.items())
            return tuple(known[destination] for _, known in by_source if destination in known)

    def _put(self, known: Known, version: Version | None) -> None:
        place = (known.source, known.destination)
        stored = self._known.setdefault(known.source, {})
        versions = self._versions.setdefault(place, {})
        _expect_next(known.revision, stored.get(known.destination), "/".join(place))
        if version is not None and version.number in versions:
            message = f"{'/'.join(place)}: version {version.number} exists already"
            raise StaleVersion(message)
        stored[known.destination] = known
        if version is not None:
            versions[version.number] = version


class MemoryArchive:
    """Keep the promises of `Archive`."""

    def __init__(self) -> None:
        self._pages: dict[str, Page] = {}

    def keep(self, page: Page) -> str:
        """Keep the page unless it is kept already; return its key."""
        self._pages.setdefault(page.sha256, page)
        return page.sha256

    def load(self, key: str) -> Page:
        """Return the page kept under a key."""
        try:
            return self._pages[key]
        except KeyError:
            message = f"archive: expected a page under {key!r}, found none"
            raise ArchiveError(message) from None


class MemoryNotifier:
    """Keep the promises of `Notifier`: collect in `sent_alerts` what it was given."""

    def __init__(self) -> None:
        self.sent_alerts: list[Alert] = []

    def send(self, alert: Alert) -> None:
        """Remember the alert."""
        self.sent_alerts.append(alert)


def _expect_next(revision: int, stored: Known | Health | None, subject: str) -> None:
    found = 0 if stored is None else stored.revision
    if revision != found + 1:
        message = f"{subject}: expected revision {revision - 1}, found {found}"
        raise StaleVersion(message)
