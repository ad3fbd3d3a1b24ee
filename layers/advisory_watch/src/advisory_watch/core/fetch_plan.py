"""Decide which documents are due, how to ask for them, and what to remember of the answer."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from advisory_watch.core.advisory import Advisory, Problem, Snapshot
from advisory_watch.core.clock import is_after
from advisory_watch.core.errors import CorruptLedger
from advisory_watch.core.health import DocumentHealth
from advisory_watch.core.page import HASH_CHARS, FetchRequest, Page
from advisory_watch.core.revisits import Signs, Visit, pages_to_ask, read_signs
from advisory_watch.core.serialization import to_utf8_json
from advisory_watch.core.source import Document, Endpoint, Listing
from advisory_watch.core.source_state import SourceState
from advisory_watch.core.thresholds import FUTURE_DATE_MAX

REREAD_AFTER = timedelta(hours=24)
"""How long a sign that a document is unchanged is trusted: its index, HTTP 304, or the hash of
its stable part. After that, the whole document is requested and read. Once a day for two
hundred small documents is no burden, and limits how long an error can hide a change.
"""

VARIES_AFTER = 2
"""A document that says the same in other bytes so often in a row has other bytes each time. To
store new hashes and validators then costs more than they save.
"""

RENEWED_ON = 0
"""The day of the week, Monday, on which the hashes of such a document are stored all the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchHistory:
    """What earlier checks recorded about the documents of one endpoint.

    `awaited` are destinations with a pending candidate that a repeated reading would confirm.
    `is_listing_awaited` is set while a destination is missing from the listing and its
    withdrawal period runs, `is_listing_overdue` if a document was not read for a day. `rules` is
    the version of the rules and the parser of this program. `signs` tell which pages may change
    soon (`core.revisits`). With `allows_gaps`, pages are read from an archive, which is no burden:
    they rest for `rest_s` only.
    """

    at: datetime
    documents: Mapping[str, DocumentHealth] = field(default_factory=dict)
    rules: int = 0
    awaited: frozenset[str] = frozenset()
    is_listing_awaited: bool = False
    is_listing_overdue: bool = False
    signs: Signs = field(default_factory=Signs)
    allows_gaps: bool = False

    def asks_anew(self, document: Document) -> bool:
        """Tell whether a document must be judged even if its content is unchanged.

        A request in the future was made under a wrong clock: what it recorded is judged again.
        """
        remembered = self.documents.get(document.id)
        if remembered is None or remembered.rules != self.rules or remembered.body_sha256 is None:
            return True
        if is_after(remembered.tried_at, self.at):
            return True
        is_moved = document.moved_at != remembered.moved_at
        is_about_more = not document.destinations <= remembered.destinations
        return is_moved or is_about_more or self._is_awaited(document)

    def _is_awaited(self, document: Document) -> bool:
        """Tell whether candidates wait for it; a document of unknown contents may hold any."""
        if not document.destinations:
            return self._is_listing_judged or self.is_listing_overdue
        return bool(self.awaited & document.destinations)

    @property
    def _is_listing_judged(self) -> bool:
        return bool(self.awaited) or self.is_listing_awaited

    def find_resting(self, documents: Iterable[Document]) -> frozenset[str]:
        """Return the documents that no index dates and that are not requested in this check."""
        visits = [
            visit_of(document, self.documents[document.id])
            for document in documents
            if self._can_rest(document)
        ]
        if self.allows_gaps:
            return frozenset(
                visit.page for visit in visits if self.at - visit.tried_at < visit.usual
            )
        asked = pages_to_ask(visits, self.signs, self.at)
        return frozenset(visit.page for visit in visits) - asked

    def _can_rest(self, document: Document) -> bool:
        remembered = self.documents.get(document.id)
        if remembered is None or not rests(document) or self._is_awaited(document):
            return False
        # The clock of an earlier check may be some seconds ahead of ours, but not hours.
        return not is_after(remembered.tried_at, self.at)

    def is_settled(self, document: Document) -> bool:
        """Tell whether a document can be skipped because its index shows no change."""
        remembered = self.documents.get(document.id)
        if remembered is None or document.moved_at is None:
            return False
        # The index is not trusted forever: a publisher may forget to update it.
        if remembered.failing_since is not None or self.is_overdue(remembered.read_at):
            return False
        return not self.asks_anew(document)

    def is_overdue(self, last_at: datetime | None) -> bool:
        """Tell whether a document that was last read at this time must be read again."""
        if last_at is None or is_after(last_at, self.at):
            return True
        return self.at - last_at >= REREAD_AFTER

    def ask(self, document: Document) -> FetchRequest:
        """Build the request: unconditional, or only for changes since the last reading."""
        remembered = self.documents.get(document.id)
        if remembered is None or self.asks_anew(document) or self.is_overdue(remembered.whole_at):
            return FetchRequest(target=document.target)
        hashes = ((remembered.body_sha256 or "")[:HASH_CHARS], remembered.stable_hash)
        return FetchRequest(
            target=document.target,
            validators=remembered.validators,
            seen=frozenset(digest for digest in hashes if digest),
        )

    def is_known(self, document: Document, page: Page) -> bool:
        """Tell whether a page was already judged: the same bytes, by the same rules."""
        if self.asks_anew(document):
            return False
        return (self.documents[document.id].body_sha256 or "")[:HASH_CHARS] == page.body_hash

    def is_stable(self, document: Document, page: Page) -> bool:
        """Tell whether a page need not be read: it differs only in the parts that always change."""
        remembered = self.documents.get(document.id)
        if remembered is None or self.is_overdue(remembered.whole_at) or self.asks_anew(document):
            return False
        return page.stable_hash is not None and page.stable_hash == remembered.stable_hash

    def is_same_content(self, document: Document, content: str | None) -> bool:
        """Tell whether all that was read from a document was already judged, by the same rules."""
        if content is None or self.asks_anew(document):
            return False
        return self.documents[document.id].content_hash == content

    def is_same_listing(self, index: Document, content: str | None) -> bool:
        """Tell whether the listing of an index was already judged, by the same rules."""
        before = self.documents.get(index.id)
        if before is None or content is None or self._is_listing_judged:
            return False
        return (before.content_hash, before.rules) == (content, self.rules)

    def after_same(self, document: Document, page: Page) -> DocumentHealth:
        """Record a page that says what was read before."""
        before = self.documents.get(document.id)
        is_overdue = self.is_overdue(before.whole_at if before else None)
        return after_same(before, page, is_overdue=is_overdue)


