"""Publish: the site is made of the ledger and of nothing else, and can be made anew at any time.

Pages are written before the lists that link to them. What is written again without a change is
not written: a quiet day leaves the shelf alone, but for how fresh each source is.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from advisory_watch.app.ports import Clock, Ledger, Outbox
from advisory_watch.app.ports_site import Press, Shelf
from advisory_watch.app.publish_chronicle import Standing, chronicled, standing, written
from advisory_watch.app.publish_pages import Outcome, Pages, Printed, Unprinted
from advisory_watch.core.chronicle import Chronicle
from advisory_watch.core.errors import LedgerError
from advisory_watch.core.overview import Overview
from advisory_watch.core.sources import Source
from advisory_watch.core.state import SourceState

Spread = Callable[[Iterable[str], datetime], Iterable[Printed]]
"""Prints many destinations, perhaps side by side."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Publisher:
    """Writes the site; `spread` prints many destinations faster than one after another.

    `sources` are in the order in which they are shown.
    """

    ledger: Ledger
    outbox: Outbox
    shelf: Shelf
    press: Press
    sources: tuple[Source, ...]
    clock: Clock
    spread: Spread | None = None

    @property
    def pages(self) -> Pages:
        """What prints a single destination."""
        return Pages(
            ledger=self.ledger,
            outbox=self.outbox,
            shelf=self.shelf,
            press=self.press,
            sources=self.sources,
        )

    def whole(self) -> Iterator[Outcome]:
        """Write every page: also what no doorbell rang for, and what a new program words anew."""
        at, begun = self.clock(), standing(self.pages)
        told = {each.destination for each in begun.chronicle.entries} if begun.chronicle else set()
        said = {code for state in self._looked()[0] for code in state.known}
        spread = self.spread or self.one_by_one
        yield from self._written(sorted(said | told), begun, at, spread, is_whole=True)

    def touched(self, destinations: Iterable[str]) -> Iterator[Outcome]:
        """Write what changes with some destinations; all, where there is no site to go on from."""
        begun = standing(self.pages)
        if begun.chronicle is None:
            yield from self.whole()
            return
        codes = dict.fromkeys(destinations)
        yield from self._written(codes, begun, self.clock(), self.one_by_one, is_whole=False)

    def overview(self) -> Iterator[Outcome]:
        """Write the front page: how fresh each source is; all, where there is no site."""
        chronicle = standing(self.pages).chronicle
        if chronicle is None:
            yield from self.whole()
            return
        yield from written(self.pages, self.press.fixtures())
        yield from self._front(chronicle, self.clock())

    def destinations_of(self, alert_ids: Iterable[str]) -> Mapping[str, str]:
        """Tell which destination each alert is about; news about a source is about none."""
        asked = tuple(alert_ids)
        found = self.outbox.found(asked) if asked else {}
        return {each.id: each.destination for each in found.values() if each.destination}

    def one_by_one(self, codes: Iterable[str], at: datetime) -> Iterator[Printed]:
        """Print destinations one after another: a `Spread` without any haste."""
        pages = self.pages
        return (pages.of(code, at) for code in codes)

    def _written(
        self,
        codes: Iterable[str],
        begun: Standing,
        at: datetime,
        spread: Spread,
        *,
        is_whole: bool,
    ) -> Iterator[Outcome]:
        """Write styles, then pages, then what links to them."""
        yield from written(self.pages, self.press.fixtures())
        printed: dict[str, Printed] = {}
        for each in spread(codes, at):
            printed[each.destination] = each
            yield from each.outcomes
        chronicle = yield from chronicled(self.pages, printed, begun, at, is_whole=is_whole)
        yield from self._front(chronicle, at)

    def _front(self, chronicle: Chronicle, at: datetime) -> Iterator[Outcome]:
        states, lost = self._looked()
        yield from (Unprinted(about=source, error=error) for source, error in lost)
        said = tuple((source, str(error)) for source, error in lost)
        front = Overview(at=at, states=states, chronicle=chronicle, lost=said)
        yield from written(self.pages, self.press.overview(front))

    def _looked(self) -> tuple[tuple[SourceState, ...], tuple[tuple[str, LedgerError], ...]]:
        """Read what every source says; one that the ledger cannot give holds up no other."""
        states: list[SourceState] = []
        lost: list[tuple[str, LedgerError]] = []
        for source in self.sources:
            try:
                states.append(self.ledger.state(source.id))
            except LedgerError as error:
                lost.append((source.id, error))
        return tuple(states), tuple(lost)
