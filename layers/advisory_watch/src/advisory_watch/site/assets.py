"""The style, the script and the icon: named for what is in them, so that all may be kept long."""

from functools import cache
from hashlib import sha256
from pathlib import Path

from advisory_watch.core.files import File

STATIC = Path(__file__).parent / "static"

HASH_CHARS = 10
"""Enough that two styles never share a name."""


@cache
def stylesheet() -> File:
    """Join the styles in the order of their names' numbers: what all pages share comes first."""
    parts = [path.read_text() for path in sorted(STATIC.glob("*.css"))]
    return named("site", "css", "\n".join(parts))


@cache
def script() -> File:
    """Return the one script, which no page needs in order to be read."""
    return named("site", "js", (STATIC / "site.js").read_text())


@cache
def icon() -> File:
    """Return the sign of the site, which browsers ask for anyway."""
    return named("icon", "svg", (STATIC / "icon.svg").read_text())


def named(name: str, kind: str, text: str) -> File:
    """Name a file for its content: whoever has one of that name has this one."""
    body = text.encode()
    return File(path=f"static/{name}.{sha256(body).hexdigest()[:HASH_CHARS]}.{kind}", body=body)
