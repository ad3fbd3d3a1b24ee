"""Decide where a request may go: the target's own host, and hosts that its source names."""

from urllib.parse import urljoin, urlsplit

from advisory_watch.core.errors import Refused
from advisory_watch.core.lazy_pattern import lazy_pattern
from advisory_watch.core.page import Target
from advisory_watch.core.url import PORTS, host_of, is_plain, place_of, redact

REDIRECTS = frozenset({301, 302, 303, 307, 308})
"""The statuses of an answer that leads elsewhere (RFC 9110, 15.4)."""

HOPS_MAX = 5
"""A publisher needs one or two (http to https, a moved page); more is a loop."""

_CONTROL = lazy_pattern(r"[\x00-\x1f\x7f]")


def check_allowed(target: Target, url: str) -> None:
    """Raise `Refused` unless this is a web address on a host that the target allows.

    A port is allowed if it is the scheme's default, the target's, or named with the host
    (`localhost:8000`). An allowed host does not open every port that it listens on.
    """
    if url == target.url and is_plain(url):
        return
    is_allowed = False
    try:
        parts, own = urlsplit(url), urlsplit(target.url)
        if parts.scheme in PORTS and parts.hostname:
            near = {place_of(own), own.hostname, *target.allowed_hosts}
            is_allowed = url == target.url or place_of(parts) in near
    except ValueError:
        pass
    if not is_allowed:
        hosts = ", ".join(sorted({host_of(target.url), *target.allowed_hosts}))
        raise Refused(target.source_id, f"expected an address on {hosts}, found {redact(url)}")


def next_url(target: Target, url: str, location: str | None) -> str:
    """Return the URL that a redirect leads to. Raises `Refused`.

    A host is written in ASCII (RFC 3986, 3.2.2), and a URL holds no control characters. A client
    that parses such a URL differently would be sent to another place.
    """
    if not location:
        words = f"expected a redirect with a Location from {redact(url)}, found none"
        raise Refused(target.source_id, words)
    try:
        following = urljoin(url, location)
        parts = urlsplit(following)
        is_clear = parts.netloc.isascii() and not _CONTROL.search(location)
    except ValueError:
        is_clear = False
    if not is_clear:
        words = f"{redact(url)} redirects to an address that cannot be read"
    elif "@" in parts.netloc:
        words = f"{redact(url)} redirects to {redact(following)} with credentials"
    elif url.startswith("https:") and parts.scheme == "http":
        words = f"expected to stay on https, found a redirect to {redact(following)}"
    else:
        check_allowed(target, following)
        return following
    raise Refused(target.source_id, words)
