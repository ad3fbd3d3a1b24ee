"""Publish the site. It is built from the ledger alone and can be rebuilt at any time.

Pages are written before the lists that link to them. Unchanged files are not written. On a quiet
day only the freshness of each source is updated.
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
"""Renders many destinations, possibly in parallel."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Publisher:
    """Writes the site.

    `sources` are in the order in which they are shown. `spread` renders many destinations in
    parallel; without it they are rendered one by one.
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
        """The renderer of single destinations."""
        return Pages(
            ledger=self.ledger,
            outbox=self.outbox,
            shelf=self.shelf,
            press=self.press,
            sources=self.sources,
        )

    def whole(self) -> Iterator[Outcome]:
        """Write every page.

        This includes pages that no stream trigger asked for, and pages whose wording changed with a
        new release.
        """
        at, begun = self.clock(), standing(self.pages)
        logged = (
            {entry.destination for entry in begun.chronicle.entries} if begun.chronicle else set()
        )
        recorded = {code for state in self._looked()[0] for code in state.known}
        spread = self.spread or self.one_by_one
        yield from self._written(sorted(recorded | logged), begun, at, spread, is_whole=True)

    def touched(self, destinations: Iterable[str]) -> Iterator[Outcome]:
        """Write the pages of some destinations; write all pages if there is no site yet."""
        begun = standing(self.pages)
        if begun.chronicle is None:
            yield from self.whole()
            return
        codes = dict.fromkeys(destinations)
        yield from self._written(codes, begun, self.clock(), self.one_by_one, is_whole=False)

    def overview(self) -> Iterator[Outcome]:
        """Write the front page with the freshness of each source; write all if there is no site."""
        chronicle = standing(self.pages).chronicle
        if chronicle is None:
            yield from self.whole()
            return
        yield from written(self.pages, self.press.fixtures())
        yield from self._front(chronicle, self.clock())

    def destinations_of(self, alert_ids: Iterable[str]) -> Mapping[str, str]:
        """Map alert ids to destinations; alerts about a source have no destination."""
        asked = tuple(alert_ids)
        found = self.outbox.found(asked) if asked else {}
        return {alert.id: alert.destination for alert in found.values() if alert.destination}

    def one_by_one(self, codes: Iterable[str], at: datetime) -> Iterator[Printed]:
        """Render destinations one by one: the sequential `Spread`."""
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
        """Write styles, then pages, then the lists that link to them."""
        yield from written(self.pages, self.press.fixtures())
        printed: dict[str, Printed] = {}
        for result in spread(codes, at):
            printed[result.destination] = result
            yield from result.outcomes
        chronicle = yield from chronicled(self.pages, printed, begun, at, is_whole=is_whole)
        yield from self._front(chronicle, at)

    def _front(self, chronicle: Chronicle, at: datetime) -> Iterator[Outcome]:
        states, lost = self._looked()
        yield from (Unprinted(about=source, error=error) for source, error in lost)
        reasons = tuple((source, str(error)) for source, error in lost)
        front = Overview(at=at, states=states, chronicle=chronicle, lost=reasons)
        yield from written(self.pages, self.press.overview(front))

    def _looked(self) -> tuple[tuple[SourceState, ...], tuple[tuple[str, LedgerError], ...]]:
        """Read the state of every source; an unreadable source does not affect the others."""
        states: list[SourceState] = []
        lost: list[tuple[str, LedgerError]] = []
        for source in self.sources:
            try:
                states.append(self.ledger.state(source.id))
            except LedgerError as error:
                lost.append((source.id, error))
        return tuple(states), tuple(lost)
