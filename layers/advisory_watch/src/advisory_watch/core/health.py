"""How well a source can be read, and what we need to ask it cheaply."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from advisory_watch.core.pages import Validators


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """One item of the ledger for each source.

    `destinations` is the number of destinations in the last good read. `absent` says
    since when a known destination is missing from good reads. `failing_since` is when
    the first of an unbroken run of failures was seen. `operators_told_at` and
    `subscribers_told_at` are when a `blind` alert was owed. `validators` and
    `body_sha256` belong to `door` and to the body that was last judged; `rules` is
    `core.fingerprint.RULES` of the program that judged it.
    """

    source: str
    revision: int = 0
    door: str | None = None
    last_good_at: datetime | None = None
    destinations: int = 0
    validators: Validators = field(default_factory=Validators)
    body_sha256: str | None = None
    rules: int = 0
    absent: Mapping[str, datetime] = field(default_factory=dict)
    failing_since: datetime | None = None
    failure: str | None = None
    operators_told_at: datetime | None = None
    subscribers_told_at: datetime | None = None