def fetch_history_of(
    endpoint: Endpoint, state: SourceState, at: datetime, awaited: frozenset[str], rules: int
) -> FetchHistory:
    """Collect the stored state of an endpoint; state of another endpoint does not apply to it."""
    documents = state.health.documents if state.health.endpoint == endpoint.id else {}
    signs = read_signs(state.health.changed_at, at, state.health.against_travel)
    history = FetchHistory(at=at, documents=documents, rules=rules, awaited=awaited, signs=signs)
    is_overdue = any(history.is_overdue(document.read_at) for document in documents.values())
    return replace(
        history, is_listing_awaited=bool(state.health.absent), is_listing_overdue=is_overdue
    )


def rests(document: Document) -> bool:
    """Tell whether a document has no date in an index, and is not requested in every check."""
    return document.rest_s > 0 and document.moved_at is None


def visit_of(document: Document, remembered: DocumentHealth) -> Visit:
    """Return the last request of a document, as the plan of revisits reads it."""
    return Visit(
        page=document.id,
        tried_at=remembered.tried_at,
        usual=timedelta(seconds=document.rest_s),
        destinations=document.destinations,
        is_failing=remembered.failing_since is not None,
    )


def due(documents: Iterable[Document], fetch_history: FetchHistory) -> tuple[Document, ...]:
    """Return the documents to request, the most likely news first.

    Documents that moved according to their index come first, then documents that were never
    read, then the rest by their last request, oldest first. A failing document waits its turn
    with the rest, so that it cannot starve the others.
    """
    listed, known = tuple(documents), fetch_history.documents
    resting = fetch_history.find_resting(listed)
    wanted = (
        document
        for document in listed
        if document.id not in resting and not fetch_history.is_settled(document)
    )
    return tuple(sorted(wanted, key=lambda document: _turn(document, known.get(document.id))))


def _turn(document: Document, remembered: DocumentHealth | None) -> tuple[int, float, str]:
    if remembered is None:
        return 1, 0, document.id
    is_moved = document.moved_at not in (None, remembered.moved_at)
    is_likely = is_moved and remembered.failing_since is None
    return 0 if is_likely else 2, remembered.tried_at.timestamp(), document.id


PROBLEMS_KEPT = 20
"""If a document with hundreds of items changes its format, these are enough to show the cause."""


def after_failure(before: DocumentHealth | None, reason: str, at: datetime) -> DocumentHealth:
    """Record a failure and when the failures began; the last good reading stays valid."""
    start = before or DocumentHealth(tried_at=at)
    since = start.failing_since or at
    return replace(start, tried_at=at, failing_since=since, failure=reason)


def after_no_change(before: DocumentHealth | None, at: datetime) -> DocumentHealth:
    """Record that the document was seen and is unchanged."""
    return (before or DocumentHealth(tried_at=at)).confirmed(at)


def after_same(before: DocumentHealth | None, page: Page, *, is_overdue: bool) -> DocumentHealth:
    """Record an unchanged page with its hashes and validators, which the next request sends.

    `is_overdue` is set if the document arrived in full and was read, or was identical to the byte,
    and that had not been done for a day.
    """
    seen = before or DocumentHealth(tried_at=page.fetched_at)
    others: dict[str, Any] = {"whole_at": _hour(page.fetched_at)} if is_overdue else {}
    is_other_body = (seen.body_sha256 or "")[:HASH_CHARS] != page.body_hash
    if is_other_body or seen.validators != page.validators:
        is_renewed = is_overdue and page.fetched_at.weekday() == RENEWED_ON
        if seen.varied < VARIES_AFTER or is_renewed:
            others["validators"] = page.validators
            if is_other_body:
                others |= {"body_sha256": page.body_hash, "stable_hash": page.stable_hash}
        others["varied"] = min(seen.varied + 1, VARIES_AFTER)
    confirmed = seen.confirmed(page.fetched_at)
    return replace(confirmed, **others) if others else confirmed


