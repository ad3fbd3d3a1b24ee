"""Take the records of readers elsewhere, and read a source from them as from its publisher."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice
from typing import Protocol

from advisory_watch.app.ports import Answer, PageFetcher
from advisory_watch.core.clock import CLOCKS_AGREE_WITHIN, is_after
from advisory_watch.core.errors import ArchiveError, SourceError, Unreachable
from advisory_watch.core.health import Health, ReaderMark
from advisory_watch.core.ingest.acceptance import (
    OBJECTS_MAX,
    Acceptance,
    asks_publisher,
    fresh_for,
    hosts_of,
    refuse_object,
)
from advisory_watch.core.ingest.record import IngestFolder, IngestRecord, StoredObject
from advisory_watch.core.ingest.registry import RegisteredReader
from advisory_watch.core.page import HASH_CHARS, FetchRequest, NotModified, Page
from advisory_watch.core.source import Source
from advisory_watch.core.text import listed

JudgePage = Callable[[Page, bool], None]
"""Raises a `SourceError` unless a page is the document; the flag says that its body is known."""

Unpack = Callable[[bytes], tuple[IngestRecord, ...]]
"""Reads the records of an object. Raises `ArchiveError` if it is not of the expected form."""


class IngestStore(Protocol):
    """The folders in which readers put their records."""

    def objects_after(self, folder: IngestFolder, key: str) -> Iterator[StoredObject]:
        """Yield the objects whose keys sort after a key, in order. Raises `ArchiveError`."""

    def get(self, key: str) -> bytes:
        """Return the content of an object. Raises `ArchiveError`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """What the readers of one source delivered since the last check.

    `records` are the newest ones that were taken, by address; a page counts before a failure.
    `marks` are the marks to store, by the name of the reader. `refused` are the reasons of refusals
    and of failures of the store. `newest_at` is the time of the newest record ever taken, and
    `is_fresh` tells whether it is recent enough. `asks_publisher` tells whether the check asks the
    publisher, too.
    """

    source: Source
    records: Mapping[str, IngestRecord]
    marks: Mapping[str, ReaderMark]
    refused: tuple[str, ...]
    newest_at: datetime | None
    is_fresh: bool
    asks_publisher: bool

    @property
    def is_idle(self) -> bool:
        """Whether there is nothing to read in this check."""
        return not self.records and not self.asks_publisher

    @property
    def label(self) -> str:
        """The names of the readers, for messages."""
        return f"reader {listed(sorted(self.marks))}"

    @property
    def last(self) -> str:
        """When the readers were last heard of, in words."""
        if self.newest_at is None:
            return "none yet"
        return f"the last of {self.newest_at:%Y-%m-%d %H:%M} UTC"

    @property
    def lack(self) -> str:
        """Why there is no record of an address, in words."""
        if not self.is_fresh:
            minutes = int(fresh_for(self.source).total_seconds() // 60)
            return f"silent: expected a record of the last {minutes} minutes, found {self.last}"
        return f"expected a new record of it, found {self.last}"

    def begin(self, health: Health, now: datetime) -> Health:
        """Return the health with the marks; the publisher counts as refusing until it answers."""
        failed_at = now if self.asks_publisher else health.own_failed_at
        return replace(health, readers=self.marks, own_failed_at=failed_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReaderDelivery:
    """What one reader delivered: its mark, the records taken, and the reasons of refusals."""

    mark: ReaderMark
    records: Sequence[IngestRecord] = ()
    refused: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ingest:
    """Takes the records of the registered readers; without one for a source, nothing is asked.

    `judge` recognises an answer that is not the document, as for pages of the web.
    """

    store: IngestStore
    readers: Sequence[RegisteredReader]
    unpack: Unpack
    judge: JudgePage

    def take(self, source: Source, health: Health, now: datetime) -> Intake | None:
        """Read the new records of a source. Returns None if no reader is registered for it."""
        readers = [reader for reader in self.readers if source.id in reader.sources]
        if not readers:
            return None
        delivered = {
            reader.name: self._read(reader, source, health.readers.get(reader.name), now)
            for reader in readers
        }
        marks = {name: delivery.mark for name, delivery in delivered.items()}
        newest_at = max(filter(None, (mark.newest_at for mark in marks.values())), default=None)
        is_fresh = newest_at is not None and now - newest_at <= fresh_for(source)
        records = _newest(record for item in delivered.values() for record in item.records)
        asks = asks_publisher(health, now, is_fresh=is_fresh, has_records=bool(records))
        return Intake(
            source=source,
            records=records,
            marks=marks,
            refused=tuple(
                f"reader {name}: {reason}"
                for name, delivery in delivered.items()
                for reason in delivery.refused
            ),
            newest_at=newest_at,
            is_fresh=is_fresh,
            asks_publisher=asks,
        )

    def web(self, intake: Intake, publisher: PageFetcher) -> "WebWithReaders":
        """Return a web that answers with records where the publisher does not."""
        records = IntakeWeb(intake=intake, store=self.store, unpack=self.unpack, judge=self.judge)
        return WebWithReaders(records=records, publisher=publisher)

    def _read(
        self, reader: RegisteredReader, source: Source, mark: ReaderMark | None, now: datetime
    ) -> ReaderDelivery:
        """Read the objects of one reader in the order of time, from where the last check ended."""
        folder = IngestFolder(reader=reader.name, source=source.id)
        delivery = ReaderDelivery(mark=mark or ReaderMark())
        oldest = folder.key_at(now - fresh_for(source) - CLOCKS_AGREE_WITHIN)
        start = max(delivery.mark.last_key, oldest)
        acceptance = Acceptance(reader=reader, source=source, hosts=hosts_of(source), now=now)
        try:
            for stored in islice(self.store.objects_after(folder, start), OBJECTS_MAX):
                delivery = self._add(delivery, stored, folder, acceptance)
        except ArchiveError as error:  # the next check begins at the same object
            delivery = replace(delivery, refused=(*delivery.refused, str(error)))
        if not delivery.refused:
            return delivery
        seen = replace(delivery.mark, refused=delivery.refused[-1], refused_at=now)
        return replace(delivery, mark=seen)

    def _add(
        self,
        delivery: ReaderDelivery,
        stored: StoredObject,
        folder: IngestFolder,
        acceptance: Acceptance,
    ) -> ReaderDelivery:
        """Read one object. Raises `ArchiveError` if the store does not return it."""
        mark, now = delivery.mark, acceptance.now
        moment = folder.moment_of(stored.key)
        if moment is not None and not is_after(moment, now):
            mark = replace(mark, last_key=stored.key)
        acceptance = replace(acceptance, newest_at=mark.newest_at)
        taken, reason = self._open(stored, folder, acceptance)
        if taken:
            newest_at = max(record.page.fetched_at for record in taken)
            mark = replace(mark, newest_at=newest_at)
        refused = (f"refused {stored.key}: {reason}",) if reason else ()
        return ReaderDelivery(
            mark=mark,
            records=(*delivery.records, *taken),
            refused=(*delivery.refused, *refused),
        )

    def _open(
        self, stored: StoredObject, folder: IngestFolder, acceptance: Acceptance
    ) -> tuple[Sequence[IngestRecord], str]:
        """Return the records that are taken, and why the others, or all, are refused."""
        if reason := refuse_object(stored, folder, acceptance.now):
            return (), reason
        content = self.store.get(stored.key)
        try:
            records = self.unpack(content)
        except ArchiveError as error:
            return (), f"unreadable: {error}"
        reasons = [acceptance.refuse(record) for record in records]
        taken = [record for record, reason in zip(records, reasons, strict=True) if not reason]
        found = [reason for reason in reasons if reason]
        more = f" (and {len(found) - 1} more records)" if len(found) > 1 else ""
        return taken, f"{found[0]}{more}" if found else ""


def _newest(records: Iterable[IngestRecord]) -> Mapping[str, IngestRecord]:
    ordered = sorted(records, key=lambda item: (not item.failure, item.page.fetched_at))
    return {record.page.target.url: record for record in ordered}


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeWeb:
    """Implement `PageFetcher` with the records of readers.

    A document without a new record has no answer. The only document of an endpoint and an index
    without one are errors, so that the next endpoint is tried.
    """

    intake: Intake
    store: IngestStore
    unpack: Unpack
    judge: JudgePage
    _opened: dict[str, Sequence[IngestRecord]] = field(default_factory=dict, init=False)

    def fetch_each(self, asks: Sequence[FetchRequest], until: datetime | None) -> Iterator[Answer]:
        """Yield the newest record of each address."""
        del until  # no publisher is asked
        needed = {endpoint.target.url for endpoint in self.intake.source.endpoints}
        for ask in asks:
            record = self.intake.records.get(ask.target.url)
            if record is not None:
                yield self._answer(ask, record)
            elif ask.target.url in needed:
                yield self._error(ask, self.intake.lack)
            else:
                yield None

    def _answer(self, ask: FetchRequest, record: IngestRecord) -> Answer:
        if record.failure:
            return self._error(ask, f"{record.page.reader} could not fetch it: {record.failure}")
        if not record.is_whole and record.sha256[:HASH_CHARS] in ask.seen:
            return NotModified(target=ask.target, fetched_at=record.page.fetched_at)
        try:
            page = record.page_for(ask.target, self._body(record))
            self.judge(page, page.is_among(ask.seen))
        except ArchiveError as error:
            return self._error(ask, str(error))
        except SourceError as error:
            return error
        return page

    def _body(self, record: IngestRecord) -> bytes:
        """Return the body, for an unchanged page from the earlier object. Raises `ArchiveError`."""
        if record.is_whole:
            return record.page.body
        folder = IngestFolder(reader=record.page.reader, source=self.intake.source.id)
        key = record.stored_in
        if folder.moment_of(key) is None:
            raise ArchiveError(f"expected its body below {folder.prefix}, found {key!r}")
        if key not in self._opened:
            self._opened[key] = self.unpack(self.store.get(key))
        for stored in self._opened[key]:
            if stored.is_whole and stored.sha256 == record.sha256:
                return stored.page.body
        raise ArchiveError(f"{key}: expected a page of hash {record.sha256}, found none")

    def _error(self, ask: FetchRequest, found: str) -> SourceError:
        return Unreachable(ask.target.source_id, f"{self.intake.label}: {found}")


@dataclass(slots=True, kw_only=True)
class WebWithReaders:
    """Implement `PageFetcher`: asks the publisher if it is its turn, and readers where it fails.

    `is_refused` tells whether the publisher failed to give any page, and `is_answered` whether it
    gave one. Each document may come from another of both.
    """

    records: IntakeWeb
    publisher: PageFetcher
    is_refused: bool = False
    is_answered: bool = False

    @property
    def read_at(self) -> datetime | None:
        """When the pages were fetched, if all came from readers."""
        return None if self.is_answered else self.records.intake.newest_at

    def fetch_each(self, asks: Sequence[FetchRequest], until: datetime | None) -> Iterator[Answer]:
        """Yield an answer of the publisher, or the record in its place, for each request."""
        if not self.records.intake.asks_publisher:
            yield from self.records.fetch_each(asks, until)
            return
        for ask, answer in zip(asks, self.publisher.fetch_each(asks, until), strict=True):
            if isinstance(answer, SourceError):
                self.is_refused = True
                yield self._instead(ask, answer)
            else:
                self.is_answered = self.is_answered or answer is not None
                yield answer

    def _instead(self, ask: FetchRequest, error: SourceError) -> Answer:
        """Return the record of an address, or the publisher's error and why there is no record."""
        (answer,) = self.records.fetch_each([ask], None)
        if isinstance(answer, Page | NotModified):
            return answer
        intake = self.records.intake
        lack = answer.reason if answer else f"{intake.label}: {intake.lack}"
        return type(error)(error.source_id, f"{error.reason}; {lack}")
