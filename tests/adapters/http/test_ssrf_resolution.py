"""Test that a name is resolved once, checked, and connected to as checked; DNS is faked."""

import socket
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st
from requests import RequestException

from advisory_watch.adapters.http import AddressGuard
from advisory_watch.adapters.http.address_guard import (
    ForbiddenAddress,
    NotConnected,
    resolve_host,
)
from advisory_watch.adapters.http.requests_engine import new_session
from advisory_watch.core.errors import Refused, Unreachable
from advisory_watch.core.ip_address import is_private, is_public
from advisory_watch.core.page import Page
from advisory_watch.core.redirects import next_url
from support.publishers.http_publisher import Site, a_redirect, an_answer
from support.publishers.http_reader import BOTH_WAYS, FakeTime, Reader, a_target, fetch_one

FEED = b"<rss/>"
MIRROR = "mirror.example"
HERE, CREDENTIALS, ROUTER = "127.0.0.1", "169.254.169.254", "192.168.1.1"


@dataclass(slots=True)
class Names:
    """A DNS with given answers, one after the other; the last one repeats."""

    answers: list[Sequence[str]]
    asked: list[str] = field(default_factory=list)

    def __call__(self, host: str, _port: int) -> Sequence[str]:
        """Answer, and remember the requested name."""
        self.asked.append(host)
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@dataclass(slots=True)
class Wires:
    """Connections that are recorded and then refused."""

    tried: list[str] = field(default_factory=list)

    def __call__(self, place: tuple[str, int], **_options: object) -> socket.socket:
        """Record the address."""
        self.tried.append(place[0])
        raise ConnectionRefusedError


def a_reader(site: Site, names: Names, many: int, *own_hosts: str) -> Reader:
    """Return a reader that uses those names, and may use those hosts nearby."""
    gate = AddressGuard(resolve=names, own_hosts=frozenset(own_hosts))
    return Reader(site=site, gate=gate, time=FakeTime(), many=many)


def fetch(reader: Reader, *hosts: str) -> object:
    """Fetch the feed from the mirror, which may redirect to other hosts."""
    named = frozenset(f"{host}:{reader.site.server_port}" for host in hosts)
    url = reader.site.url("/feed", host=MIRROR)
    return fetch_one(reader.web, a_target(url, hosts=named))


@BOTH_WAYS
def test_the_mirror_of_an_operator_may_be_on_this_machine(site: Site, many: int) -> None:
    """The operator who sets an endpoint's URL has chosen its host; the host keeps its name."""
    site.play("/feed", an_answer(FEED))
    names = Names([[HERE]])
    page = fetch(a_reader(site, names, many, MIRROR))
    assert isinstance(page, Page)
    assert page.body == FEED
    assert site.asked[0].headers["host"] == f"{MIRROR}:{site.server_port}"
    assert names.asked == [MIRROR]


@BOTH_WAYS
@pytest.mark.parametrize("address", [HERE, ROUTER, "::1", "fd12::1"])
def test_a_host_that_was_not_configured_is_not_used_nearby(
    site: Site, many: int, address: str
) -> None:
    """The owner of a publisher's DNS must not reach our owner's network through us."""
    site.play("/feed", an_answer(FEED))
    with pytest.raises(Refused, match=r"public address for mirror\.example, found .*DOOR"):
        fetch(a_reader(site, Names([[address]]), many))
    assert site.asked == []


@BOTH_WAYS
@pytest.mark.parametrize("address", [CREDENTIALS, "fd00:ec2::254", "fe80::1%lo", "0.0.0.0"])  # noqa: S104, refused
def test_even_a_configured_host_is_not_used_for_credentials(
    site: Site, many: int, address: str
) -> None:
    """The services of a cloud give the permissions of a function to any client."""
    with pytest.raises(Refused, match="public address") as caught:
        fetch(a_reader(site, Names([[address]]), many, MIRROR))
    assert "DOOR" not in str(caught.value)


@BOTH_WAYS
def test_a_redirect_is_checked_by_its_resolved_address(site: Site, many: int) -> None:
    """The second host of a publisher can be taken over as well as the first."""
    site.play("/feed", a_redirect(site.url("/feed", host="second.example")))
    names = Names([[HERE], [CREDENTIALS]])
    with pytest.raises(Refused, match=r"second\.example, found 169\.254\.169\.254"):
        fetch(a_reader(site, names, many, MIRROR), "second.example")
    assert len(site.asked) == 1


@BOTH_WAYS
def test_a_redirect_to_the_same_name_is_checked_again(site: Site, many: int) -> None:
    """DNS that changes its answer between two requests (rebinding) must gain nothing."""
    site.play("/feed", a_redirect("/again"))
    names = Names([[HERE], [CREDENTIALS]])
    with pytest.raises(Refused, match=r"found 169\.254\.169\.254"):
        fetch(a_reader(site, names, many, MIRROR))
    assert [request.path for request in site.asked] == ["/feed"]


