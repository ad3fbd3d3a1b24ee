"""Read sources for a stack elsewhere: check them here, and send it every answer, signed.

The reader checks a source as the stack would: the same plan, pauses and conditional requests. So it
asks for what the stack needs, such as a page that would confirm a candidate. What it finds itself
is not used.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol

from advisory_watch.app.check import Check
from advisory_watch.app.ports import Answer, Clock, PageFetcher
from advisory_watch.app.results import SourceOutcome
from advisory_watch.core.errors import ArchiveError, SourceError
from advisory_watch.core.ingest.record import (
    IngestFolder,
    IngestRecord,
    failure_of,
    record_of,
    signed,
)
from advisory_watch.core.ingest.sent import SentPages, is_recent, with_sent
from advisory_watch.core.page import FetchRequest, NotModified, Page, Target, Validators
from advisory_watch.core.source import Source
from advisory_watch.core.text import cut_at_word

OBJECT_BODIES_MAX_BYTES = 16 * 1024 * 1024
"""Bodies in one object: the stack unpacks it in memory."""

FAILURE_MAX_CHARS = 300


class SentLog(Protocol):
    """Remembers what was sent."""

    def load(self, source_id: str) -> SentPages:
        """Return the pages of a source."""

    def save(self, source_id: str, sent: SentPages) -> None:
        """Replace the pages of a source. Raises `ArchiveError`."""


class IngestWriter(Protocol):
    """The folder of a reader, which it may write and not read."""

    def put_new(self, key: str, content: bytes) -> None:
        """Write an object, which must be new. Raises `ArchiveError`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """An answer of a publisher, with its time."""

    target: Target
    answer: Page | NotModified | SourceError
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingFetcher:
    """Implement `PageFetcher`: passes requests on, and keeps every answer in `answered`.

    A page that was not sent whole lately is asked for without a condition.
    """

    web: PageFetcher
    clock: Clock
    sent: SentPages
    answered: list[Answered] = field(default_factory=list)

    def fetch_each(self, asks: Sequence[FetchRequest], until: datetime | None) -> Iterator[Answer]:
        """Fetch pages as the wrapped fetcher does."""
        known = [ask if self._is_known(ask) else _unconditional(ask) for ask in asks]
        for ask, answer in zip(known, self.web.fetch_each(known, until), strict=True):
            if answer is not None:
                at = self.clock() if isinstance(answer, SourceError) else answer.fetched_at
                self.answered.append(Answered(target=ask.target, answer=answer, at=at))
            yield answer

    def _is_known(self, ask: FetchRequest) -> bool:
        return is_recent(self.sent.pages.get(ask.target.url), self.clock())


def _unconditional(ask: FetchRequest) -> FetchRequest:
    return replace(ask, validators=Validators())


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadFor:
    """Reads sources for a stack, under the name of a reader.

    `check` checks a source in the home of the reader. `sign` signs with its key. `as_stored`
    returns a page as it reads back from `pack`, which writes records into one object.
    """

    name: str
    check: Check
    writer: IngestWriter
    sent: SentLog
    sign: Callable[[bytes], bytes]
    as_stored: Callable[[Page], Page]
    pack: Callable[[Iterable[IngestRecord]], bytes]

    def read(self, source: Source) -> SourceOutcome:
        """Check a source, and send all answers; the reason says what was sent."""
        clock, sent = self.check.clock, self.sent.load(source.id)
        web = RecordingFetcher(web=self.check.web, clock=clock, sent=sent)
        outcome = replace(self.check, web=web).check(source)
        try:
            said = self._send(source, sent, web.answered)
        except ArchiveError as error:
            reason = f"nothing more was sent: {error}"
            return replace(outcome, failure=error.kind, endpoint=None, reason=reason)
        return replace(outcome, reason="; ".join(filter(None, (said, outcome.reason))))

    def _send(self, source: Source, sent: SentPages, answered: Iterable[Answered]) -> str:
        """Write the objects, in the order of time; return what was sent, in words."""
        records = [self._record(sent, found) for found in _last_answers(answered)]
        folder = IngestFolder(reader=self.name, source=source.id)
        for group in in_groups(sorted(records, key=lambda record: record.page.fetched_at)):
            now = self.check.clock()
            key = folder.key_at(now)
            self.writer.put_new(key, self.pack(signed(record, self.sign) for record in group))
            sent = with_sent(sent, group, key, now)
            self.sent.save(source.id, sent)
        whole = sum(record.is_whole for record in records)
        failed = sum(bool(record.failure) for record in records)
        unchanged = len(records) - whole - failed
        return f"sent {whole} whole, {unchanged} unchanged, {failed} failed"

    def _record(self, sent: SentPages, found: Answered) -> IngestRecord:
        answer, target = found.answer, found.target
        before = sent.pages.get(target.url)
        if isinstance(answer, Page):
            record = record_of(self.as_stored(replace(answer, reader=self.name)))
            if before and before.sha256 == record.sha256 and is_recent(before, found.at):
                page = replace(record.page, body=b"")
                return replace(record, page=page, is_whole=False, stored_in=before.key)
            return record
        page = Page(target=target, body=b"", fetched_at=found.at, http_status=0, reader=self.name)
        if isinstance(answer, NotModified) and before:
            unchanged = replace(
                page,
                http_status=before.http_status,
                headers=before.headers,
                final_url=before.final_url,
            )
            return IngestRecord(
                page=unchanged, sha256=before.sha256, is_whole=False, stored_in=before.key
            )
        reason = answer.reason if isinstance(answer, SourceError) else "unchanged, but never sent"
        failure = cut_at_word(" ".join(reason.split()), FAILURE_MAX_CHARS)
        return failure_of(page, failure)


def _last_answers(answered: Iterable[Answered]) -> Iterable[Answered]:
    """Return one answer for each address: the last page, or the last failure without a page."""
    found = sorted(answered, key=lambda item: (not isinstance(item.answer, SourceError), item.at))
    return {item.target.url: item for item in found}.values()


def in_groups(records: Iterable[IngestRecord]) -> Iterator[Sequence[IngestRecord]]:
    """Split records in the order of time into objects; equal times stay together."""
    group: list[IngestRecord] = []
    size = 0
    for record in records:
        is_later = bool(group) and record.page.fetched_at > group[-1].page.fetched_at
        if is_later and size + len(record.page.body) > OBJECT_BODIES_MAX_BYTES:
            yield group
            group, size = [], 0
        group.append(record)
        size += len(record.page.body)
    if group:
        yield group
