"""Decide which addresses may be requested: the public internet, and an operator's own hosts.

A name does not show where it leads. Its owner, or its DNS, may point it at this machine or at the
network around it. It may even lead to the service that gives out a cloud's credentials.
"""

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network

Address = IPv4Address | IPv6Address

_GIVEN_OUT = ip_network("2000::/3")
"""All of IPv6 that IANA has allocated as public addresses (RFC 4291, 2.4)."""

_NAT64 = IPv6Network("64:ff9b::/96")
"""The prefix with which a network without IPv4 writes an IPv4 address in 32 bits (RFC 6052)."""

_NEARBY = tuple(
    map(
        ip_network,
        ("127.0.0.0/8", "::1", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"),
    )
)
"""This machine (RFC 1122, RFC 4291) and private networks (RFC 1918, RFC 4193)."""

_SERVICES_OF_CLOUDS = tuple(map(ip_network, ("fd00:ec2::/32", "fd20:ce::254", "168.63.129.16")))
"""Where AWS, Google and Azure serve their own machines, in addition to link-local addresses."""


def is_public(text: str) -> bool:
    """Return whether an address belongs to the public internet, and does not tunnel elsewhere."""
    address = _read(text)
    if address is not None and address in _NAT64:
        address = IPv4Address(int(address) & 0xFFFF_FFFF)
    if address is None or address.is_multicast or _is_of_cloud(address):
        return False
    if isinstance(address, IPv4Address):
        return address.is_global
    is_tunnel = address.sixtofour is not None or address.teredo is not None
    return address in _GIVEN_OUT and address.is_global and not is_tunnel


def is_nearby(text: str) -> bool:
    """Return whether an address is on this machine, or in a private network of its owner."""
    address = _read(text)
    if address is None or _is_of_cloud(address):
        return False
    return any(address in network for network in _NEARBY)


def _read(text: str) -> Address | None:
    """Parse an address; return None if it is not one."""
    try:
        return ip_address(text)
    except ValueError:
        return None


def _is_of_cloud(address: Address) -> bool:
    return any(address in network for network in _SERVICES_OF_CLOUDS)
