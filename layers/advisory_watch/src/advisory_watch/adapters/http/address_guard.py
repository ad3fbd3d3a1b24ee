"""Refuse addresses inside private networks, at the moment of connecting (SSRF).

A name does not show where it leads. Its owner, or its DNS, may point it at this machine, at the
network around it, or at the service that gives out a cloud's credentials. TLS and the `Host` header
keep the name. A proxy of the operator resolves names itself, and the guard is not used for it.
"""

import os
import socket
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from advisory_watch.core.ip_address import is_private, is_public


class ForbiddenAddress(Exception):
    """A name leads to an address that is not allowed; no connection was opened."""


class NotConnected(OSError):
    """A host could not be connected to, or is another party; the cause says why."""


def resolve_host(host: str, port: int) -> Sequence[str]:
    """Resolve a name with the system resolver. Raises `OSError`, `UnicodeError`."""
    found = socket.getaddrinfo(_as_bytes(host), port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(place[0]) for *_, place in found))


def connect_to(place: tuple[str, int], timeout: float) -> socket.socket:
    """Connect to an address and port within some seconds. Raises `OSError`."""
    address, port = place
    ascii_place = (_as_bytes(address), port)
    return socket.create_connection(ascii_place, timeout=timeout)  # type: ignore[arg-type] # bytes


def _as_bytes(host: str) -> bytes | str:
    """Return a name in ASCII as bytes: for text, Python loads the tables of other alphabets."""
    return host.encode() if host.isascii() else host


def proxy_of(url: str) -> str | None:
    """Return the URL of the proxy that the environment puts before a URL; it may hold a secret.

    What reads the environment takes long to load; macOS and Windows also have settings elsewhere.
    """
    names = {name.lower() for name in os.environ if name.lower().endswith("_proxy")}
    if not names - {"no_proxy"} and sys.platform not in {"darwin", "win32"}:
        return None
    from urllib.request import getproxies, proxy_bypass  # noqa: PLC0415

    parts, proxies = urlsplit(url), getproxies()
    proxy = proxies.get(parts.scheme) or proxies.get("all")
    return None if not proxy or proxy_bypass(parts.hostname or "") else proxy


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressGuard:
    """Opens connections to public addresses only.

    `own_hosts` are hosts that the operator named: these may be on this machine or in a private
    network. No name at all may lead to a link-local address, where clouds keep their credentials.
    `resolve` returns the addresses of a name, in the order in which `connect` tries them.
    """

    resolve: Callable[[str, int], Sequence[str]] = resolve_host
    connect: Callable[..., socket.socket] = connect_to
    own_hosts: frozenset[str] = frozenset()
    monotonic: Callable[[], float] = time.monotonic

    def open(
        self, host: str, port: int, *, timeout: float, is_proxy: bool = False
    ) -> socket.socket:
        """Connect to the first address that answers; `timeout` is in seconds, for all of them.

        No name is resolved between the check of an address and the connection to it, so that DNS
        cannot change its answer in between. Raises `NotConnected`, `ForbiddenAddress`.
        """
        find = self.resolve if is_proxy else self.addresses
        ends_at, failure = self.monotonic() + timeout, OSError(0, "no address for the name")
        try:
            for address in find(host, port):
                if (left_s := ends_at - self.monotonic()) <= 0:
                    break
                try:
                    return self.connect((address, port), timeout=left_s)
                except OSError as error:
                    failure = error
        except (OSError, UnicodeError) as error:
            raise NotConnected from error
        raise NotConnected from failure

    def addresses(self, host: str, port: int) -> Sequence[str]:
        """Resolve a name; a forbidden address rejects the whole answer: an honest one has none."""
        found = self.resolve(host, port)
        is_own = host.lower().rstrip(".") in self.own_hosts
        for address in found:
            if is_public(address) or (is_own and is_private(address)):
                continue
            words = f"expected a public address for {host}, found {address}"
            if is_private(address):
                words += "; a door of your own may be nearby (ADVISORY_WATCH_DOOR_<SOURCE>_<DOOR>)"
            raise ForbiddenAddress(words)
        return found
