"""Where each page of the site stands: addresses that are never taken back.

All links between pages are relative, so that the site works below any path, and from a
folder: `root` is what leads from a page to the root of the site.
"""

FRONT = "index.html"


def destination_page(code: str) -> str:
    """Return where the page of a destination stands: `d/kw.html`."""
    return f"d/{code.lower()}.html"


def destination_feed(code: str) -> str:
    """Return where the Atom feed of a destination stands: `d/kw.atom`."""
    return f"d/{code.lower()}.atom"


def change_page(alert_id: str) -> str:
    """Return where the page of an alert stands: `c/37c1a420d6842886.html`.

    Emails and SMS carry it, so it is short, and stays.
    """
    return f"c/{alert_id}.html"


def cap_file(alert_id: str) -> str:
    """Return where an alert, or a correction, stands in the Common Alerting Protocol."""
    return f"c/{alert_id}.cap.xml"


def root(path: str) -> str:
    """Return what leads from a page to the root: `../` from `d/kw.html`, nothing from the front."""
    return "../" * path.count("/")


def history_page(code: str, source: str, year: str = "") -> str:
    """Return where all versions of a source stand: `h/kw-us_state.html`, older years apart."""
    return f"h/{code.lower()}-{source}{'-' if year else ''}{year}.html"
