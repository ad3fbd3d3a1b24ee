"""The style, the script and the icon, named by their content, so that browsers can cache them."""

from functools import cache
from hashlib import sha256
from pathlib import Path

from advisory_watch.core.files import File

STATIC = Path(__file__).parent / "static"

HASH_CHARS = 10
"""Long enough that two styles never have the same name."""


@cache
def stylesheet() -> File:
    """Join the style sheets in the order of their file names: shared rules come first."""
    parts = [path.read_text() for path in sorted(STATIC.glob("*.css"))]
    return named("site", "css", "\n".join(parts))


@cache
def script() -> File:
    """Return the only script; every page can be read without it."""
    return named("site", "js", (STATIC / "site.js").read_text())


@cache
def icon() -> File:
    """Return the icon of the site, which browsers request anyway."""
    return named("icon", "svg", (STATIC / "icon.svg").read_text())


def named(name: str, kind: str, text: str) -> File:
    """Name a file by the hash of its content, so that a cached copy is never outdated."""
    body = text.encode()
    return File(path=f"static/{name}.{sha256(body).hexdigest()[:HASH_CHARS]}.{kind}", body=body)