@BOTH_WAYS
def test_a_name_is_resolved_once_for_a_connection(site: Site, many: int) -> None:
    """Between check and connection, DNS could change its answer."""
    site.play("/feed", an_answer(FEED))
    names = Names([[HERE], [CREDENTIALS]])
    assert isinstance(fetch(a_reader(site, names, many, MIRROR)), Page)
    assert names.asked == [MIRROR]


def test_one_forbidden_address_rejects_the_whole_answer() -> None:
    """An attacker adds an internal address to an honest one, and closes the honest port."""
    wires = Wires()
    gate = AddressGuard(resolve=Names([["8.8.8.8", ROUTER]]), connect=wires)
    with pytest.raises(ForbiddenAddress, match=ROUTER):
        gate.open("advice.example", 443, timeout=9)
    assert wires.tried == []


def test_every_allowed_address_is_tried_in_order() -> None:
    """A publisher with a dead IPv6 route is still read by IPv4."""
    wires = Wires()
    gate = AddressGuard(resolve=Names([["2606:4700::1", "8.8.8.8"]]), connect=wires)
    with pytest.raises(NotConnected) as caught:
        gate.open("advice.example", 443, timeout=9)
    assert wires.tried == ["2606:4700::1", "8.8.8.8"]
    assert isinstance(caught.value.__cause__, ConnectionRefusedError)


@pytest.mark.parametrize("host", ["mirror.example.", "MIRROR.example"])
def test_a_configured_host_is_recognised_in_any_spelling(host: str) -> None:
    """A trailing dot or a capital is the same name in DNS."""
    gate = AddressGuard(resolve=Names([[HERE]]), own_hosts=frozenset({MIRROR}))
    assert gate.addresses(host, 80) == [HERE]


@BOTH_WAYS
def test_a_name_without_an_address_is_unreachable(site: Site, many: int) -> None:
    """A resolver that answers with nothing must count as an unreachable host."""
    with pytest.raises(Unreachable):
        fetch(a_reader(site, Names([[]]), many))


@BOTH_WAYS
def test_an_invalid_name_is_unreachable(site: Site, many: int) -> None:
    """A mistake in a setting must give a clear message, and never a traceback."""
    reader = Reader(site=site, gate=AddressGuard(), time=FakeTime(), many=many)
    with pytest.raises(Unreachable):
        fetch_one(reader.web, a_target(f"http://{'a' * 64}.example/feed"))


def test_the_system_resolver_returns_all_addresses() -> None:
    """`localhost` leads to this machine, by one or both protocols."""
    assert set(resolve_host("localhost", 80)) <= {"127.0.0.1", "::1"}
    assert resolve_host(HERE, 80) == (HERE,)


ADDRESSES = st.lists(
    st.one_of(
        st.ip_addresses().map(str),
        st.sampled_from(["8.8.8.8", HERE, ROUTER, CREDENTIALS, "fd00:ec2::254", "::ffff:10.0.0.1"]),
    ),
    max_size=4,
)


@given(ADDRESSES, st.sampled_from([frozenset({MIRROR}), frozenset[str]()]))
def test_connections_are_only_made_to_checked_addresses(
    answer: list[str], own_hosts: frozenset[str]
) -> None:
    """For any DNS answer, only public addresses are used, or nearby ones of configured hosts."""
    wires = Wires()
    gate = AddressGuard(resolve=Names([answer]), connect=wires, own_hosts=own_hosts)
    with pytest.raises((NotConnected, ForbiddenAddress)):
        gate.open(MIRROR, 443, timeout=9)
    passed = [
        address for address in answer if is_public(address) or (own_hosts and is_private(address))
    ]
    assert wires.tried == (answer if passed == answer else [])


LOCATIONS = st.one_of(
    st.text(max_size=40),
    st.text("abc.:/@\\#?%[]0x7f", max_size=40).map(lambda text: f"https://{text}"),
    st.sampled_from(["//", "https:", "\\\\", "/\\", "https:///", "https://advice.example\\@"]).map(
        lambda begin: f"{begin}evil.test/"
    ),
)


@given(LOCATIONS)
def test_no_redirect_resolves_an_unnamed_host(location: str) -> None:
    """Two parsers may find different hosts in one URL: the resolved name is decisive."""
    names, wires = Names([["8.8.8.8"]]), Wires()
    session = new_session(AddressGuard(resolve=names, connect=wires))
    session.trust_env = False
    target = a_target("https://advice.example/feed")
    with suppress(Refused, RequestException):
        session.get(next_url(target, target.url, location), timeout=1)
    assert set(names.asked) <= {"advice.example"}
