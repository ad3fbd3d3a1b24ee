"""Paths of the pages of the site, which never change once published.

All links between pages are relative, so that the site works below any path, and from a folder.
`root` is the relative path from a page to the root of the site.
"""

FRONT = "index.html"


def destination_page(code: str) -> str:
    """Return the path of a destination's page: `d/kw.html`."""
    return f"d/{code.lower()}.html"


def destination_feed(code: str) -> str:
    """Return the path of a destination's Atom feed: `d/kw.atom`."""
    return f"d/{code.lower()}.atom"


def change_page(alert_id: str) -> str:
    """Return the path of an alert's page: `c/37c1a420d6842886.html`.

    Emails and SMS carry it, so it is short and permanent.
    """
    return f"c/{alert_id}.html"


def cap_file(alert_id: str) -> str:
    """Return the path of an alert, or a correction, in the Common Alerting Protocol."""
    return f"c/{alert_id}.cap.xml"


def root(path: str) -> str:
    """Return the relative path to the root: `../` from `d/kw.html`, empty for the front page."""
    return "../" * path.count("/")


def history_page(code: str, source: str, year: str = "") -> str:
    """Return the path of a source's versions: `h/kw-us_state.html`, plus the year for old ones."""
    return f"h/{code.lower()}-{source}{'-' if year else ''}{year}.html"
