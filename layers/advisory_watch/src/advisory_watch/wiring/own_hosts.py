"""Hosts that the operator configured: a mirror, or a test server on this machine."""

from collections.abc import Mapping
from urllib.parse import urlsplit

DOOR_PREFIX = "ADVISORY_WATCH_DOOR_"

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
"""This machine, which needs no delay between two requests."""


def named_hosts(environment: Mapping[str, str]) -> frozenset[str]:
    """Return the hosts of all replaced endpoint URLs, in the form that `Gate` compares."""
    urls = (url for name, url in environment.items() if name.startswith(DOOR_PREFIX))
    return frozenset(host.rstrip(".") for host in map(host_of, urls) if host)


def host_of(url: str) -> str | None:
    """Return the host of an http or https URL, in lower case; None for any other text."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return parts.hostname if parts.scheme in ("http", "https") else None
