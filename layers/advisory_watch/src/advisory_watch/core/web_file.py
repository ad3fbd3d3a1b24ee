"""Files of the public site, with their content types and cache lifetimes."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class WebFile:
    """One file.

    `path` is relative to the root of the site, with slashes: `c/37c1a420d6842886.html`.
    """

    path: str
    body: bytes = field(repr=False)


CONTENT_TYPES = {
    "/feed.json": "application/feed+json",
    ".cap.xml": "application/cap+xml",
    ".atom": "application/atom+xml",
    ".css": "text/css; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".geojson": "application/geo+json",
    ".gz": "application/warc",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
}
"""Media types by file name suffix, longer suffixes first; archived pages end in `.warc.gz`."""

SECURITY_HEADERS = {
    "Access-Control-Allow-Origin": "*",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
"""The same headers that the distribution in site.yaml sends.

Any other site may read what is public, such as a map that shows `levels.geojson`.
"""

SOON = "public, max-age=60"
"""A reader sees a change one minute after it was written."""

FOR_EVER = "public, max-age=31536000, immutable"
"""A file with the hash of its content in its name never changes."""


def content_type(path: str) -> str:
    """Return the media type of a file by its name."""
    ends = (kind for end, kind in CONTENT_TYPES.items() if f"/{path}".endswith(end))
    return next(ends, "application/octet-stream")


def cache_control(path: str) -> str:
    """Return the `Cache-Control` header of a file."""
    is_named_by_content = path.startswith("static/") and path.count(".") > 1
    return FOR_EVER if is_named_by_content else SOON
