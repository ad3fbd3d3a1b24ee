"""Fixtures: a publisher on loopback, and a reader that fetches from it."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from advisory_watch.adapters.http import AddressGuard
from advisory_watch.adapters.http.wires import MANY
from support.publishers.http_publisher import Site, publisher
from support.publishers.http_reader import FakeTime, Reader


@pytest.fixture(autouse=True)
def _without_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    """Bypass the proxies of the machine."""
    monkeypatch.setenv("NO_PROXY", "*")


@pytest.fixture
def site() -> Iterator[Site]:
    """Open a publisher for one test."""
    with publisher() as site:
        yield site


@pytest.fixture(params=[1, MANY], ids=["kept", "requests"])
def reader(
    site: Site, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Iterator[Reader]:
    """Return a reader for that publisher, with persistent connections and with requests."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1,localhost")
    gate = AddressGuard(own_hosts=frozenset({"127.0.0.1", "localhost"}))
    with ExitStack() as opened:
        yield Reader(site=site, gate=gate, time=FakeTime(), many=request.param, opened=opened)
