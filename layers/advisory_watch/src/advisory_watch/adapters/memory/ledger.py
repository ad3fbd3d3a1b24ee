"""Keep the ledger in memory."""

from collections.abc import Collection, Mapping
from threading import Lock

from advisory_watch.adapters.memory.outbox import MemoryOutbox
from advisory_watch.core.alerts import Alert
from advisory_watch.core.errors import StaleVersion
from advisory_watch.core.health import Health
from advisory_watch.core.originals import Original
from advisory_watch.core.parts import PartSight, sight_of
from advisory_watch.core.records import to_json
from advisory_watch.core.state import SourceState
from advisory_watch.core.versions import Known, Version


class MemoryLedger:
    """Implement `Ledger` and `Originals`; alerts to send go to the given outbox."""

    def __init__(self, outbox: MemoryOutbox) -> None:
        self._outbox = outbox
        self._known: dict[str, dict[str, Known]] = {}
        self._health: dict[tuple[str, str], Health] = {}
        self._versions: dict[tuple[str, str], dict[int, Version]] = {}
        self._lock = Lock()

    def state(self, source_id: str) -> SourceState:
        """Return everything recorded about a source at this moment."""
        with self._lock:
            known = dict(self._known.get(source_id, {}))
            return SourceState(known=known, health=self._health_of(source_id))

    def outline(self, source_id: str) -> SourceState:
        """Return everything recorded about a source."""
        return self.state(source_id)

    def in_full(self, source_id: str, destinations: Collection[str]) -> Mapping[str, Known]:
        """Return the records of some destinations; this ledger never leaves out a text."""
        known = self.state(source_id).known
        return {code: known[code] for code in destinations if code in known}

    def record(self, known: Known, version: Version | None, alert: Alert | None) -> None:
        """Put record, version and pending alert; or write nothing and raise `StaleVersion`."""
        with self._lock:
            self._put(known, version)
            if alert is not None:
                self._outbox.owe(alert)

    def part(self, source_id: str, part: str) -> Health:
        """Return the health of a partition."""
        with self._lock:
            return self._health_of(source_id, part)

    def parts(self, source_id: str) -> Mapping[str, PartSight]:
        """Return how well each partition of a source could be read, by its name."""
        with self._lock:
            parts = [health for health in self._health.values() if health.part]
            return {health.part: sight_of(health) for health in parts if health.source == source_id}

    def save_health(self, health: Health, alerts: tuple[Alert, ...] = ()) -> None:
        """Put the health of a source or of a partition, and any alerts about it, like `record`."""
        with self._lock:
            place = (health.source, health.part)
            _expect_next(health.revision, self._health.get(place), " ".join(place))
            self._health[place] = health
            for alert in alerts:
                self._outbox.owe(alert)

    def history(self, source_id: str, destination: str) -> tuple[Version, ...]:
        """Return every version of a destination, oldest first."""
        with self._lock:
            versions = self._versions.get((source_id, destination), {})
            return tuple(versions[number] for number in sorted(versions))

    def destinations(self, destination: str) -> tuple[Known, ...]:
        """Return the record of a destination at every source, by source id."""
        with self._lock:
            by_source = sorted(self._known.items())
            return tuple(known[destination] for _, known in by_source if destination in known)

    def places(self) -> list[tuple[str, str]]:
        """Return source and destination of everything that ever had a version (`Originals`)."""
        with self._lock:
            return sorted(place for place, versions in self._versions.items() if versions)

    def of(self, source_id: str, destination: str) -> tuple[Original, ...]:
        """Return every version of a destination, in its stored form (`Originals`)."""
        versions = self.history(source_id, destination)
        return tuple(Original(number=version.number, text=to_json(version)) for version in versions)

    def _health_of(self, source_id: str, part: str = "") -> Health:
        return self._health.get((source_id, part), Health(source=source_id, part=part))

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


def _expect_next(revision: int, stored: Known | Health | None, subject: str) -> None:
    found = 0 if stored is None else stored.revision
    if revision != found + 1:
        message = f"{subject}: expected revision {revision - 1}, found {found}"
        raise StaleVersion(message)
