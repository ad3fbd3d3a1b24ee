"""The pages of one destination, from the ledger to the shelf, and what came of it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from advisory_watch.app.ports import Ledger, Outbox
from advisory_watch.app.ports_site import Press, Shelf
from advisory_watch.core.chronicle import Entry, entries_of
from advisory_watch.core.corrections import with_corrections
from advisory_watch.core.dossiers import Dossier, Step, Told, steps_of
from advisory_watch.core.errors import LedgerError
from advisory_watch.core.sources import Source
from advisory_watch.core.versions import Known


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A file whose content is new."""

    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unprinted:
    """What the ledger could not give: the code of a destination, or the id of a source.

    What the site says of it stays as it was.
    """

    about: str
    error: LedgerError


Outcome = Written | Unprinted


def held_back(outcomes: Iterable[Outcome]) -> dict[str, Exception]:
    """Return what the ledger could not give, and why."""
    return {each.about: each.error for each in outcomes if isinstance(each, Unprinted)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """What came of one destination; `entries` are its lines of the chronicle."""

    destination: str
    written: tuple[str, ...] = ()
    entries: tuple[Entry, ...] = ()
    error: LedgerError | None = None

    @property
    def outcomes(self) -> Iterator[Outcome]:
        """Report it file by file."""
        yield from (Written(path=each) for each in self.written)
        if self.error is not None:
            yield Unprinted(about=self.destination, error=self.error)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """Prints the pages of destinations; `sources` are in the order in which they are shown."""

    ledger: Ledger
    outbox: Outbox
    shelf: Shelf
    press: Press
    sources: tuple[Source, ...]

    def of(self, destination: str, at: datetime) -> Printed:
        """Print one destination; half of what is said of it would mislead, so it is all or none."""
        try:
            dossier = self._dossier(destination)
        except LedgerError as error:
            return Printed(destination=destination, error=error)
        files = self.press.dossier(dossier, at) if dossier.told else ()
        return Printed(
            destination=destination,
            written=tuple(each.path for each in files if self.shelf.put(each)),
            entries=entries_of(dossier, self._title_of),
        )

    def _dossier(self, destination: str) -> Dossier:
        known = sorted(self.ledger.destinations(destination), key=self._place_of)
        told = tuple(Told(known=each, steps=self._steps(each)) for each in known)
        dossier = Dossier(destination=destination, told=told)
        asked = with_corrections(each.id for each in dossier.alerts)
        found = self.outbox.found(asked) if asked else {}
        return Dossier(destination=destination, told=told, found=found)

    def _steps(self, known: Known) -> tuple[Step, ...]:
        return steps_of(self.ledger.history(known.source, known.destination))

    def _place_of(self, known: Known) -> tuple[int, str]:
        """Sort sources as they are shown; those that are no longer registered come last."""
        places = {each.id: place for place, each in enumerate(self.sources)}
        return places.get(known.source, len(places)), known.source

    def _title_of(self, source_id: str) -> str:
        titles = {each.id: each.title for each in self.sources}
        return titles.get(source_id, source_id)
