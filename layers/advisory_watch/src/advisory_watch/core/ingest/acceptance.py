"""Decide which records of a reader are taken: only authentic, recent and new ones.

A refused object stays where it is. Each rule returns the reason in words, or an empty text.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from advisory_watch.core.clock import is_after
from advisory_watch.core.health import Health
from advisory_watch.core.ingest.record import (
    OBJECT_MAX_BYTES,
    IngestFolder,
    IngestRecord,
    StoredObject,
)
from advisory_watch.core.ingest.registry import RegisteredReader
from advisory_watch.core.source import Source
from advisory_watch.core.url import host_of

FRESH_MIN = timedelta(minutes=45)
"""Three rounds of a reader that asks every ten minutes, and some time for a slow one."""

OBJECTS_MAX = 200
"""Objects that one check reads; the next check begins after them."""


def fresh_for(source: Source) -> timedelta:
    """Return how old a record may be: 45 minutes, or twice the interval of a rarely read source.

    After that time without a record, the reader counts as silent.
    """
    return max(FRESH_MIN, 2 * timedelta(minutes=source.check_interval_min))


OWN_TRY_EVERY = timedelta(hours=24)
"""How often a check asks a publisher that refuses it, while a reader delivers its pages."""


def asks_publisher(health: Health, now: datetime, *, is_fresh: bool, has_records: bool) -> bool:
    """Tell whether a check asks the publisher itself.

    While a reader delivers, a publisher that refused the check is asked once a day, in a check that
    has new records in any case: so the check learns when the wall is gone. If the reader is silent
    or its pages cannot be read, every check asks.
    """
    failed_at = health.own_failed_at
    if not is_fresh or failed_at is None or health.failing_since is not None:
        return True
    return has_records and (is_after(failed_at, now) or now - failed_at >= OWN_TRY_EVERY)


def hosts_of(source: Source) -> frozenset[str]:
    """Return the hosts of all addresses of a source, and those that they may redirect to."""
    return frozenset(_hosts(source)) - {""}


def _hosts(source: Source) -> Iterator[str]:
    for endpoint in source.endpoints:
        yield from (host_of(endpoint.target.url), host_of(endpoint.documents_at))
        yield from endpoint.target.allowed_hosts
        if endpoint.has_many and not endpoint.has_index:
            for document in endpoint.list(endpoint.target, None).documents:
                yield host_of(document.target.url)
                yield from document.target.allowed_hosts


def refuse_object(stored: StoredObject, folder: IngestFolder, now: datetime) -> str:
    """Return why an object is not even read."""
    moment = folder.moment_of(stored.key)
    if moment is None:
        return f"expected a key such as {folder.key_at(now)}, found another form"
    if is_after(moment, now):
        return f"future: expected a key of {now:%Y-%m-%d %H:%M} UTC or before"
    if stored.size_bytes > OBJECT_MAX_BYTES:
        return f"oversized: expected at most {OBJECT_MAX_BYTES} bytes, found {stored.size_bytes}"
    return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Acceptance:
    """The rules for the records of one reader for one source, at one time.

    `newest_at` is the time of the newest record taken from earlier objects, or None.
    """

    reader: RegisteredReader
    source: Source
    hosts: frozenset[str]
    now: datetime
    newest_at: datetime | None = None

    def refuse(self, record: IngestRecord) -> str:
        """Return why a record is refused."""
        return self._refuse_origin(record) or self._refuse_time(record.page.fetched_at)

    def _refuse_origin(self, record: IngestRecord) -> str:
        page = record.page
        if not page.signature:
            return f"unsigned: expected a signature of {self.reader.name}, found none"
        if (page.reader, page.target.source_id) != (self.reader.name, self.source.id):
            found = f"{page.reader!r} for {page.target.source_id!r}"
            return f"forged: expected {self.reader.name!r} for {self.source.id!r}, found {found}"
        if not record.is_signed_by(self.reader.key):
            return f"forged: expected a signature of {self.reader.name}, found another one"
        for url in filter(None, (page.target.url, page.final_url)):
            if host_of(url) not in self.hosts:
                found = f"one of {host_of(url) or 'no host'}"
                return f"foreign: expected an address of {self.source.id}, found {found}"
        return ""

    def _refuse_time(self, fetched_at: datetime) -> str:
        found = f"{fetched_at:%Y-%m-%d %H:%M:%S} UTC"
        if is_after(fetched_at, self.now):
            return f"future: expected a page from before now, found {found}; set the reader's clock"
        limit = fresh_for(self.source)
        if self.now - fetched_at > limit:
            minutes = int(limit.total_seconds() // 60)
            return f"old: expected a page of the last {minutes} minutes, found {found}"
        if self.newest_at is not None and fetched_at <= self.newest_at:
            newest = f"{self.newest_at:%Y-%m-%d %H:%M:%S} UTC"
            return f"replayed: expected a page from after {newest}, found {found}"
        return ""
