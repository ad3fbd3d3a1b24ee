"""Test that a host that cannot be reached is not requested a second time."""

import socket

import pytest

from advisory_watch.adapters.http import AddressGuard
from advisory_watch.core.errors import Unreachable
from support.publishers.http_publisher import Site, cut_short, publisher
from support.publishers.http_reader import BOTH_WAYS, FakeTime, Reader, a_target, fetch_one


def test_a_closed_port_is_tried_once(reader: Reader) -> None:
    """A laptop without a network must say so at once, not after a minute of trying."""
    with publisher() as gone:
        url = gone.url("/feed")
    with pytest.raises(Unreachable, match="Connection refused"):
        fetch_one(reader.web, a_target(url, crawl_delay_s=2))
    assert reader.time.waits == []


def test_a_name_without_an_address_is_looked_up_once(reader: Reader) -> None:
    """A resolver that found no address gives the same answer for minutes."""
    with pytest.raises(Unreachable, match="no address for the name"):
        fetch_one(reader.web, a_target("http://advice.invalid/feed", crawl_delay_s=2))
    assert reader.time.waits == []


def test_a_host_that_was_reached_is_requested_again(reader: Reader) -> None:
    """A connection that was cut off in the middle of a response may succeed the next time."""
    reader.site.play("/feed", cut_short(b"<rss/>", announced=99))
    with pytest.raises(Unreachable):
        reader.fetch()
    assert len(reader.site.asked) == 3


@BOTH_WAYS
def test_an_interrupt_while_connecting_is_not_a_failure_of_the_host(site: Site, many: int) -> None:
    """Ctrl-C must end the check, although libcurl cannot pass on an exception of Python."""

    def interrupted(*_place: object, **_options: object) -> socket.socket:
        raise KeyboardInterrupt

    gate = AddressGuard(own_hosts=frozenset({"127.0.0.1"}), connect=interrupted)
    reader = Reader(site=site, gate=gate, time=FakeTime(), many=many)
    with pytest.raises(KeyboardInterrupt):
        reader.fetch()
