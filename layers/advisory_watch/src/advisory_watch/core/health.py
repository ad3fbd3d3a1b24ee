"""The health of a source: how well it can be read, and the data for cheap requests."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from advisory_watch.core.advisory import Problem
from advisory_watch.core.page import Validators

READS_KEPT = timedelta(hours=26)
"""A day that began at a full hour, plus some time in case its digest is late."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentHealth:
    """The state of one document: how to request it, and how the last requests went.

    `tried_at` is the last request. `read_at` is the last time that the document was read and
    all of its content recorded. `moved_at` is the change date in its index at that time.
    `body_sha256` has the first `HASH_CHARS` digits; releases before stored all.

    `validators`, `body_sha256`, `stable_hash` and `rules` (the version of the rules and the
    parser that judged it) belong to that reading, and so does `content_hash`, of all that was read
    from it. `whole_at` is the hour in which the document last arrived in full and was read, or was
    identical to the byte, after a day without. `varied` counts how often in a row it said the same
    in other bytes.

    `failing_since` is the start of the current run of failures, and `failure` the reason of
    the last one. `problems` are the first few items that could not be read, and `partly_since`
    is when they began. `deferred_since` is when the time budget of a check became too short
    for all documents of an index. `alerted_at` is when an alert was created for any of these.
    `destinations` are the destinations in the last reading.
    """

    tried_at: datetime
    read_at: datetime | None = None
    moved_at: datetime | None = None
    validators: Validators = field(default_factory=Validators)
    body_sha256: str | None = None
    stable_hash: str | None = None
    whole_at: datetime | None = None
    rules: int = 0
    failing_since: datetime | None = None
    failure: str | None = None
    problems: tuple[Problem, ...] = ()
    partly_since: datetime | None = None
    deferred_since: datetime | None = None
    alerted_at: datetime | None = None
    destinations: frozenset[str] = frozenset()
    content_hash: str | None = None
    varied: int = 0

    def confirmed(self, at: datetime) -> "DocumentHealth":
        """Return the state after the document was seen and is unchanged.

        A check confirms hundreds; `replace` would take twice as long.
        """
        return DocumentHealth(
            tried_at=at,
            read_at=at,
            moved_at=self.moved_at,
            validators=self.validators,
            body_sha256=self.body_sha256,
            stable_hash=self.stable_hash,
            whole_at=self.whole_at,
            rules=self.rules,
            problems=self.problems,
            partly_since=self.partly_since,
            deferred_since=self.deferred_since,
            alerted_at=self.alerted_at if self.problems else None,
            destinations=self.destinations,
            content_hash=self.content_hash,
        )

    @property
    def dark_since(self) -> datetime | None:
        """The time since which some of the document cannot be read, for any reason."""
        since = filter(None, (self.failing_since, self.partly_since, self.deferred_since))
        return min(since, default=None)

    @property
    def darkness(self) -> str:
        """The reason, in words for operators."""
        if self.failure is not None:
            return self.failure
        if self.problems:
            first = self.problems[0]
            return f"{first.subject}: {first.reason}"
        return "there is not time enough in a check for all of its documents"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReaderMark:
    """How far the records of a reader elsewhere were taken (`core.ingest`).

    `last_key` is the last object that was looked at. `newest_at` is the time of the newest record
    that was taken, by which a replayed one is recognised. `refused` is the reason of the last
    refusal, and `refused_at` is when it was found.
    """

    last_key: str = ""
    newest_at: datetime | None = None
    refused: str = ""
    refused_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """One ledger item for each source, and for each partition of a wide source.

    `last_tried_at` is the end of the last check, whether it could read the source or not.
    `begun_at` is when the first check began to read new documents that has not ended yet.

    `destinations` is the number of destinations in the last good read. `absent` maps each
    known destination that is missing from good reads to the time since when.
    `operators_told_at` and `subscribers_told_at` are when a `blind` alert was created.

    `documents` are the documents of `endpoint`, by id; an index is listed under the id of its
    endpoint. `reads` counts the good reads of each recent hour that had any, by the hour in
    UTC (`2026-09-01T12`). Older hours are dropped.

    `never_read` is the number of listed documents that no check has read yet. `clock_ahead_s` is by
    how many seconds the clock of the last check was ahead of the servers, 0 if it was not.

    `damaged` are the records of the ledger that cannot be read, by destination. Once one can be
    read again, its documents are judged again.

    `level_moved_at` maps each destination whose level of the whole, of a part, or advice on leaving
    changed in the last weeks to the time (`core.revisits`); other sources ask more often about it.

    `mass_moved_at` is the last time that a good read moved too many levels at once to be
    believed. Operators were alerted when that began.

    `readers` is the state of each reader elsewhere, by its name. `own_failed_at` is when this
    program itself was last refused by a publisher that such a reader serves.

    A check that has nothing to judge does not read the records of the source. What it needs of them
    is here. `awaiting` are the destinations whose pending candidate a repeated reading would
    confirm. `changed_at` is when each destination last changed; a first reading is no change.
    `against_travel` are the destinations that the source advises against, as a whole or in part.
    `records_read_at` is when the records were last read.

    `partition` is empty for the source as a whole. For a partition, only `documents`,
    `failing_since`, `failure` and `endpoint` are stored (`core.partition`).
    """

    source: str
    partition: str = ""
    revision: int = 0
    endpoint: str | None = None
    last_good_at: datetime | None = None
    destinations: int = 0
    documents: Mapping[str, DocumentHealth] = field(default_factory=dict)
    absent: Mapping[str, datetime] = field(default_factory=dict)
    failing_since: datetime | None = None
    failure: str | None = None
    operators_told_at: datetime | None = None
    subscribers_told_at: datetime | None = None
    reads: Mapping[str, int] = field(default_factory=dict)
    never_read: int = 0
    mass_moved_at: datetime | None = None
    clock_ahead_s: int = 0
    damaged: Mapping[str, DocumentHealth] = field(default_factory=dict)
    level_moved_at: Mapping[str, datetime] = field(default_factory=dict)
    last_tried_at: datetime | None = None
    readers: Mapping[str, ReaderMark] = field(default_factory=dict)
    own_failed_at: datetime | None = None
    begun_at: datetime | None = None
    awaiting: tuple[str, ...] = ()
    changed_at: Mapping[str, datetime] = field(default_factory=dict)
    against_travel: tuple[str, ...] = ()
    records_read_at: datetime | None = None

    @property
    def unread(self) -> tuple[str, ...]:
        """The documents that cannot be read now, by their ids, in order."""
        documents = self.documents.items()
        return tuple(sorted(name for name, document in documents if document.failing_since))

    @property
    def read_in_part(self) -> tuple[str, ...]:
        """What cannot be read in documents that were read, in order.

        The entries of a feed or an index by their names, any other document by its id.
        """
        found: set[str] = set()
        for name, document in self.documents.items():
            if document.partly_since and not document.failing_since:
                entries = {problem.subject for problem in document.problems}
                found |= entries if name == self.endpoint and entries else {name}
        return tuple(sorted(found))

    @property
    def deferred_since(self) -> datetime | None:
        """The time since which a check has too little time for all documents, or None."""
        since = (document.deferred_since for document in self.documents.values())
        return min(filter(None, since), default=None)


CHECK_MAX = timedelta(minutes=15)
"""AWS Lambda stops a function after this time (Lambda quotas): an older check was killed."""


def killed_since(health: Health, at: datetime) -> datetime | None:
    """Return when a check began that cannot be running any more, and did not end; else None."""
    begun_at = health.begun_at
    return begun_at if begun_at is not None and at - begun_at > CHECK_MAX else None


def after_read(health: Health, at: datetime) -> Health:
    """Count a good read, and drop the hours that no digest needs any more."""
    oldest, this = hour_of(at - READS_KEPT), hour_of(at)
    kept = {hour: count for hour, count in health.reads.items() if hour >= oldest}
    return replace(health, last_good_at=at, reads={**kept, this: kept.get(this, 0) + 1})


def reads_since(health: Health, since: datetime) -> int:
    """Return the number of good reads since the beginning of an hour."""
    return sum(count for hour, count in health.reads.items() if hour >= hour_of(since))


def hour_of(moment: datetime) -> str:
    """Name the hour of a moment, so that names sort in order of time."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H}"
