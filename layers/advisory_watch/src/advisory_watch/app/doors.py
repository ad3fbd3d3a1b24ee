"""Read a source through the first of its endpoints that gives a plausible answer."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from advisory_watch.app.asking import Asking, list_strictly, out_of_time
from advisory_watch.app.gathered import Gathered
from advisory_watch.app.handing import Handing
from advisory_watch.app.ports import Clock, Web
from advisory_watch.core.errors import SourceError
from advisory_watch.core.planning import Memory, due, memory_of
from advisory_watch.core.sources import Document, Door, Source
from advisory_watch.core.state import SourceState
from advisory_watch.core.versions import Known


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The content of one endpoint; `failures` are the endpoints before it, with reasons."""

    gathered: Gathered
    failures: tuple[str, ...] = ()

    @property
    def reason(self) -> str:
        """Earlier failures and unreadable documents, in words; empty if there were none."""
        blindness = self.gathered.blindness
        return "; ".join([*self.failures, *([blindness] if blindness else [])])


class NoDoor(SourceError):
    """Every endpoint of a source failed; the message names each endpoint and its reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Doors:
    """Tries the endpoints of a source in their order.

    Requests that have not begun by `until` are left to the next check. With a `handing`, the
    documents of a large endpoint are handed on instead of fetched here.
    """

    web: Web
    clock: Clock
    until: datetime | None
    handing: Handing | None = None

    def read(self, source: Source, state: SourceState) -> Answer:
        """Return the first plausible answer. Raises `NoDoor` if every endpoint fails."""
        failures: list[str] = []
        for door in source.doors:
            try:
                memory = memory_of(door, state, self.clock())
                gathered = self._gather(source, door, memory, state.known)
            except SourceError as error:
                failures.append(f"{door.id}: {error.reason}")
            else:
                return Answer(gathered=gathered, failures=tuple(failures))
        raise NoDoor(source.id, "; ".join(failures))

    def second(
        self, source: Source, first: str, known: Mapping[str, Known], doubted: frozenset[str]
    ) -> Gathered | None:
        """Read the destinations in doubt through another endpoint.

        Returns None if no other endpoint answers.
        """
        for door in source.doors:
            if door.id == first:
                continue
            try:
                return self._gather(source, door, Memory(at=self.clock()), known, doubted)
            except SourceError:
                continue
        return None

    def _gather(
        self,
        source: Source,
        door: Door,
        memory: Memory,
        known: Mapping[str, Known],
        concerned: frozenset[str] = frozenset(),
    ) -> Gathered:
        """Read the documents that are due, or only those about `concerned`, and check plausibility.

        Raises `SourceError` if the index, or the only document, cannot be read.
        """
        gathered = self._open(door, memory, concerned)
        if gathered.reading is not None:
            source.shape.require_plausible(gathered.reading, known, source.expected)
        return gathered

    def _open(self, door: Door, memory: Memory, concerned: frozenset[str]) -> Gathered:
        asking = Asking(web=self.web, clock=self.clock, until=self.until)
        index = asking.ask_index(door, memory) if door.has_index else None
        if index is not None and index.page is None:
            return Gathered(door=door, remembered=memory.documents, index=index)
        listing = list_strictly(door, index.page if index else None)
        if self.handing is not None and not concerned and self.handing.is_for(door, listing):
            handed = self.handing.hand(door, listing, memory.awaited)
            return Gathered(
                door=door,
                remembered=memory.documents,
                listing=listing,
                index=index,
                handed=handed,
            )
        wanted = tuple(_about(concerned, due(listing.documents, memory)))
        taken = tuple(asking.ask(door, wanted, memory))
        if not door.has_many:
            for result in taken:
                result.require_read()
        if wanted and not taken:
            raise out_of_time(door)
        return Gathered(
            door=door,
            remembered=memory.documents,
            listing=listing,
            index=index,
            taken=taken,
            deferred=len(wanted) - len(taken),
            concerned=concerned,
        )


def _about(concerned: frozenset[str], documents: Iterable[Document]) -> Iterable[Document]:
    """Skip documents that are about other destinations only; skip none if `concerned` is empty."""
    for document in documents:
        if not concerned or not document.destinations or concerned & document.destinations:
            yield document
