"""Test which addresses may be requested, against the registries of IANA."""

from ipaddress import IPv4Address, IPv6Address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisory_watch.adapters.http.ssrf import is_private, is_public

NOT_FOR_US = tuple(
    map(
        ip_network,
        (
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.2.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/4",
            "240.0.0.0/4",
            "::/8",
            "100::/64",
            "2001::/32",
            "2001:db8::/32",
            "2002::/16",
            "fc00::/7",
            "fe80::/10",
            "fec0::/10",
            "ff00::/8",
        ),
    )
)
"""IANA's registries of special-purpose addresses and of multicast, as a second opinion."""

NAT64 = ip_network("64:ff9b::/96")
"""Public if the IPv4 address in it is public."""

IN_A_NETWORK = st.sampled_from(NOT_FOR_US).flatmap(
    lambda network: st.ip_addresses(network=str(network))
)


@pytest.mark.parametrize(
    "address",
    [
        pytest.param("127.0.0.1", id="this machine"),
        pytest.param("127.9.9.9", id="this machine by another number"),
        pytest.param("0.0.0.0", id="this machine on Linux"),  # noqa: S104, refused
        pytest.param("::1", id="this machine in IPv6"),
        pytest.param("::", id="this machine in IPv6 on Linux"),
        pytest.param("10.0.0.7", id="private"),
        pytest.param("172.31.255.255", id="private"),
        pytest.param("192.168.1.1", id="the router at home"),
        pytest.param("100.64.0.1", id="behind a carrier's NAT"),
        pytest.param("fd12:3456::1", id="private in IPv6"),
        pytest.param("169.254.169.254", id="credentials of a cloud"),
        pytest.param("169.254.170.2", id="credentials of a container"),
        pytest.param("169.254.1.1", id="link-local"),
        pytest.param("fe80::1%eth0", id="link-local in IPv6"),
        pytest.param("fec0::1", id="site-local"),
        pytest.param("fd00:ec2::254", id="credentials of a cloud in IPv6"),
        pytest.param("168.63.129.16", id="a cloud's own service at a public address"),
        pytest.param("224.0.0.251", id="multicast"),
        pytest.param("ff02::1", id="multicast in IPv6"),
        pytest.param("255.255.255.255", id="everybody"),
        pytest.param("240.0.0.1", id="reserved"),
        pytest.param("192.0.2.1", id="documentation"),
        pytest.param("2001:db8::1", id="documentation in IPv6"),
        pytest.param("198.18.0.1", id="benchmarks"),
        pytest.param("::ffff:169.254.169.254", id="IPv4 within IPv6"),
        pytest.param("::ffff:8.8.8.8", id="IPv4 within IPv6, which no DNS needs"),
        pytest.param("::127.0.0.1", id="IPv4 within IPv6, as it was once"),
        pytest.param("64:ff9b::a9fe:a9fe", id="NAT64 to credentials"),
        pytest.param("64:ff9b::7f00:1", id="NAT64 to this machine"),
        pytest.param("64:ff9b:1::1", id="NAT64 of a private network"),
        pytest.param("2002:a9fe:a9fe::1", id="6to4 to credentials"),
        pytest.param("2001:0:4136:e378:8000:63bf:3fff:fdd2", id="Teredo"),
        pytest.param("2130706433", id="a number"),
        pytest.param("0177.0.0.1", id="octal"),
        pytest.param("0x7f.0.0.1", id="hexadecimal"),
        pytest.param("travel.state.gov", id="a name"),
        pytest.param("", id="nothing"),
    ],
)
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
