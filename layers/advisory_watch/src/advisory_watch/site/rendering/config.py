"""The configuration of a site: its owner, base address, and the addresses of its pages.

All links between pages are relative, so that the site works below any path, and from a folder.
"""

from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from advisory_watch.core.source import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteConfig:
    """The owner's settings of a site.

    `sources` are the registered ones, in display order. `base_url` is the public URL without a last
    slash. If it is empty the site is only a folder, and feeds have no URL of their own.
    `evidence_url` is the public URL of the archive, empty if the archive is private; it may be
    relative to the root of the site.

    `has_alerts` is set if email, SMS and queues can be subscribed to. `contact` says in the owner's
    words where to ask for that, or is empty. `banner` is shown at the top of every page, such as a
    note that the world shown is invented.
    """

    sources: tuple[Source, ...]
    base_url: str = ""
    evidence_url: str = ""
    has_alerts: bool = False
    contact: str = ""
    banner: str = ""

    def title_of(self, source_id: str) -> str:
        """Return the short title of a source, or its id if it is no longer registered."""
        titles = {source.id: source.title for source in self.sources}
        return titles.get(source_id, source_id)


FRONT = "index.html"
COMPARISON = "compare.html"

CHECKED_STYLE = "checked.css"
"""The times of the last checks, for every page; rewritten by every check."""

CAP_FEED = "cap.atom"
"""The CAP messages in force, of all destinations."""

LEVELS = "levels.geojson"
"""The present levels, as outlines."""

LEVEL_POINTS = "levels-points.geojson"
"""The present levels, as points."""

CHANGE_POINTS = "changes.geojson"
"""The changes of the last days, as points."""

DESTINATION_LIST = "destinations.js"
"""The names for the search; rewritten if a destination appears."""


def destination_page(code: str) -> str:
    """Return the path of a destination's page: `d/kw.html`."""
    return f"d/{code.lower()}.html"


def destination_feed(code: str) -> str:
    """Return the path of a destination's Atom feed: `d/kw.atom`."""
    return f"d/{code.lower()}.atom"


def destination_cap_feed(code: str) -> str:
    """Return the path of a destination's feed of CAP messages: `d/kw.cap.atom`."""
    return f"d/{code.lower()}.cap.atom"


def change_page(alert_id: str) -> str:
    """Return the path of an alert's page, short and permanent because emails and SMS carry it."""
    return f"c/{alert_id}.html"


def cap_file(alert_id: str) -> str:
    """Return the path of an alert, or a correction, in the Common Alerting Protocol."""
    return f"c/{alert_id}.cap.xml"


def history_page(code: str, source: str, year: str = "") -> str:
    """Return the path of a source's versions: `h/kw-us_state.html`, plus the year for old ones."""
    return f"h/{code.lower()}-{source}{'-' if year else ''}{year}.html"


def path_to_root(path: str) -> str:
    """Return the relative path to the root: `../` from `d/kw.html`, empty for the front page."""
    return "../" * path.count("/")


UNCODED = "%/:?#&=+,;@!$'()*~"
"""Characters that need no encoding in a URL (RFC 3986); all others are percent-encoded."""


def encode_web_url(url: str | None) -> str:
    """Return an http or https URL, percent-encoded; an empty text for any other."""
    try:
        parts = urlsplit(url or "")
    except ValueError:  # an unbalanced bracket
        return ""
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        return ""
    return quote(url or "", safe=UNCODED, errors="replace")
