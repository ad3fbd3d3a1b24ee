"""Which documents of a door are asked for, in which order, and how: anew, or `has it changed?`."""

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
"""How long we believe whatever says that a document did not move: its index, HTTP 304, or that
what is steady of a page is the same. Then all of it is asked for and read.

Once a day for two hundred small documents is no burden, and bounds what a slip can hide."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """What earlier checks know of the documents of one door.

    `awaited` are destinations of which the same words said again would mean something:
    a candidate waits for it. `is_listing_awaited` is set where something was missing from
    the listing, and the time for calling it withdrawn runs. `at` is the present moment.
    """

    at: datetime
    documents: Mapping[str, DocumentHealth] = field(default_factory=dict)
    awaited: frozenset[str] = frozenset()
    is_listing_awaited: bool = False

    def asks_anew(self, document: Document) -> bool:
        """Tell whether a document is judged even where it says what it said last time."""
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
        """Tell whether a document need not be asked for in this check."""
        remembered = self.documents.get(document.id)
        if remembered is None:
            return False
        if document.moved_at is None:
            return self._is_resting(document, remembered) and not self._is_awaited(document)
        return self._is_still(document, remembered)

    def _is_resting(self, document: Document, remembered: DocumentHealth) -> bool:
        """Tell whether it was asked for too recently; one that needs no rest never was.

        The clock of an earlier check may be some seconds ahead of ours.
        """
        rested_s = (self.at - remembered.tried_at).total_seconds()
        return document.rest_s > 0 and rested_s < document.rest_s

    def _is_still(self, document: Document, remembered: DocumentHealth) -> bool:
        """Tell whether its index says that there is nothing new in a document.

        It is not believed for ever: whoever publishes may forget to say it.
        """
        if remembered.failing_since is not None or self.is_overdue(remembered):
            return False
        return not self.asks_anew(document)

    def is_overdue(self, remembered: DocumentHealth) -> bool:
        """Tell whether a document is to be read again whatever its index says."""
        return remembered.read_at is None or self.at - remembered.read_at >= REREAD_AFTER

    def ask(self, document: Document) -> Ask:
        """Ask for a document: anew, or only for what changed since the last reading."""
        remembered = self.documents.get(document.id)
        if remembered is None or self.asks_anew(document) or self._is_due_whole(remembered):
            return Ask(target=document.target)
        hashes = (remembered.body_sha256, remembered.steady_hash)
        return Ask(
            target=document.target,
            validators=remembered.validators,
            seen=frozenset(each for each in hashes if each),
        )

    def is_known(self, document: Document, page: Page) -> bool:
        """Tell whether a page need not be judged: these very bytes were, by these rules."""
        remembered = self.documents.get(document.id)
        is_same = remembered is not None and remembered.body_sha256 == page.sha256
        return is_same and not self.asks_anew(document)

    def is_steady(self, document: Document, page: Page) -> bool:
        """Tell whether a page need not be read: it differs only where every visit does."""
        remembered = self.documents.get(document.id)
        if remembered is None or self._is_due_whole(remembered) or self.asks_anew(document):
            return False
        return page.steady_hash is not None and page.steady_hash == remembered.steady_hash

    def _is_due_whole(self, remembered: DocumentHealth) -> bool:
        """Tell whether nothing short of all its bytes will do."""
        return remembered.whole_at is None or self.at - remembered.whole_at >= REREAD_AFTER


def memory_of(door: Door, state: SourceState, at: datetime) -> Memory:
    """Gather what is remembered of a door; what another door was asked with says nothing of it."""
    is_same = state.health.door == door.id
    memory = Memory(
        at=at,
        documents=state.health.documents if is_same else {},
        awaited=state.awaited | awaited_in(_holding(state)),
    )
    is_overdue = any(memory.is_overdue(each) for each in memory.documents.values())
    return replace(memory, is_listing_awaited=bool(state.health.absent) or is_overdue)


def _holding(state: SourceState) -> Mapping[str, Known]:
    """Return at least what is known of those destinations that hold a candidate."""
    if state.holding is None:
        return state.known
    return {code: state.known[code] for code in state.holding}


def awaited_in(known: Mapping[str, Known]) -> frozenset[str]:
    """Return the destinations of which the same words said again would mean something."""
    return frozenset(code for code, each in known.items() if awaits_repetition(each.held))


def due(documents: Iterable[Document], memory: Memory) -> tuple[Document, ...]:
    """Return what to ask for, the likeliest news first.

    First what its index says has moved, then what was never read, then the rest by how
    long ago it was asked for: whatever there was no time for comes first in the next
    check. What fails waits its turn with the rest, so that it cannot starve the others.
    """
    wanted = [each for each in documents if not memory.is_settled(each)]
    return tuple(sorted(wanted, key=lambda each: _turn(each, memory.documents.get(each.id))))


def _turn(document: Document, remembered: DocumentHealth | None) -> tuple[int, str, str]:
    if remembered is None:
        return 1, "", document.id
    moved_at = document.moved_at
    is_moved = moved_at is not None and moved_at != remembered.moved_at
    is_likely = is_moved and remembered.failing_since is None
    return 0 if is_likely else 2, remembered.tried_at.isoformat(), document.id
