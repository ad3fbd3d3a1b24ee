"""Build the pages of destinations, and bring the change log up to date."""

from collections import defaultdict
from collections.abc import Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from advisory_watch.app.ports import Ledger, Outbox
from advisory_watch.app.ports_site import SiteBuilder, SiteStorage
from advisory_watch.core.alert import with_corrections
from advisory_watch.core.change_log import ChangeLog, ChangeLogEntry, with_entries
from advisory_watch.core.errors import CorruptLedger, LedgerError, StaleVersion
from advisory_watch.core.messages.log_entry import build_entries
from advisory_watch.core.record import DestinationRecord
from advisory_watch.core.source import Source
from advisory_watch.core.views import DestinationHistory, SourceHistory, history_steps
from advisory_watch.core.web_file import WebFile


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFile:
    """A file whose content is new."""

    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreadableHistory:
    """A destination or source that the ledger could not read; its pages stay as they were."""

    about: str
    error: LedgerError


Outcome = NewFile | UnreadableHistory


def unreadable(outcomes: Iterable[Outcome]) -> dict[str, Exception]:
    """Return the errors of the ledger, by destination code or source id."""
    failures = (outcome for outcome in outcomes if isinstance(outcome, UnreadableHistory))
    return {failure.about: failure.error for failure in failures}


@dataclass(frozen=True, slots=True, kw_only=True)
class BuiltPages:
    """The result for one destination; `entries` are its entries in the change log."""

    destination: str
    written: tuple[str, ...] = ()
    entries: tuple[ChangeLogEntry, ...] = ()
    error: LedgerError | None = None

    @property
    def outcomes(self) -> Iterator[Outcome]:
        """Report the result file by file."""
        yield from (NewFile(path=file_path) for file_path in self.written)
        if self.error is not None:
            yield UnreadableHistory(about=self.destination, error=self.error)


@dataclass(frozen=True, slots=True, kw_only=True)
class PageBuilder:
    """Renders the pages of destinations; `sources` are in the order in which they are shown."""

    ledger: Ledger
    outbox: Outbox
    storage: SiteStorage
    site_builder: SiteBuilder
    sources: tuple[Source, ...]

    def of(self, destination: str, at: datetime) -> BuiltPages:
        """Render one destination, all pages or none: a half-updated set would mislead."""
        try:
            history = self._dossier(destination)
        except LedgerError as error:
            return BuiltPages(destination=destination, error=error)
        files = self.site_builder.render_destination(history, at) if history.histories else ()
        return BuiltPages(
            destination=destination,
            written=tuple(file.path for file in self.write(files)),
            entries=build_entries(history, self._title_of),
        )

    def write(self, files: Iterable[WebFile]) -> Iterator[NewFile]:
        """Write files, and report those whose content is new."""
        return (NewFile(path=file.path) for file in files if self.storage.put(file))

    def _dossier(self, destination: str) -> DestinationHistory:
        known = sorted(self.ledger.destinations(destination), key=self._place_of)
        histories = tuple(
            SourceHistory(
                record=record, steps=history_steps(self.ledger.history(record.source, destination))
            )
            for record in known
        )
        history = DestinationHistory(destination=destination, histories=histories)
        asked = with_corrections(alert.id for alert in history.alerts)
        found = self.outbox.found(asked) if asked else {}
        return DestinationHistory(destination=destination, histories=histories, found=found)

    def _place_of(self, record: DestinationRecord) -> tuple[int, str]:
        """Sort sources in display order; those that are no longer registered come last."""
        places = {source.id: place for place, source in enumerate(self.sources)}
        return places.get(record.source, len(places)), record.source

    def _title_of(self, source_id: str) -> str:
        titles = {source.id: source.title for source in self.sources}
        return titles.get(source_id, source_id)


CHRONICLE = "changes.json"
"""The change log as data: the site's own state between two runs."""

ATTEMPTS = 5
"""There are at most two publishers, so more lost attempts have another cause."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedChangeLog:
    """The stored change log; `change_log` is None if it is missing or cannot be parsed."""

    body: bytes | None
    change_log: ChangeLog | None


def load_change_log(
    pages: PageBuilder, earlier: PublishedChangeLog | None = None
) -> PublishedChangeLog:
    """Read the change log. One that is missing or cannot be parsed is rebuilt by the caller.

    If the stored content equals `earlier`, years of entries need not be parsed again.
    """
    body = pages.storage.get(CHRONICLE)
    if earlier is not None and earlier.body == body:
        return earlier
    try:
        change_log = None if body is None else pages.site_builder.read_change_log(body)
    except CorruptLedger:
        change_log = None
    return PublishedChangeLog(body=body, change_log=change_log)


def update_change_log(
    pages: PageBuilder,
    rendered: Mapping[str, BuiltPages],
    begun: PublishedChangeLog,
    at: datetime,
    *,
    is_whole: bool,
) -> Generator[Outcome, None, ChangeLog]:
    """Write the change log with the rendered entries, then the files made from it; return it.

    If no entry changed there is nothing to do, unless the whole site is wanted: that also repairs
    files which an interrupted run left outdated.

    `begun` is the change log before the ledger was read. A destination that another publisher wrote
    since is rendered again, because this version may be the older one. The files are written again
    if another publisher replaced the change log meanwhile.
    """
    latest = dict(rendered)
    for _ in range(ATTEMPTS):
        current = load_change_log(pages, begun)
        for code in sorted(_changed(begun, current) & latest.keys()):
            latest[code] = pages.of(code, at)
            yield from latest[code].outcomes
        begun, merged = current, _merged(current, latest)
        if merged == current.change_log and not is_whole:
            return merged
        files = {file.path: file for file in pages.site_builder.render_change_log(merged)}
        first = files.pop(CHRONICLE)
        if first.body != current.body:
            if not pages.storage.replace(first, current.body):
                continue
            yield NewFile(path=first.path)
        yield from pages.write(files.values())
        if pages.storage.get(CHRONICLE) == first.body:
            return merged
    raise StaleVersion(f"{CHRONICLE}: expected to write it alone, found others at it: try again")


def _changed(begun: PublishedChangeLog, current: PublishedChangeLog) -> set[str]:
    """Return the destinations whose entries changed."""
    if begun.body == current.body:
        return set()
    before, after = _by_destination(begun.change_log), _by_destination(current.change_log)
    return {code for code in before | after if before.get(code) != after.get(code)}


def _by_destination(change_log: ChangeLog | None) -> dict[str, list[ChangeLogEntry]]:
    entries: defaultdict[str, list[ChangeLogEntry]] = defaultdict(list)
    for entry in change_log.entries if change_log else ():
        entries[entry.destination].append(entry)
    return entries


def _merged(current: PublishedChangeLog, rendered: Mapping[str, BuiltPages]) -> ChangeLog:
    """Merge the rendered entries; a destination that could not be read keeps its old entries."""
    new = {code: result.entries for code, result in rendered.items() if result.error is None}
    return with_entries(current.change_log or ChangeLog(), new)
