"""Build the files of the site."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from advisory_watch.core.advisory import Severity
from advisory_watch.core.change_log import ChangeLog, SiteSnapshot
from advisory_watch.core.messages.log_entry import build_entries
from advisory_watch.core.views import DestinationHistory
from advisory_watch.core.web_file import WebFile
from advisory_watch.site.destination_page import render_destination_pages
from advisory_watch.site.feeds import read_change_log, render_change_log, render_state
from advisory_watch.site.feeds.atom import render_atom
from advisory_watch.site.feeds.cap import render_cap_messages
from advisory_watch.site.front_page import render_front_page
from advisory_watch.site.rendering.config import SiteConfig, destination_feed
from advisory_watch.site.rendering.environment import read_static_files, render_page


@dataclass(frozen=True, slots=True, kw_only=True)
class StaticSiteBuilder:
    """Implement `SiteBuilder` for one configuration."""

    config: SiteConfig

    def render_front_page(self, site_snapshot: SiteSnapshot) -> Iterator[WebFile]:
        """Render the current advice as data, and the front page last."""
        yield from render_state(site_snapshot)
        yield from render_front_page(site_snapshot, self.config)

    def render_destination(self, history: DestinationHistory, at: datetime) -> Iterator[WebFile]:
        """Render the page of a destination, the pages of its changes, and its feeds."""
        yield from render_destination_pages(history, self.config, at)
        entries = build_entries(history, self.config.title_of)
        yield from render_cap_messages(entries, self.config)
        name = entries[0].name if entries else history.destination
        path = destination_feed(history.destination)
        yield render_atom(path, f"Advisory Watch: {name}", entries, self.config)

    def render_change_log(self, change_log: ChangeLog) -> Iterator[WebFile]:
        """Render the change log: as feeds, as tables, and as JSON for the next run."""
        return render_change_log(change_log, self.config)

    def read_change_log(self, body: bytes) -> ChangeLog:
        """Parse `changes.json`. Raises `CorruptLedger`."""
        return read_change_log(body)

    def render_static_files(self) -> Iterator[WebFile]:
        """Render files that no change affects: style, script and pages of fixed text."""
        yield from read_static_files().values()
        for name in ("subscribe.html", "about.html", "404.html"):
            yield render_page(name, name, self.config, severities=tuple(Severity))
