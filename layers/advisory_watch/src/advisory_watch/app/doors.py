"""Through which door a source is read: the first that answers with something plausible."""

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
    """What came through a door; `failures` are the doors before it, and why they failed."""

    gathered: Gathered
    failures: tuple[str, ...] = ()

    @property
    def reason(self) -> str:
        """Say what is worth knowing of how it went; empty where all went well."""
        blindness = self.gathered.blindness
        return "; ".join([*self.failures, *([blindness] if blindness else [])])


class NoDoor(SourceError):
    """Every door of a source failed; the message names each one and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Doors:
    """Opens the doors of a source in their order.

    What was not begun by `until` is left for the next check. Where there is a `handing`, the
    documents of a wide door are not asked for here, but handed on.
    """

    web: Web
    clock: Clock
    until: datetime | None
    handing: Handing | None = None

    def read(self, source: Source, state: SourceState) -> Answer:
        """Return the first plausible answer. Raises `NoDoor` where there is none."""
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
        """Read through another door about the destinations in doubt; None where none answers."""
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
        """Read what is due, or only what concerns some, and require the whole to be plausible.

        Raises `SourceError` where the index, or the only document, cannot be read.
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
            for each in taken:
                each.require_read()
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
    """Leave out what is known to be about others; nothing, where all are concerned."""
    for each in documents:
        if not concerned or not each.destinations or concerned & each.destinations:
            yield each
