"""Publish the site. It is built from the ledger alone and can be rebuilt at any time.

Pages are written before the lists that link to them. Unchanged files are not written. On a quiet
day only the freshness of each source is updated.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from advisory_watch.app.ports import Clock
from advisory_watch.app.publish_pages import (
    BuiltPages,
    Outcome,
    PageBuilder,
    PublishedChangeLog,
    UnreadableHistory,
    load_change_log,
    update_change_log,
)
from advisory_watch.core.change_log import ChangeLog, SiteSnapshot
from advisory_watch.core.damaged_records import require_readable
from advisory_watch.core.errors import LedgerError
from advisory_watch.core.source_state import SourceState

Spread = Callable[[Iterable[str], datetime], Iterable[BuiltPages]]
"""Renders many destinations, possibly in parallel."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishSite:
    """Writes the site.

    `spread` renders many destinations in parallel; without it they are rendered one by one.
    """

    pages: PageBuilder
    clock: Clock
    spread: Spread | None = None

    def whole(self) -> Iterator[Outcome]:
        """Write every page.

        This includes pages that no stream trigger asked for, and pages whose wording changed with a
        new release.
        """
        at, begun = self.clock(), load_change_log(self.pages)
        entries = begun.change_log.entries if begun.change_log else ()
        logged = {entry.destination for entry in entries}
        recorded = {code for state in self._states()[0] for code in state.records}
        spread = self.spread or self.one_by_one
        yield from self._written(sorted(recorded | logged), begun, at, spread, is_whole=True)

    def touched(self, destinations: Iterable[str]) -> Iterator[Outcome]:
        """Write the pages of some destinations; write all pages if there is no site yet."""
        begun = load_change_log(self.pages)
        if begun.change_log is None:
            yield from self.whole()
            return
        codes = dict.fromkeys(destinations)
        yield from self._written(codes, begun, self.clock(), self.one_by_one, is_whole=False)

    def front_page(self) -> Iterator[Outcome]:
        """Write the front page with the freshness of each source; write all if there is no site."""
        change_log = load_change_log(self.pages).change_log
        if change_log is None:
            yield from self.whole()
            return
        yield from self.pages.write(self.pages.site_builder.render_static_files())
        yield from self._front(change_log, self.clock())

    def destinations_of(self, alert_ids: Iterable[str]) -> Mapping[str, str]:
        """Map alert ids to destinations; alerts about a source have no destination."""
        asked = tuple(alert_ids)
        found = self.pages.outbox.found(asked) if asked else {}
        return {alert.id: alert.destination for alert in found.values() if alert.destination}

    def one_by_one(self, codes: Iterable[str], at: datetime) -> Iterator[BuiltPages]:
        """Render destinations one by one: the sequential `Spread`."""
        return (self.pages.of(code, at) for code in codes)

    def _written(
        self,
        codes: Iterable[str],
        begun: PublishedChangeLog,
        at: datetime,
        spread: Spread,
        *,
        is_whole: bool,
    ) -> Iterator[Outcome]:
        """Write styles, then pages, then the lists that link to them."""
        yield from self.pages.write(self.pages.site_builder.render_static_files())
        printed: dict[str, BuiltPages] = {}
        for result in spread(codes, at):
            printed[result.destination] = result
            yield from result.outcomes
        change_log = yield from update_change_log(self.pages, printed, begun, at, is_whole=is_whole)
        yield from self._front(change_log, at)

    def _front(self, change_log: ChangeLog, at: datetime) -> Iterator[Outcome]:
        states, lost = self._states()
        yield from (UnreadableHistory(about=source, error=error) for source, error in lost)
        reasons = tuple((source, str(error)) for source, error in lost)
        front = SiteSnapshot(at=at, states=states, change_log=change_log, lost=reasons)
        yield from self.pages.write(self.pages.site_builder.render_front_page(front))

    def _states(self) -> tuple[tuple[SourceState, ...], tuple[tuple[str, LedgerError], ...]]:
        """Read the state of every source; an unreadable source does not affect the others."""
        states: list[SourceState] = []
        lost: list[tuple[str, LedgerError]] = []
        for source in self.pages.sources:
            try:
                state = self.pages.ledger.state(source.id)
                states.append(state)
                require_readable(state)
            except LedgerError as error:
                lost.append((source.id, error))
        return tuple(states), tuple(lost)
