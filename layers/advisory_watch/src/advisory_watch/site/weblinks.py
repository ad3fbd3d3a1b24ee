"""Publishers' links, as far as they lead to the web: one could be a script, or no link at all."""

from urllib.parse import quote, urlsplit

UNCODED = "%/:?#&=+,;@!$'()*~"
"""What may stand in an address as it is (RFC 3986); all else is written in hexadecimal."""


def web(url: str | None) -> str:
    """Return an address that leads to the web, nothing for any other."""
    try:
        parts = urlsplit(url or "")
    except ValueError:  # a bracket that opens no address
        return ""
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        return ""
    return quote(url or "", safe=UNCODED, errors="replace")
