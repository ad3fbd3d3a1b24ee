"""Decide where a request may go: the target's own host, and hosts that its source names."""

import re
from urllib.parse import urljoin, urlsplit

from advisory_watch.core.errors import Refused
from advisory_watch.core.page import Target
from advisory_watch.core.url import PORTS, host_of, is_plain, place_of, redact

HOPS_MAX = 5
"""A publisher needs one or two (http to https, a moved page); more is a loop."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def check_allowed(target: Target, url: str) -> None:
    """Raise `Refused` unless this is a web address on a host that the target allows.

    A port is allowed if it is the scheme's default, the target's, or named with the host
    (`localhost:8000`). An allowed host does not open every port that it listens on.
    """
    if url == target.url and is_plain(url):
        return
    try:
        parts = urlsplit(url)
        is_web = parts.scheme in PORTS and bool(parts.hostname)
        is_allowed = is_web and (url == target.url or _is_near(target, place_of(parts)))
    except ValueError:
        is_allowed = False
    if not is_allowed:
        hosts = ", ".join(sorted({host_of(target.url), *target.allowed_hosts}))
        raise Refused(target.source_id, f"expected an address on {hosts}, found {redact(url)}")


def _is_near(target: Target, place: str) -> bool:
    own = urlsplit(target.url)
    return place in {place_of(own), own.hostname} or place in target.allowed_hosts


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
