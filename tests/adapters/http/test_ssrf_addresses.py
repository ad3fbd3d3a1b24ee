"""Test which addresses may be requested, against the registries of IANA."""

from ipaddress import IPv4Address, IPv6Address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisory_watch.adapters.http import AddressGuard, new_session
from advisory_watch.adapters.http.ssrf import is_private, is_public
from advisory_watch.core.errors import Refused, Unreachable
from advisory_watch.core.page import Validators
from support.publishers.http_publisher import Site, an_answer
from support.publishers.http_reader import BOTH_WAYS, FakeTime, Reader, a_target

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
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.31.196.0/24",
            "192.52.193.0/24",
            "192.88.99.0/24",
            "192.175.48.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/4",
            "240.0.0.0/4",
            "::/8",
            "100::/64",
            "100:0:0:1::/64",
            "2001::/32",
            "2001:2::/48",
            "2001:10::/28",
            "2001:db8::/32",
            "2002::/16",
            "2620:4f:8000::/48",
            "3fff::/20",
            "5f00::/16",
            "fc00::/7",
            "fe80::/10",
            "fec0::/10",
            "ff00::/8",
        ),
    )
)
"""IANA's registries of special-purpose addresses and of multicast, as a second opinion."""

EMBEDDED = ("::ffff:127.0.0.1", "::ffff:a9fe:a9fe", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe")
"""IPv4 addresses of this machine and of credentials, within IPv6."""

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


@BOTH_WAYS
@pytest.mark.parametrize("network", [*map(str, NOT_FOR_US), *EMBEDDED])
def test_no_engine_connects_into_a_special_network(site: Site, many: int, network: str) -> None:
    """A name may lead into any of them, by its first and by its last address."""
    first, last = ip_network(network)[0], ip_network(network)[-1]
    for address in (str(first), str(last)):
        reader = a_reader(site, address, many)
        with pytest.raises(Refused, match="expected a public address"):
            reader.web.fetch(a_target(site.url("/feed", host="mirror.example")), Validators())


@BOTH_WAYS
@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0177.0.0.1",
        "0x7f.0.0.1",
        "0x7f000001",
        "0",
        "localhost",
    ],
)
def test_no_engine_connects_to_this_machine_by_its_spelling(
    site: Site, many: int, host: str
) -> None:
    """Resolvers read numbers in many forms, and so do libraries."""
    gate = AddressGuard()
    session = new_session("https://example.org/watch", gate)
    session.trust_env = False
    reader = Reader(site=site, session=session, gate=gate, time=FakeTime(), many=many)
    site.play("/feed", an_answer(b"<rss/>"))
    with pytest.raises((Refused, Unreachable)):
        reader.web.fetch(a_target(site.url("/feed", host=host)), Validators())
    assert site.asked == []


def a_reader(site: Site, address: str, many: int) -> Reader:
    """Return a reader whose DNS leads every name to one address, and which must not connect."""
    gate = AddressGuard(
        resolve=lambda *_: [address], connect=lambda *_, **_more: pytest.fail("used")
    )
    session = new_session("https://example.org/watch", gate)
    session.trust_env = False
    return Reader(site=site, session=session, gate=gate, time=FakeTime(), many=many)
