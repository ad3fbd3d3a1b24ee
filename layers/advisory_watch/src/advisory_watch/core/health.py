"""How well a source can be read, and what we need to ask it cheaply."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from advisory_watch.core.advisories import Problem
from advisory_watch.core.pages import Validators

READS_KEPT = timedelta(hours=26)
"""A day that began at a full hour, and some time for its digest to be late."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentHealth:
    """What is remembered of one document: how to ask for it, and how asking went.

    `tried_at` is when it was last asked for, `read_at` when it was last read and all that
    it said recorded; None before that. `moved_at` is what its index said at that time.
    `validators`, `body_sha256` and `rules` (`core.fingerprint.RULES` of the program that
    judged it) belong to that reading, and so does `steady_hash`, of a page or a feed without
    what moves at every visit (`core.steady`). `whole_at` is when all of it last came and was
    read, or was the same to the byte. `failing_since` is when the first of an unbroken
    run of failures was seen, and `failure` the reason of the last. `problems` are items
    of it that could not be read, the first few, since `partly_since`; `deferred_since` is
    since when there is not time enough for all that an index lists. `told_at` is when an
    alert was owed for any of it. `destinations` are those that the reading was about.
    """

    tried_at: datetime
    read_at: datetime | None = None
    moved_at: datetime | None = None
    validators: Validators = field(default_factory=Validators)
    body_sha256: str | None = None
    steady_hash: str | None = None
    whole_at: datetime | None = None
    rules: int = 0
    failing_since: datetime | None = None
    failure: str | None = None
    problems: tuple[Problem, ...] = ()
    partly_since: datetime | None = None
    deferred_since: datetime | None = None
    told_at: datetime | None = None
    destinations: frozenset[str] = frozenset()

    @property
    def dark_since(self) -> datetime | None:
        """Since when some of it cannot be read, for whatever reason."""
        since = filter(None, (self.failing_since, self.partly_since, self.deferred_since))
        return min(since, default=None)

    @property
    def darkness(self) -> str:
        """Why, in words for operators."""
        if self.failure is not None:
            return self.failure
        if self.problems:
            first = self.problems[0]
            return f"{first.subject}: {first.reason}"
        return "there is not time enough in a check for all of its documents"


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """One item of the ledger for each source, and for each part of a wide one.

    `destinations` is the number of destinations in the last good read. `absent` says
    since when a known destination is missing from good reads. `failing_since` is when
    the first of an unbroken run of failures was seen. `operators_told_at` and
    `subscribers_told_at` are when a `blind` alert was owed. `documents` are those of
    `door`, by their ids; an index stands among them under the id of the door. `reads`
    counts the good reads in each of the last hours that had any, by the hour in UTC
    (`2026-09-01T12`); older hours are forgotten.

    `part` is empty for the source as a whole. Of a part only `documents`, `failing_since`
    and `failure` are remembered, with `door` (`core.parts`).
    """

    source: str
    part: str = ""
    revision: int = 0
    door: str | None = None
    last_good_at: datetime | None = None
    destinations: int = 0
    documents: Mapping[str, DocumentHealth] = field(default_factory=dict)
    absent: Mapping[str, datetime] = field(default_factory=dict)
    failing_since: datetime | None = None
    failure: str | None = None
    operators_told_at: datetime | None = None
    subscribers_told_at: datetime | None = None
    reads: Mapping[str, int] = field(default_factory=dict)


def after_read(health: Health, at: datetime) -> Health:
    """Count a good read, and forget the hours that no digest asks for any more."""
    oldest, this = hour_of(at - READS_KEPT), hour_of(at)
    kept = {hour: count for hour, count in health.reads.items() if hour >= oldest}
    return replace(health, last_good_at=at, reads={**kept, this: kept.get(this, 0) + 1})


def reads_since(health: Health, since: datetime) -> int:
    """Return how many good reads there were since the beginning of an hour."""
    return sum(count for hour, count in health.reads.items() if hour >= hour_of(since))


def hour_of(moment: datetime) -> str:
    """Name the hour of a moment, so that the order of names is the order of hours."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H}"