def _hour(moment: datetime) -> datetime:
    return moment.replace(minute=0, second=0, microsecond=0)


def content_hash(content: Snapshot | Listing, at: datetime) -> str | None:
    """Hash all that was read from a document or an index at a time.

    Return None if it cannot be stored, or must be judged again later, because it has a date in the
    future. Such a date is not believed until it has come.
    """
    documents = content.documents if isinstance(content, Listing) else ()
    advisories = tuple(map(_with_text_hashed, content.advisories))
    read = Listing(documents=documents, problems=content.problems, advisories=advisories)
    try:
        written = to_utf8_json(read)
    except CorruptLedger:  # the attempt to record it names the destination
        return None
    if any(_is_of_the_future(advisory, at) for advisory in content.advisories):
        return None
    return sha256(written).hexdigest()[:HASH_CHARS]


def _with_text_hashed(advisory: Advisory) -> Advisory:
    """Replace the text by its hash: a string that msgspec writes keeps a second copy in UTF-8."""
    if not advisory.text:
        return advisory
    raw = advisory.text.encode(errors="surrogatepass")
    return replace(advisory, text=sha256(raw).hexdigest())


def _is_of_the_future(advisory: Advisory, at: datetime) -> bool:
    day, moment, latest = advisory.issued_on, advisory.issued_at, at + FUTURE_DATE_MAX
    return (day is not None and day > latest.date()) or (moment is not None and moment > latest)


def after_reading(
    fetch_history: FetchHistory,
    document: Document,
    page: Page,
    snapshot: Snapshot,
    content: str | None,
) -> DocumentHealth:
    """Record a page that was judged, so that it is recognised next time.

    `content` is the `content_hash` of the snapshot.

    If the page is older than its index says, `moved_at` is not advanced. A cache between us
    and the publisher has then not seen the change. The document stays due; otherwise the
    change would be missed until the next one.
    """
    before, moved_at = fetch_history.documents.get(document.id), document.moved_at
    if moved_at is not None and is_behind(snapshot, moved_at):
        moved_at = before.moved_at if before is not None else None
    health = DocumentHealth(
        tried_at=page.fetched_at,
        read_at=page.fetched_at,
        moved_at=moved_at,
        validators=page.validators,
        body_sha256=page.body_hash,
        stable_hash=page.stable_hash,
        whole_at=_hour(page.fetched_at),
        rules=fetch_history.rules,
        destinations=document.destinations | snapshot.destinations,
        content_hash=content,
    )
    return with_problems(health, before, snapshot.problems)


def after_index(
    index: DocumentHealth,
    before: DocumentHealth | None,
    page: Page,
    problems: Sequence[Problem],
    *,
    is_done: bool,
) -> DocumentHealth:
    """Record an index, so that it is recognised once all documents that it announced are read.

    Until then it is read in full again, because only the index says that one is out of date.
    `index` has the hash of its content, and the version of the rules that read it.
    """
    seen = DocumentHealth(
        tried_at=page.fetched_at,
        read_at=page.fetched_at,
        rules=index.rules,
        content_hash=index.content_hash,
    )
    if is_done:
        seen = after_same(seen, page, is_overdue=True)
    return with_problems(seen, before, problems)


def with_problems(
    health: DocumentHealth, before: DocumentHealth | None, problems: Sequence[Problem]
) -> DocumentHealth:
    """Record the items that could not be read, with the time of the first check that found any."""
    if not problems:
        return health
    kept = tuple(problems[:PROBLEMS_KEPT])
    since, alerted_at = health.tried_at, None
    if before is not None and before.partly_since is not None:
        since = before.partly_since
        known = {problem.subject for problem in before.problems}
        is_same = all(problem.subject in known for problem in kept)
        alerted_at = before.alerted_at if is_same else None
    return replace(health, problems=kept, partly_since=since, alerted_at=alerted_at)


def with_deferral(
    health: DocumentHealth, before: DocumentHealth | None, *, is_deferred: bool
) -> DocumentHealth:
    """Record since when the time budget of a check is too short for all listed documents."""
    if not is_deferred:
        return health
    was = before if before is not None and before.deferred_since is not None else None
    since = was.deferred_since if was else health.tried_at
    alerted_at = health.alerted_at or (was.alerted_at if was else None)
    return replace(health, deferred_since=since, alerted_at=alerted_at)


def is_up_to_date(health: DocumentHealth | None, document: Document) -> bool:
    """Tell whether a document was read in the version that its index states."""
    if health is None or health.failing_since is not None or document.moved_at is None:
        return False
    return health.moved_at == document.moved_at


def is_behind(snapshot: Snapshot, moved_at: datetime) -> bool:
    """Tell whether a document was issued before its index says that it changed."""
    issued = filter(None, (advisory.issued_at for advisory in snapshot.advisories))
    return max(issued, default=moved_at) < moved_at
