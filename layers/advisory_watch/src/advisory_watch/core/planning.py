"""Selects the documents of an endpoint to request, their order, and the kind of request."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from advisory_watch.core.fingerprint import RULES
from advisory_watch.core.health import DocumentHealth
from advisory_watch.core.pages import Ask, Page
from advisory_watch.core.sources import Document, Door
from advisory_watch.core.state import SourceState
from advisory_watch.core.verdicts.repetition import awaits_repetition
from advisory_watch.core.versions import Known

REREAD_AFTER = timedelta(hours=24)
"""How long a sign that a document is unchanged is trusted: its index, HTTP 304, or the hash of
its stable part. After that, the whole document is requested and read. Once a day for two
hundred small documents is no burden, and limits how long an error can hide a change.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """What earlier checks recorded about the documents of one endpoint.

    `awaited` are destinations with a pending candidate that a repeated reading would confirm.
    `is_listing_awaited` is set while a destination is missing from the listing and its
    withdrawal period runs. `at` is the present moment.
    """

    at: datetime
    documents: Mapping[str, DocumentHealth] = field(default_factory=dict)
    awaited: frozenset[str] = frozenset()
    is_listing_awaited: bool = False

    def asks_anew(self, document: Document) -> bool:
        """Tell whether a document must be judged even if its content is unchanged."""
        remembered = self.documents.get(document.id)
        if remembered is None or remembered.rules != RULES or remembered.body_sha256 is None:
            return True
        is_moved = document.moved_at != remembered.moved_at
        is_about_more = not document.destinations <= remembered.destinations
        return is_moved or is_about_more or self._is_awaited(document)

    def _is_awaited(self, document: Document) -> bool:
        """Tell whether candidates wait for it; a document of unknown contents may hold any."""
        if not document.destinations:
            return bool(self.awaited) or self.is_listing_awaited
        return bool(self.awaited & document.destinations)

    def is_settled(self, document: Document) -> bool:
        """Tell whether a document can be skipped in this check."""
        remembered = self.documents.get(document.id)
        if remembered is None:
            return False
        if document.moved_at is None:
            return self._is_resting(document, remembered) and not self._is_awaited(document)
        return self._is_still(document, remembered)

    def _is_resting(self, document: Document, remembered: DocumentHealth) -> bool:
        """Tell whether it was requested less than `rest_s` ago; without `rest_s`, never.

        The clock of an earlier check may be some seconds ahead of ours.
        """
        rested_s = (self.at - remembered.tried_at).total_seconds()
        return document.rest_s > 0 and rested_s < document.rest_s

    def _is_still(self, document: Document, remembered: DocumentHealth) -> bool:
        """Tell whether the index of a document reports no change.

        The index is not trusted forever: a publisher may forget to update it.
        """
        if remembered.failing_since is not None or self.is_overdue(remembered):
            return False
        return not self.asks_anew(document)

    def is_overdue(self, remembered: DocumentHealth) -> bool:
        """Tell whether a document must be read again regardless of its index."""
        return remembered.read_at is None or self.at - remembered.read_at >= REREAD_AFTER

    def ask(self, document: Document) -> Ask:
        """Build the request: unconditional, or only for changes since the last reading."""
        remembered = self.documents.get(document.id)
        if remembered is None or self.asks_anew(document) or self._is_due_whole(remembered):
            return Ask(target=document.target)
        hashes = (remembered.body_sha256, remembered.steady_hash)
        return Ask(
            target=document.target,
            validators=remembered.validators,
            seen=frozenset(digest for digest in hashes if digest),
        )

    def is_known(self, document: Document, page: Page) -> bool:
        """Tell whether a page was already judged: the same bytes, by the same rules."""
        remembered = self.documents.get(document.id)
        is_same = remembered is not None and remembered.body_sha256 == page.sha256
        return is_same and not self.asks_anew(document)

    def is_steady(self, document: Document, page: Page) -> bool:
        """Tell whether a page need not be read: it differs only in the parts that always change."""
        remembered = self.documents.get(document.id)
        if remembered is None or self._is_due_whole(remembered) or self.asks_anew(document):
            return False
        return page.steady_hash is not None and page.steady_hash == remembered.steady_hash

    def _is_due_whole(self, remembered: DocumentHealth) -> bool:
        """Tell whether the document must be fetched and read in full."""
        return remembered.whole_at is None or self.at - remembered.whole_at >= REREAD_AFTER


def memory_of(door: Door, state: SourceState, at: datetime) -> Memory:
    """Collect the stored state of an endpoint; state of another endpoint does not apply to it."""
    is_same = state.health.door == door.id
    memory = Memory(
        at=at,
        documents=state.health.documents if is_same else {},
        awaited=state.awaited | awaited_in(_holding(state)),
    )
    is_overdue = any(memory.is_overdue(document) for document in memory.documents.values())
    return replace(memory, is_listing_awaited=bool(state.health.absent) or is_overdue)


def _holding(state: SourceState) -> Mapping[str, Known]:
    """Return the records with a pending candidate, and possibly others."""
    if state.holding is None:
        return state.known
    return {code: state.known[code] for code in state.holding}


def awaited_in(known: Mapping[str, Known]) -> frozenset[str]:
    """Return destinations with a pending candidate that a repeated reading would confirm."""
    return frozenset(code for code, record in known.items() if awaits_repetition(record.held))


def due(documents: Iterable[Document], memory: Memory) -> tuple[Document, ...]:
    """Return the documents to request, the most likely news first.

    Documents that moved according to their index come first, then documents that were never
    read. The rest are ordered by their last request, oldest first. A document that the last
    check had no time for therefore comes early in the next one. A failing document waits its
    turn with the rest, so that it cannot starve the others.
    """
    wanted = [document for document in documents if not memory.is_settled(document)]
    return tuple(
        sorted(wanted, key=lambda document: _turn(document, memory.documents.get(document.id)))
    )


def _turn(document: Document, remembered: DocumentHealth | None) -> tuple[int, str, str]:
    if remembered is None:
        return 1, "", document.id
    moved_at = document.moved_at
    is_moved = moved_at is not None and moved_at != remembered.moved_at
    is_likely = is_moved and remembered.failing_since is None
    return 0 if is_likely else 2, remembered.tried_at.isoformat(), document.id
