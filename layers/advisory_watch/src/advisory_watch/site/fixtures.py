"""Files that no change affects: the style, the script, and the pages of fixed text."""

from collections.abc import Iterator

from advisory_watch.core.files import File
from advisory_watch.core.scales import Severity
from advisory_watch.site.assets import icon, script, stylesheet
from advisory_watch.site.edition import Edition
from advisory_watch.site.rendering import page


def fixture_files(edition: Edition) -> Iterator[File]:
    """Render them for one edition."""
    yield stylesheet()
    yield script()
    yield icon()
    for name in ("subscribe.html", "about.html", "404.html"):
        yield page(name, name, edition, severities=tuple(Severity))
