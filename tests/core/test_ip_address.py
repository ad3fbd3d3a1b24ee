"""Test which addresses are public, against the registries of IANA."""

from ipaddress import IPv4Address, IPv6Address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisory_watch.core.ip_address import is_private, is_public
from support.publishers.special_networks import NOT_FOR_US

NAT64 = ip_network("64:ff9b::/96")
"""Public if the IPv4 address in it is public."""


IN_A_NETWORK = st.sampled_from(NOT_FOR_US).flatmap(
    lambda network: st.ip_addresses(network=str(network))
)


INTERNAL = {
    "this machine": "127.0.0.1",
    "this machine by another number": "127.9.9.9",
    "this machine on Linux": "0.0.0.0",  # noqa: S104, refused
    "this machine in IPv6": "::1",
    "this machine in IPv6 on Linux": "::",
    "private": "10.0.0.7",
    "private, too": "172.31.255.255",
    "the router at home": "192.168.1.1",
    "behind a carrier's NAT": "100.64.0.1",
    "private in IPv6": "fd12:3456::1",
    "credentials of a cloud": "169.254.169.254",
    "credentials of a container": "169.254.170.2",
    "link-local": "169.254.1.1",
    "link-local in IPv6": "fe80::1%eth0",
    "site-local": "fec0::1",
    "credentials of a cloud in IPv6": "fd00:ec2::254",
    "a cloud's own service at a public address": "168.63.129.16",
    "multicast": "224.0.0.251",
    "multicast in IPv6": "ff02::1",
    "everybody": "255.255.255.255",
    "reserved": "240.0.0.1",
    "documentation": "192.0.2.1",
    "documentation in IPv6": "2001:db8::1",
    "benchmarks": "198.18.0.1",
    "IPv4 within IPv6": "::ffff:169.254.169.254",
    "IPv4 within IPv6, which no DNS needs": "::ffff:8.8.8.8",
    "IPv4 within IPv6, as it was once": "::127.0.0.1",
    "NAT64 to credentials": "64:ff9b::a9fe:a9fe",
    "NAT64 to this machine": "64:ff9b::7f00:1",
    "NAT64 of a private network": "64:ff9b:1::1",
    "6to4 to credentials": "2002:a9fe:a9fe::1",
    "Teredo": "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "a number": "2130706433",
    "octal": "0177.0.0.1",
    "hexadecimal": "0x7f.0.0.1",
    "a name": "travel.state.gov",
    "nothing": "",
}
"""Addresses in the network of the program's owner, or of no publisher, in many spellings."""


@pytest.mark.parametrize("address", INTERNAL.values(), ids=INTERNAL)
def test_an_internal_address_is_not_public(address: str) -> None:
    """Each of these belongs to the network of the program's owner, and to no publisher."""
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "151.101.1.69", "2606:4700::6810:84e5", "64:ff9b::808:808"]
)
def test_an_address_of_the_internet_is_public(address: str) -> None:
    """Publishers have such addresses; behind NAT64, IPv4 is written as IPv6."""
    assert is_public(address)


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "10.1.2.3", "192.168.1.9", "fd12::9"])
def test_a_mirror_may_be_nearby(address: str) -> None:
    """An operator's mirror is on this machine, or in the same network."""
    assert is_private(address)


@pytest.mark.parametrize(
    "address",
    ["169.254.169.254", "fe80::1", "fd00:ec2::254", "fd20:ce::254", "0.0.0.0", "::", "224.0.0.1"],  # noqa: S104, refused
)
def test_a_mirror_is_never_where_credentials_are(address: str) -> None:
    """No operator has a reason to read advice there, but an attacker may have one."""
    assert not is_private(address)
    assert not is_public(address)


@given(IN_A_NETWORK.filter(lambda address: address not in NAT64))
def test_nothing_in_a_special_network_is_public(address: IPv4Address | IPv6Address) -> None:
    """The registry of the interpreter may be older than ours, or be read differently."""
    assert not is_public(str(address))


@given(st.one_of(st.ip_addresses(), IN_A_NETWORK))
def test_a_nearby_address_is_never_public(address: IPv4Address | IPv6Address) -> None:
    """If an address were both, it could be requested without the operator's permission."""
    text = str(address)
    assert not (is_private(text) and is_public(text))
