"""How well a source can be read, and what we need to ask it cheaply."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from advisory_watch.core.pages import Validators


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentHealth:
    """What is remembered of one document: how to ask for it, and how asking went.

    `tried_at` is when it was last asked for, `read_at` when it was last read and all that
    it said recorded; None before that. `moved_at` is what its index said at that time.
    `validators`, `body_sha256` and `rules` (`core.fingerprint.RULES` of the program that
    judged it) belong to that reading. `failing_since` is when the first of an unbroken
    run of failures was seen, `failure` the reason of the last, and `told_at` when an
    alert was owed for it.
    """

    tried_at: datetime
    read_at: datetime | None = None
    moved_at: datetime | None = None
    validators: Validators = field(default_factory=Validators)
    body_sha256: str | None = None
    rules: int = 0
    failing_since: datetime | None = None
    failure: str | None = None
    told_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """One item of the ledger for each source.

    `destinations` is the number of destinations in the last good read. `absent` says
    since when a known destination is missing from good reads. `failing_since` is when
    the first of an unbroken run of failures was seen. `operators_told_at` and
    `subscribers_told_at` are when a `blind` alert was owed. `documents` are those of
    `door`, by their ids; an index stands among them under the id of the door.
    """

    source: str
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
