"""Refuse addresses inside private networks, at the moment of connecting.

A name does not show where it leads. Its owner, or its DNS, may point it at this machine or at the
network around it. It may even lead to the service that gives out a cloud's credentials.

TLS and the `Host` header keep the name: a certificate is still checked against it. Behind the
operator's own proxy, the proxy resolves names, and the guard is not used for them.
"""

import socket
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any

from urllib3.util.connection import allowed_gai_family, create_connection

Address = IPv4Address | IPv6Address

_ALLOCATED = ip_network("2000::/3")
"""All of IPv6 that IANA has allocated as public addresses (RFC 4291, 2.4)."""

_NAT64 = IPv6Network("64:ff9b::/96")
"""The prefix with which a network without IPv4 writes an IPv4 address in 32 bits (RFC 6052)."""

_LOCAL = ("127.0.0.0/8", "::1", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7")
_PRIVATE = tuple(map(ip_network, _LOCAL))
"""This machine (RFC 1122, RFC 4291) and private networks (RFC 1918, RFC 4193)."""

_CLOUD_SERVICES = tuple(map(ip_network, ("fd00:ec2::/32", "fd20:ce::254", "168.63.129.16")))
"""Where AWS, Google and Azure serve their own machines, in addition to link-local addresses."""

_SPECIAL = tuple(
    ip_network(network)
    for network in (
        *("192.0.0.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24"),
        *("192.175.48.0/24", "2620:4f:8000::/48", "3fff::/20"),
    )
)
"""IANA's special-purpose addresses that `ipaddress` calls global: anycast, and new ones."""


def is_public(text: str) -> bool:
    """Return whether an address belongs to the public internet, and does not tunnel elsewhere."""
    address = _read(text)
    if address is not None and address in _NAT64:
        address = IPv4Address(int(address) & 0xFFFF_FFFF)
    if address is None or address.is_multicast or _is_cloud_service(address):
        return False
    if any(address in network for network in _SPECIAL):
        return False
    if isinstance(address, IPv4Address):
        return address.is_global
    is_tunnel = address.sixtofour is not None or address.teredo is not None
    return address in _ALLOCATED and address.is_global and not is_tunnel


def is_private(text: str) -> bool:
    """Return whether an address is on this machine, or in a private network of its owner."""
    address = _read(text)
    if address is None or _is_cloud_service(address):
        return False
    return any(address in network for network in _PRIVATE)


def _read(text: str) -> Address | None:
    try:
        return ip_address(text)
    except ValueError:
        return None


def _is_cloud_service(address: Address) -> bool:
    return any(address in network for network in _CLOUD_SERVICES)


Resolve = Callable[[str, int], Sequence[str]]
"""Resolves a name for a port: returns its addresses in the order in which to try them."""

Connect = Callable[..., socket.socket]
"""Connects to an address and port; urllib3's own function takes further options."""


class ForbiddenAddress(Exception):
    """A name leads to an address that is not allowed; no connection was opened."""


def resolve_host(host: str, port: int) -> Sequence[str]:
    """Resolve a name with the system resolver. Raises `OSError`, `UnicodeError`."""
    found = socket.getaddrinfo(host, port, allowed_gai_family(), socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(place[0]) for *_, place in found))


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressGuard:
    """Opens connections to public addresses only.

    `own_hosts` are hosts that the operator named: these may be on this machine or in a private
    network. No other name may be. No name at all may lead to a link-local address, where clouds
    keep their credentials.
    """

    resolve: Resolve = resolve_host
    connect: Connect = create_connection
    own_hosts: frozenset[str] = frozenset()
    monotonic: Callable[[], float] = time.monotonic

    def open(self, host: str, port: int, *, timeout: float, **options: Any) -> socket.socket:
        """Connect to the first address that answers; `timeout` is in seconds, for all of them.

        No name is resolved between the check of an address and the connection to it, so that DNS
        cannot change its answer in between. Raises `OSError`, `ForbiddenAddress`.
        """
        addresses = self.addresses(host, port)
        failure, ends_at = OSError("no address"), self.monotonic() + timeout
        for address in addresses:
            left_s = ends_at - self.monotonic()
            if left_s <= 0:
                break
            try:
                return self.connect((address, port), timeout=left_s, **options)
            except OSError as error:
                failure = error
        raise failure

    def addresses(self, host: str, port: int) -> Sequence[str]:
        """Resolve a name; a forbidden address rejects the whole answer: an honest one has none."""
        found = self.resolve(host, port)
        is_own = host.lower().rstrip(".") in self.own_hosts
        for address in found:
            if not (is_public(address) or (is_own and is_private(address))):
                raise ForbiddenAddress(_words(host, address))
        return found


def _words(host: str, address: str) -> str:
    words = f"expected a public address for {host}, found {address}"
    if is_private(address):
        return f"{words}; a door of your own may be nearby (ADVISORY_WATCH_DOOR_<SOURCE>_<DOOR>)"
    return words
