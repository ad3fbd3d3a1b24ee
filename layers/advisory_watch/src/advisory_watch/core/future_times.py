"""Put right the times that a check under a clock ahead left in the ledger.

A time in the future cannot be right. Left alone, it would make every later read look older than
the record until the clock catches up. It becomes the present time when it is next read.
"""

from __future__ import annotations  # a check with nothing to judge reads no record

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from advisory_watch.core.clock import CLOCKS_AGREE_WITHIN, is_after
from advisory_watch.core.health import DocumentHealth, Health, hour_of
from advisory_watch.core.source_state import SourceState

if TYPE_CHECKING:
    from advisory_watch.core.record import DestinationRecord


def newest_time(state: SourceState) -> datetime | None:
    """Return the newest time at which anything of a source was read or recorded."""
    recorded = (record.recorded_at for record in state.records.values())
    return max(filter(None, (*_times_of(state.health), *recorded)), default=None)


def _times_of(health: Health) -> Iterator[datetime | None]:
    yield from (health.last_good_at, health.failing_since)
    for document in health.documents.values():
        yield from (document.tried_at, document.read_at)


def bounded_health(health: Health, at: datetime) -> Health:
    """Return the health without times after `at`, so that an outage is counted from now.

    Requests of documents stay: a request in the future makes a document due
    (`core.fetch_plan`), and the next answer replaces it.
    """
    newest = hour_of(at)
    is_counted_ahead = health.last_good_at is not None and is_after(health.last_good_at, at)
    reads = health.reads
    if is_counted_ahead:
        reads = {hour: count for hour, count in reads.items() if hour <= newest}
    return replace(
        health,
        last_good_at=_bounded(health.last_good_at, at),
        begun_at=_bounded(health.begun_at, at),
        failing_since=_bounded(health.failing_since, at),
        operators_told_at=_bounded(health.operators_told_at, at),
        subscribers_told_at=_bounded(health.subscribers_told_at, at),
        absent={code: _within(since, at) for code, since in health.absent.items()},
        documents=_bounded_documents(health.documents, at),
        damaged=_bounded_documents(health.damaged, at),
        reads=reads,
    )


def _bounded_documents(
    documents: Mapping[str, DocumentHealth], at: datetime
) -> dict[str, DocumentHealth]:
    return {name: _bounded_document(document, at) for name, document in documents.items()}


def _bounded_document(document: DocumentHealth, at: datetime) -> DocumentHealth:
    """Return a document whose times are past as it is: most of hundreds have none of these."""
    failing, partly = document.failing_since, document.partly_since
    deferred, alerted = document.deferred_since, document.alerted_at
    if failing is None and partly is None and deferred is None and alerted is None:
        return document
    if not any(_is_ahead(moment, at) for moment in (failing, partly, deferred, alerted)):
        return document
    return replace(
        document,
        failing_since=_bounded(failing, at),
        partly_since=_bounded(partly, at),
        deferred_since=_bounded(deferred, at),
        alerted_at=_bounded(alerted, at),
    )


def in_present(
    state: SourceState, at: datetime
) -> tuple[SourceState, Mapping[str, DestinationRecord]]:
    """Return the state without times after `at`, and the records of it that were put right."""
    corrected = bounded_records(state.records, at)
    health = bounded_health(state.health, at)
    return replace(state, records={**state.records, **corrected}, health=health), corrected


def bounded_records(
    records: Mapping[str, DestinationRecord], at: datetime
) -> dict[str, DestinationRecord]:
    """Return only the records that had a time after `at`, with that time put right."""
    return {
        code: _bounded_record(record, at)
        for code, record in records.items()
        if _has_future_time(record, at)
    }


def _has_future_time(record: DestinationRecord, at: datetime) -> bool:
    pending = record.pending
    return (
        _is_ahead(record.recorded_at, at)
        or _is_ahead(record.watched_since, at)
        or (pending is not None and _is_ahead(pending.since, at))
        or _is_day_ahead(record, at)
    )


def _is_day_ahead(record: DestinationRecord, at: datetime) -> bool:
    """Tell whether the watch begins on a day that no set clock has reached."""
    day = record.watched_from
    return day is not None and day > (at + CLOCKS_AGREE_WITHIN).date()


def _bounded_record(record: DestinationRecord, at: datetime) -> DestinationRecord:
    pending = record.pending
    return replace(
        record,
        recorded_at=_bounded(record.recorded_at, at),
        watched_since=_within(record.watched_since, at),
        watched_from=at.date() if _is_day_ahead(record, at) else record.watched_from,
        pending=replace(pending, since=_within(pending.since, at)) if pending else None,
    )


def _is_ahead(moment: datetime | None, at: datetime) -> bool:
    return moment is not None and is_after(moment, at)


def _bounded(moment: datetime | None, at: datetime) -> datetime | None:
    return None if moment is None else _within(moment, at)


def _within(moment: datetime, at: datetime) -> datetime:
    return at if is_after(moment, at) else moment
