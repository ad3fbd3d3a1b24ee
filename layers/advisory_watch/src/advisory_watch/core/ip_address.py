"""Which IP addresses are public, by the registries of IANA, and which are nearby."""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any

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
