"""Test that no engine connects to an address that is not public."""

from ipaddress import ip_network

import pytest

from advisory_watch.adapters.http import AddressGuard
from advisory_watch.core.errors import Refused, Unreachable
from support.publishers.http_publisher import Site, an_answer
from support.publishers.http_reader import BOTH_WAYS, FakeTime, Reader, a_target, fetch_one
from support.publishers.special_networks import EMBEDDED, NOT_FOR_US


@BOTH_WAYS
@pytest.mark.parametrize("network", [*map(str, NOT_FOR_US), *EMBEDDED])
def test_no_engine_connects_into_a_special_network(site: Site, many: int, network: str) -> None:
    """A name may lead into any of them, by its first and by its last address."""
    first, last = ip_network(network)[0], ip_network(network)[-1]
    for address in (str(first), str(last)):
        reader = a_reader(site, address, many)
        with pytest.raises(Refused, match="expected a public address"):
            fetch_one(reader.web, a_target(site.url("/feed", host="mirror.example")))


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
    reader = Reader(site=site, gate=AddressGuard(), time=FakeTime(), many=many)
    site.play("/feed", an_answer(b"<rss/>"))
    with pytest.raises((Refused, Unreachable)):
        fetch_one(reader.web, a_target(site.url("/feed", host=host)))
    assert site.asked == []


def a_reader(site: Site, address: str, many: int) -> Reader:
    """Return a reader whose DNS leads every name to one address, and which must not connect."""
    gate = AddressGuard(
        resolve=lambda *_: [address], connect=lambda *_, **_more: pytest.fail("used")
    )
    return Reader(site=site, gate=gate, time=FakeTime(), many=many)
