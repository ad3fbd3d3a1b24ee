"""Publishers, a mailbox and a webhook on this machine, in simulated time."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from advisory_watch.sources import SOURCES
from support.fakes.receivers import Mailbox, Webhook, run_mailbox, run_webhook
from support.publishers.http_publisher import Site, an_answer, publisher
from support.publishers.us_feed import a_feed
from support.scenarios.simulated_watch import SimulatedTime

START = datetime(2026, 9, 1, 6, 20, tzinfo=UTC)
"""Forty minutes before the quiet hours of the tests end."""


@pytest.fixture
def time() -> SimulatedTime:
    """Return the simulated time."""
    return SimulatedTime(START)


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """Open a publisher that serves every endpoint, with only the American feed."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setattr(os, "cpu_count", lambda: 1)  # small sites are faster in one process
    with publisher() as site:
        for source in SOURCES.values():
            for endpoint in source.endpoints:
                variable = f"ADVISORY_WATCH_DOOR_{source.id}_{endpoint.id}".upper()
                monkeypatch.setenv(variable, site.url(f"/{source.id}/{endpoint.id}"))
        site.play("/us_state/rss", an_answer(a_feed()))
        yield site


@pytest.fixture
def mailbox(time: SimulatedTime) -> Iterator[Mailbox]:
    """Run a mail server."""
    with run_mailbox(time) as mailbox:
        yield mailbox


@pytest.fixture
def webhook(time: SimulatedTime) -> Iterator[Webhook]:
    """Run a webhook."""
    with run_webhook(time) as webhook:
        yield webhook
