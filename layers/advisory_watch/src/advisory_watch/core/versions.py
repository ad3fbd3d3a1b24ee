"""Ledger contents for a destination: the current record, and every version before it."""

from dataclasses import dataclass
from datetime import date, datetime

from advisory_watch.core.advisories import Advisory
from advisory_watch.core.scales import Change


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """The origin of a snapshot: the endpoint that answered, and the page in the archive.

    `page_key` is the SHA-256 of the page in hexadecimal. `note` lists other evidence, such as
    what a second endpoint said.
    """

    door: str
    page_key: str
    read_at: datetime
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A pending candidate: advice that is not believed yet, until confirmed or dropped.

    `is_disputed` is set once the recorded copy came back with the same issue date. From then
    on, no number of agreeing reads confirms the candidate, only better evidence.
    """

    advisory: Advisory
    rule: str
    reason: str
    since: datetime
    evidence: Evidence
    is_disputed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """The record of one destination in one source; one item of the ledger.

    `number` is the number of the newest version, 0 while there is only a pending candidate.
    `revision` counts the writes to this item, so that a slower check cannot overwrite a faster
    one. `issue_mark` is the newest issue date ever believed: a copy with an older date is
    stale. `watched_since` is when the destination was first read. `watched_from` is the date
    at that time according to the feed.

    `seen_texts` are hashes of the texts seen so far (`fingerprint.copy_hash`), newest last, so
    that a copy is recognised under any date. After a withdrawal, `advisory` is the last
    advice. `seen_notices` are the names of the notices seen so far (`core.verdicts.notices`),
    newest last.

    `tip` is the hash of the newest version (`core.chain`). It is empty if that version was
    recorded by a program without hash chains.
    """

    source: str
    destination: str
    number: int = 0
    revision: int = 0
    advisory: Advisory | None = None
    issue_mark: date | None = None
    watched_since: datetime
    watched_from: date | None = None
    recorded_at: datetime | None = None
    rule: str = ""
    evidence: Evidence | None = None
    held: Held | None = None
    seen_texts: tuple[str, ...] = ()
    seen_notices: tuple[str, ...] = ()
    is_withdrawn: bool = False
    tip: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A recorded advisory, numbered from 1 without gaps, never rewritten.

    `advisory` is None if the publisher withdrew the destination. `previous` is the hash of the
    version before it (`core.chain`), empty for the first.
    """

    source: str
    destination: str
    number: int
    advisory: Advisory | None
    changes: tuple[Change, ...]
    rule: str
    decided_at: datetime
    evidence: Evidence
    previous: str = ""
