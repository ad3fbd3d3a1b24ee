"""Build the files of the site."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from advisory_watch.core.advisory import Severity
from advisory_watch.core.change_log import ChangeLog, SiteSnapshot
from advisory_watch.core.messages.log_entry import build_entries
from advisory_watch.core.views import DestinationHistory
from advisory_watch.core.web_file import WebFile
from advisory_watch.site.destination_page import destination_files
from advisory_watch.site.feeds import chronicle_files, read_chronicle, state_files
from advisory_watch.site.feeds.atom import atom
from advisory_watch.site.feeds.cap import cap_files
from advisory_watch.site.front_page import front_page_files
from advisory_watch.site.rendering.config import SiteConfig, destination_feed
from advisory_watch.site.rendering.environment import icon, page, script, stylesheet


def fixture_files(config: SiteConfig) -> Iterator[WebFile]:
    """Render them for one edition."""
    yield stylesheet()
    yield script()
    yield icon()
    for name in ("subscribe.html", "about.html", "404.html"):
        yield page(name, name, config, severities=tuple(Severity))


@dataclass(frozen=True, slots=True, kw_only=True)
class StaticSiteBuilder:
    """Renders the site of one edition; the same values give the same bytes."""

    config: SiteConfig

    def front_page(self, site_snapshot: SiteSnapshot) -> Iterator[WebFile]:
        """Render the current advice as data, and the front page last."""
        yield from state_files(site_snapshot)
        yield from front_page_files(site_snapshot, self.config)

    def history(self, history: DestinationHistory, at: datetime) -> Iterator[WebFile]:
        """Render the page of a destination, the pages of its changes, and its feeds."""
        yield from destination_files(history, self.config, at)
        entries = build_entries(history, self.config.title_of)
        yield from cap_files(entries, self.config)
        name = entries[0].name if entries else history.destination
        path = destination_feed(history.destination)
        yield atom(path, f"Advisory Watch: {name}", entries, self.config)

    def change_log(self, change_log: ChangeLog) -> Iterator[WebFile]:
        """Render the change log: as feeds, as tables, and as JSON for the next run."""
        return chronicle_files(change_log, self.config)

    def read_chronicle(self, body: bytes) -> ChangeLog:
        """Parse `changes.json`. Raises `CorruptLedger`."""
        return read_chronicle(body)

    def fixtures(self) -> Iterator[WebFile]:
        """Render files that no change affects: style, script and pages of fixed text."""
        return fixture_files(self.config)
