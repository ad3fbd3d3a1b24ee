"""Fixtures: a publisher on loopback, and an account that has already checked it once."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from advisory_watch.sources import SOURCES
from support.aws.moto_stack import Item, MotoStack, account
from support.aws.template import event
from support.publishers.http_publisher import Site, an_answer, publisher
from support.publishers.us_feed import a_feed, a_raise


@contextmanager
def every_door() -> Iterator[Site]:
    """Start a publisher for every endpoint, at `/<source>/<door>`, without content yet."""
    endpoints = [
        (source.id, endpoint.id) for source in SOURCES.values() for endpoint in source.endpoints
    ]
    with pytest.MonkeyPatch.context() as patch, publisher() as site:
        patch.setenv("NO_PROXY", "127.0.0.1")
        for source, endpoint in endpoints:
            name = f"ADVISORY_WATCH_DOOR_{source}_{endpoint}".upper()
            patch.setenv(name, site.url(f"/{source}/{endpoint}"))
        yield site


@pytest.fixture
def site() -> Iterator[Site]:
    """Start the publisher for one test."""
    with every_door() as site:
        yield site


@pytest.fixture(scope="session")
def first_check() -> list[Item]:
    """Return the ledger items after the first check; cached, because moto takes seconds."""
    with account() as cloud, every_door() as site:
        site.play("/us_state/rss", an_answer(a_feed()))
        cloud.invoke("CheckFunction", event("check_one_source"))
        return cloud.items()


@pytest.fixture(scope="session")
def raise_seen(first_check: list[Item]) -> list[Item]:
    """Return the ledger items after a check that saw Kuwait raised and sent nothing."""
    with account() as cloud, every_door() as site:
        cloud.remember(first_check)
        site.play("/us_state/rss", an_answer(a_feed(KW=a_raise())))
        cloud.invoke("CheckFunction", event("check_one_source"))
        return cloud.items()


@pytest.fixture(scope="session")
def owed(raise_seen: list[Item]) -> list[Item]:
    """Return the outbox items of that check."""
    return [item for item in raise_seen if item["pk"]["S"].startswith("OUTBOX")]


@pytest.fixture
def cloud(first_check: list[Item]) -> Iterator[MotoStack]:
    """Open an account for one test, after its first check."""
    with account() as cloud:
        cloud.remember(first_check)
        yield cloud


@pytest.fixture
def indebted(owed: list[Item]) -> Iterator[MotoStack]:
    """Open an account for one test, with the alert of a raise in its outbox."""
    with account() as cloud:
        cloud.remember(owed)
        yield cloud
