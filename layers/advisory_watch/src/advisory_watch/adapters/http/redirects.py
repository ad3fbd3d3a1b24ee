"""Decide where a request may go: the target's own host, and hosts that its source names."""

import re
from urllib.parse import SplitResult, urljoin, urlsplit

from advisory_watch.core.errors import Refused
from advisory_watch.core.page import Target

HOPS_MAX = 5
"""A publisher needs one or two (http to https, a moved page); more is a loop."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")

_DEFAULT_PORTS = {"http": 80, "https": 443}


def redact(url: str) -> str:
    """Return a URL for messages: without credentials, and without a query, which may hold a key."""
    try:
        parts = urlsplit(url)
        return f"{parts.scheme}://{_place(parts)}{parts.path}"
    except ValueError:
        return "a URL that cannot be read"


def without_credentials(url: str) -> str:
    """Return the URL with its `user:password@` taken out."""
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()


def host_of(url: str) -> str:
    """Return the host name in lower case, or an empty text if the URL is invalid."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def check_allowed(target: Target, url: str) -> None:
    """Raise `Refused` unless this is a web address on a host that the target allows.

    A port is allowed if it is the scheme's default, the target's, or named with the host
    (`localhost:8000`). An allowed host does not open every port that it listens on.
    """
    try:
        parts = urlsplit(url)
        is_web = parts.scheme in _DEFAULT_PORTS and bool(parts.hostname)
        is_allowed = is_web and (url == target.url or _is_near(target, _place(parts)))
    except ValueError:
        is_allowed = False
    if not is_allowed:
        hosts = ", ".join(sorted({host_of(target.url), *target.allowed_hosts}))
        raise Refused(target.source_id, f"expected an address on {hosts}, found {redact(url)}")


def _is_near(target: Target, place: str) -> bool:
    own = urlsplit(target.url)
    return place in {_place(own), own.hostname} or place in target.allowed_hosts


def next_url(target: Target, url: str, location: str | None) -> str:
    """Return the URL that a redirect leads to. Raises `Refused`."""
    if not location:
        raise Refused(
            target.source_id, f"expected a redirect with a Location from {redact(url)}, found none"
        )
    following = _joined(target, url, location)
    parts, shown = urlsplit(following), redact(following)
    if "@" in parts.netloc:
        raise Refused(target.source_id, f"{redact(url)} redirects to {shown} with credentials")
    if (urlsplit(url).scheme, parts.scheme) == ("https", "http"):
        raise Refused(target.source_id, f"expected to stay on https, found a redirect to {shown}")
    check_allowed(target, following)
    return following


def _joined(target: Target, url: str, location: str) -> str:
    """Resolve a Location against the URL that sent it. Raises `Refused`.

    A host is written in ASCII (RFC 3986, 3.2.2), and a URL holds no control characters. A client
    that parses such a URL differently would be sent to another place.
    """
    try:
        following = urljoin(url, location)
        is_plain = urlsplit(following).netloc.isascii() and not _CONTROL.search(location)
    except ValueError:
        is_plain = False
    if not is_plain:
        raise Refused(
            target.source_id, f"{redact(url)} redirects to an address that cannot be read"
        )
    return following


def _place(parts: SplitResult) -> str:
    """Return the host, with its port unless that is the scheme's default."""
    host = parts.hostname or ""
    if parts.port in (None, _DEFAULT_PORTS.get(parts.scheme)):
        return host
    return f"{host}:{parts.port}"
