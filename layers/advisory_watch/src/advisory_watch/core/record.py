"""What the ledger stores of a destination: versions, records and the hash chain.

The hash covers the record as it is stored, not the value read from it. A field that a later
program adds has a default in the value; hashing the value would change old hashes.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256

from advisory_watch.core.advisory import Advisory, Change, Departure, Severity
from advisory_watch.core.serialization import to_json
from advisory_watch.core.source_state import LONG_TEXT_MIN_CHARS, SourceState

INCOMPLETE_COPY = "read in an incomplete copy of the list"
"""What the note of an evidence says if too many destinations were missing from its page."""

FETCHED_BY = "fetched by the reader "
"""What the note of an evidence says before the name of a reader elsewhere (`core.ingest`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """The origin of a snapshot: the endpoint that answered, and the page in the archive.

    `page_key` is the SHA-256 of the page. `note` lists other evidence: another endpoint's word.
    """

    endpoint: str
    page_key: str
    read_at: datetime
    note: str = ""

    @property
    def is_incomplete(self) -> bool:
        """Tell whether the page was a part of the publisher's list."""
        return INCOMPLETE_COPY in self.note


@dataclass(frozen=True, slots=True, kw_only=True)
class GravitySeen:
    """How grave a candidate was, and since when advice so grave is seen.

    `known_text` is the hash of its words if they were known: only its title was new.
    """

    severity: Severity | None
    partial_severity: Severity | None
    departure: Departure
    since: datetime
    known_text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingCandidate:
    """Advice that is not believed yet, until confirmed or dropped.

    `since` is when advice that is graver than the record, or this milder copy, was first seen. A
    graver candidate has its deadline two hours later (`core.detection.confirm`); `graver_seen` has
    the time for each degree, so that a copy does not inherit the time of a milder one.
    `is_disputed` is set once the recorded copy was read again meanwhile.
    """

    advisory: Advisory
    rule: str
    reason: str
    since: datetime
    evidence: Evidence
    is_disputed: bool = False
    graver_seen: tuple[GravitySeen, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownNotice:
    """What is remembered of a notice, to tell an edit of it from news.

    `guid`, `link` and the `copies` seen of it are hashes; a missing link is empty. `title` is
    its last title in normal form. `words` are all that its copies had, joined by spaces.
    `departure`, `dangers` and `update` are the gravest, all and the newest of its copies.
    """

    guid: str
    link: str
    issued_at: datetime | None
    title: str
    copies: tuple[str, ...]
    words: str
    departure: Departure
    dangers: tuple[str, ...] = ()
    update: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownCopy:
    """What is remembered of a copy of the advice, to recognise it under any date.

    `text` is its hash (`fingerprint.copy_hash`). `version` is the number of the version that was
    recorded when the copy was last current: a copy of an earlier version was superseded.
    """

    text: str
    severity: Severity | None
    departure: Departure
    issued_on: date | None
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DestinationRecord:
    """The record of one destination in one source; one item of the ledger.

    `number` is the number of the newest version, 0 while there is only a pending candidate.
    `revision` counts the writes to this item, so that a slower check cannot overwrite a faster
    one. `issue_mark` is the newest believed date of the recorded issue. `watched_since` is when
    the destination was first read. `watched_from` is the date at that time according to the feed.

    `known_copies` are the copies seen so far, oldest first; `seen_texts` are hashes that an older
    program remembered instead. After a withdrawal, `advisory` is the last advice. `seen_notices`
    are the names of the notices seen so far, newest last (`core.detection.notices.names`).
    `known_notices` says more about the last of them.

    `head_hash` is the hash of the newest version (`core.evidence.chain`), empty if a program
    without hash chains recorded that version.
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
    pending: PendingCandidate | None = None
    seen_texts: tuple[str, ...] = ()
    seen_notices: tuple[str, ...] = ()
    is_withdrawn: bool = False
    head_hash: str = ""
    known_notices: tuple[KnownNotice, ...] = ()
    known_copies: tuple[KnownCopy, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A recorded advisory, numbered from 1 without gaps, never rewritten.

    `advisory` is None if the publisher withdrew the destination. `previous` is the hash of the
    version before it (`core.evidence.chain`), empty for the first. `urgency` is the name of the
    rule that decided whether the change is urgent, empty if an older program recorded it.
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
    urgency: str = ""


def exact_text_hash(text: str) -> str:
    """Return the SHA-256 of a text in hexadecimal, exact to the character unlike `text_hash`."""
    return sha256(text.encode(errors="surrogatepass")).hexdigest()


def long_text_of(record: DestinationRecord) -> str | None:
    """Return the text of a record if a ledger leaves it out of a state, else None."""
    text = record.advisory.text if record.advisory else None
    return text if text is not None and len(text) >= LONG_TEXT_MIN_CHARS else None


def without_text(record: DestinationRecord) -> DestinationRecord:
    """Return a record as a state has it while its text is left out."""
    advisory = record.advisory
    return replace(record, advisory=advisory and replace(advisory, text=None))


def with_texts_of(state: SourceState, advisories: Iterable[Advisory]) -> SourceState:
    """Restore left-out texts from fetched copies, most of which have the same text as last time."""
    put_back: dict[str, DestinationRecord] = {}
    for copy in advisories:
        code, text = copy.destination, copy.text
        if text is not None and state.left_out.get(code) == exact_text_hash(text):
            advisory = state.records[code].advisory
            whole = advisory and replace(advisory, text=text)
            put_back[code] = replace(state.records[code], advisory=whole)
    return with_known(state, put_back)


def with_known(state: SourceState, whole: Mapping[str, DestinationRecord]) -> SourceState:
    """Replace the records of some destinations by their complete versions."""
    if not whole:
        return state
    left = {code: name for code, name in state.left_out.items() if code not in whole}
    return replace(state, records={**state.records, **whole}, left_out=left)


def chained(record: DestinationRecord, version: Version | None) -> DestinationRecord:
    """Set the chain head of a record to the version that is recorded with it, if any."""
    if version is None:
        return record
    return replace(record, head_hash=exact_text_hash(to_json(version)))
