"""What the ledger holds of a destination: what is known now, and every version before it."""

from dataclasses import dataclass
from datetime import date, datetime

from advisory_watch.core.advisories import Advisory
from advisory_watch.core.scales import Change


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Where a reading came from: the door that answered, and the page in the archive.

    `page_key` is the SHA-256 of the page, in hexadecimal. `note` says what else was
    looked at, such as what a second door said.
    """

    door: str
    page_key: str
    read_at: datetime
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A reading we do not believe yet; it waits here until confirmed or dropped.

    `is_disputed` is set once the known copy came back with the same issue date: from
    then on no number of agreeing reads confirms the candidate, only better evidence.
    """

    advisory: Advisory
    rule: str
    reason: str
    since: datetime
    evidence: Evidence
    is_disputed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of one destination by one source; one item of the ledger.

    `number` is the number of the newest version, 0 while there is only a held
    candidate. `revision` counts the writes to this item, so that a slower check cannot
    overwrite a faster one. `issue_mark` is the newest issue date we ever believed: an
    older one is a stale copy. `watched_since` is when the destination was first read,
    `watched_from` what day it was then by the feed's own dates.
    `seen_texts` are hashes of the texts that came by (`fingerprint.copy_hash`), the newest
    last, so that a copy is recognised whatever date it carries. After a withdrawal
    `advisory` is what was said last. `seen_notices` are the names of the notices that came
    by (`core.verdicts.notices`), the newest last. `tip` is the hash of the newest version
    (`core.chain`), empty while that was recorded by a program that had no chain yet.
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

    `advisory` is None where the destination was withdrawn by the publisher. `previous` is
    the hash of the version before it (`core.chain`), empty where there is none.
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
