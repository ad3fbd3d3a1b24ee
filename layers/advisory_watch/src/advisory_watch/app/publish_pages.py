"""Render the pages of one destination from the ledger and store them."""

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
    """A destination code or a source id that the ledger could not read.

    Its pages on the site stay as they were.
    """

    about: str
    error: LedgerError


Outcome = Written | Unprinted


def held_back(outcomes: Iterable[Outcome]) -> dict[str, Exception]:
    """Return the errors of the ledger, by destination code or source id."""
    return {outcome.about: outcome.error for outcome in outcomes if isinstance(outcome, Unprinted)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """The result for one destination; `entries` are its entries in the change log."""

    destination: str
    written: tuple[str, ...] = ()
    entries: tuple[Entry, ...] = ()
    error: LedgerError | None = None

    @property
    def outcomes(self) -> Iterator[Outcome]:
        """Report the result file by file."""
        yield from (Written(path=file_path) for file_path in self.written)
        if self.error is not None:
            yield Unprinted(about=self.destination, error=self.error)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """Renders the pages of destinations; `sources` are in the order in which they are shown."""

    ledger: Ledger
    outbox: Outbox
    shelf: Shelf
    press: Press
    sources: tuple[Source, ...]

    def of(self, destination: str, at: datetime) -> Printed:
        """Render one destination, all pages or none: a half-updated set would mislead."""
        try:
            dossier = self._dossier(destination)
        except LedgerError as error:
            return Printed(destination=destination, error=error)
        files = self.press.dossier(dossier, at) if dossier.told else ()
        return Printed(
            destination=destination,
            written=tuple(file.path for file in files if self.shelf.put(file)),
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
        """Sort sources in display order; those that are no longer registered come last."""
        places = {source.id: place for place, source in enumerate(self.sources)}
        return places.get(known.source, len(places)), known.source

    def _title_of(self, source_id: str) -> str:
        titles = {source.id: source.title for source in self.sources}
        return titles.get(source_id, source_id)
