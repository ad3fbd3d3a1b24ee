"""What a reader elsewhere sent whole, so that it can refer to it while a page is unchanged."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from advisory_watch.core.ingest.record import IngestRecord

SENT_AGAIN_AFTER = timedelta(hours=24)
"""After that time a page is sent whole again, so that old objects can be deleted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SentPage:
    """A page that was sent whole: the object that has it, and what an unchanged copy repeats."""

    sha256: str
    key: str
    sent_at: datetime
    http_status: int
    headers: Mapping[str, str]
    final_url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SentPages:
    """The pages of one source that were sent whole, by address."""

    pages: Mapping[str, SentPage] = field(default_factory=dict)


def is_recent(sent: SentPage | None, now: datetime) -> bool:
    """Tell whether a page was sent whole so lately that a reference to it is enough."""
    return sent is not None and timedelta() <= now - sent.sent_at < SENT_AGAIN_AFTER


def with_sent(
    sent: SentPages, records: Iterable[IngestRecord], key: str, now: datetime
) -> SentPages:
    """Add the whole pages of an object, and drop pages that are not recent any more."""
    kept = {url: page for url, page in sent.pages.items() if is_recent(page, now)}
    new = {
        record.page.target.url: SentPage(
            sha256=record.sha256,
            key=key,
            sent_at=now,
            http_status=record.page.http_status,
            headers=record.page.headers,
            final_url=record.page.final_url,
        )
        for record in records
        if record.is_whole
    }
    return SentPages(pages={**kept, **new})
