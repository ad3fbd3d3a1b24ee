"""The site builder: which files the site has, and what each is made from."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from advisory_watch.core.chronicle import Chronicle, entries_of
from advisory_watch.core.dossiers import Dossier
from advisory_watch.core.files import File
from advisory_watch.core.overview import Overview
from advisory_watch.site.addresses import destination_feed
from advisory_watch.site.edition import Edition
from advisory_watch.site.feeds.atom import atom
from advisory_watch.site.feeds.cap import cap_files
from advisory_watch.site.feeds.changes import chronicle_files, read_chronicle
from advisory_watch.site.feeds.state import state_files
from advisory_watch.site.fixtures import fixture_files
from advisory_watch.site.front import front_files
from advisory_watch.site.story import story_files


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """Renders the site of one edition; the same values give the same bytes."""

    edition: Edition

    def overview(self, overview: Overview) -> Iterator[File]:
        """Render the current advice as data, and the front page last."""
        yield from state_files(overview)
        yield from front_files(overview, self.edition)

    def dossier(self, dossier: Dossier, at: datetime) -> Iterator[File]:
        """Render the page of a destination, the pages of its changes, and its feeds."""
        yield from story_files(dossier, self.edition, at)
        entries = entries_of(dossier, self.edition.title_of)
        yield from cap_files(entries, self.edition)
        name = entries[0].name if entries else dossier.destination
        path = destination_feed(dossier.destination)
        yield atom(path, f"Advisory Watch: {name}", entries, self.edition)

    def chronicle(self, chronicle: Chronicle) -> Iterator[File]:
        """Render the change log: as feeds, as tables, and as JSON for the next run."""
        return chronicle_files(chronicle, self.edition)

    def read_chronicle(self, body: bytes) -> Chronicle:
        """Parse `changes.json`. Raises `CorruptLedger`."""
        return read_chronicle(body)

    def fixtures(self) -> Iterator[File]:
        """Render files that no change affects: style, script and pages of fixed text."""
        return fixture_files(self.edition)
