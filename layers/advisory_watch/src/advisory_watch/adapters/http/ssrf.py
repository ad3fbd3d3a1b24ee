"""Refuse addresses inside private networks, at the moment of connecting.

A name does not show where it leads. Its owner, or its DNS, may point it at this machine, at the
network around it, or at the service that gives out a cloud's credentials. TLS and the `Host` header
keep the name. The operator's own proxy resolves names itself, and the guard is not used for it.
"""

import socket
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any

from urllib3.util.connection import allowed_gai_family, create_connection

_ALLOCATED = ip_network("2000::/3")
"""All of IPv6 that IANA has allocated as public addresses (RFC 4291, 2.4)."""

_NAT64 = ip_network("64:ff9b::/96")
"""The prefix with which a network without IPv4 writes an IPv4 address in 32 bits (RFC 6052)."""

_LOCAL = ("127.0.0.0/8", "::1", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7")
_PRIVATE = tuple(map(ip_network, _LOCAL))
"""This machine (RFC 1122, RFC 4291) and private networks (RFC 1918, RFC 4193)."""

_CLOUD_SERVICES = tuple(map(ip_network, ("fd00:ec2::/32", "fd20:ce::254", "168.63.129.16")))
"""Where AWS, Google and Azure serve their own machines, in addition to link-local addresses."""

_SPECIAL = (
    *("192.0.0.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.175.48.0/24"),
    *("224.0.0.0/4", "2001::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20"),
)
_REFUSED = (*map(ip_network, _SPECIAL), *_CLOUD_SERVICES)
"""What `ipaddress` may call global: IANA's anycast, multicast, tunnels and new networks."""


def is_public(text: str) -> bool:
    """Return whether an address belongs to the public internet, and does not tunnel elsewhere."""
    address = _read(text)
    if address is not None and address in _NAT64:
        address = IPv4Address(int(address) & 0xFFFF_FFFF)
    if address is None or not address.is_global or _is_in(_REFUSED, address):
        return False
    return isinstance(address, IPv4Address) or address in _ALLOCATED


def is_private(text: str) -> bool:
    """Return whether an address is on this machine, or in a private network of its owner."""
    address = _read(text)
    return (
        address is not None and _is_in(_PRIVATE, address) and not _is_in(_CLOUD_SERVICES, address)
    )


def _read(text: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(text)
    except ValueError:
        return None


def _is_in(networks: Sequence[Any], address: IPv4Address | IPv6Address) -> bool:
    return any(address in network for network in networks)


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
    network. No name at all may lead to a link-local address, where clouds keep their credentials.
    `resolve` returns the addresses of a name, in the order in which `connect` tries them.
    """

    resolve: Callable[[str, int], Sequence[str]] = resolve_host
    connect: Callable[..., socket.socket] = create_connection
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
            if is_public(address) or (is_own and is_private(address)):
                continue
            words = f"expected a public address for {host}, found {address}"
            if is_private(address):
                words += "; a door of your own may be nearby (ADVISORY_WATCH_DOOR_<SOURCE>_<DOOR>)"
            raise ForbiddenAddress(words)
        return found
