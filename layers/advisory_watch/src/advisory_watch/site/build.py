"""Build the files of the site."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from advisory_watch.core.advisory import Severity
from advisory_watch.core.change_log import ChangeLog, SiteSnapshot
from advisory_watch.core.messages.log_entry import build_entries
from advisory_watch.core.views import DestinationHistory
from advisory_watch.core.web_file import WebFile
from advisory_watch.site.destination_page import name_history, render_destination_pages
from advisory_watch.site.feeds import read_change_log, render_change_log, render_state
from advisory_watch.site.feeds.atom import NEVER_UPDATED, FeedHead, render_atom
from advisory_watch.site.feeds.cap import render_cap_messages
from advisory_watch.site.feeds.cap_feed import render_cap_feed
from advisory_watch.site.feeds.geojson import render_change_points, render_levels
from advisory_watch.site.front_page import render_front_page
from advisory_watch.site.rendering.config import (
    SiteConfig,
    destination_cap_feed,
    destination_feed,
    destination_page,
)
from advisory_watch.site.rendering.environment import (
    read_published_files,
    read_static_files,
    render_page,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class StaticSiteBuilder:
    """Implement `SiteBuilder` for one configuration."""

    config: SiteConfig

    def render_front_page(self, site_snapshot: SiteSnapshot) -> Iterator[WebFile]:
        """Render the current advice as data and for maps, and the front page last."""
        yield from render_state(site_snapshot)
        yield from render_levels(site_snapshot, self.config)
        yield render_change_points(site_snapshot, self.config)
        yield from render_front_page(site_snapshot, self.config)

    def render_destination(self, history: DestinationHistory, at: datetime) -> Iterator[WebFile]:
        """Render the page of a destination, the pages of its changes, and its feeds."""
        yield from render_destination_pages(history, self.config, at)
        entries = build_entries(history, self.config.title_of)
        advisories = {alert.id: alert.after for alert in history.alerts if alert.after}
        yield from render_cap_messages(entries, self.config, advisories)
        code = history.destination
        head = _feed_head(history, destination_feed(code), "changes of travel advice")
        yield render_atom(head, entries, self.config)
        head = _feed_head(history, destination_cap_feed(code), "travel advice as CAP messages")
        yield render_cap_feed(head, entries, self.config)

    def render_change_log(self, change_log: ChangeLog) -> Iterator[WebFile]:
        """Render the change log: as feeds, as tables, and as JSON for the next run."""
        return render_change_log(change_log, self.config)

    def read_change_log(self, body: bytes) -> ChangeLog:
        """Parse `changes.json`. Raises `CorruptLedger`."""
        return read_change_log(body)

    def render_static_files(self) -> Iterator[WebFile]:
        """Render files that no change affects: style, script, schemas, pages of fixed text."""
        yield from read_static_files().values()
        yield from read_published_files()
        for name in ("subscribe.html", "about.html", "404.html"):
            yield render_page(
                name,
                name,
                self.config,
                severities=tuple(Severity),
                is_address=_is_address(self.config.contact),
            )


def _feed_head(history: DestinationHistory, path: str, content: str) -> FeedHead:
    """Describe a feed of a destination; before its first change, it began with the first read."""
    steps = (step for source in history.histories for step in source.steps)
    return FeedHead(
        path=path,
        title=f"{name_history(history)}: {content} – Advisory Watch",
        page=destination_page(history.destination),
        begun_at=min((step.version.decided_at for step in steps), default=NEVER_UPDATED),
    )


def _is_address(contact: str) -> bool:
    """Tell whether a contact is an email address, to which a link can be written."""
    return re.fullmatch(r"[\w.+-]+@[\w-]+(\.[\w-]+)+", contact) is not None
