"""A publisher on loopback, and an account that has already watched it once."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from cloud import Cloud, Item, account
from publisher import Site, an_answer, publisher
from template import event
from us_feed import a_feed


@contextmanager
def both_doors() -> Iterator[Site]:
    """Open a publisher that stands behind both doors of the US source."""
    with pytest.MonkeyPatch.context() as patch, publisher() as site:
        patch.setenv("NO_PROXY", "127.0.0.1")
        patch.setenv("ADVISORY_WATCH_DOOR_US_STATE_RSS", site.url("/feed.xml"))
        patch.setenv("ADVISORY_WATCH_DOOR_US_STATE_API", site.url("/api.json"))
        yield site


@pytest.fixture
def site() -> Iterator[Site]:
    """Open the publisher for one test."""
    with both_doors() as site:
        yield site


@pytest.fixture(scope="session")
def first_check() -> list[Item]:
    """Return what the ledger holds after the first check, which takes moto seconds."""
    with account() as cloud, both_doors() as site:
        site.play("/feed.xml", an_answer(a_feed()))
        cloud.invoke("CheckFunction", event("check_every_source"))
        return cloud.items()


@pytest.fixture
def cloud(first_check: list[Item]) -> Iterator[Cloud]:
    """Open an account for one test, after its first check."""
    with account() as cloud:
        cloud.remember(first_check)
        yield cloud
