"""Filter for publishers' links: one could be a script, or no link at all."""

from urllib.parse import quote, urlsplit

UNCODED = "%/:?#&=+,;@!$'()*~"
"""Characters that need no encoding in a URL (RFC 3986); all others are percent-encoded."""


def web(url: str | None) -> str:
    """Return an http or https URL, percent-encoded; an empty text for any other."""
    try:
        parts = urlsplit(url or "")
    except ValueError:  # an unbalanced bracket
        return ""
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        return ""
    return quote(url or "", safe=UNCODED, errors="replace")
