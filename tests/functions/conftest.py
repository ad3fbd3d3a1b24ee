"""A cloud in memory, set up as template.yaml says, and a publisher on loopback."""

from collections.abc import Iterator

import pytest
from moto import mock_aws

from cloud import REGION, Cloud
from publisher import Site, publisher


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """Open a publisher that stands in for both doors of the US source."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with publisher() as site:
        monkeypatch.setenv("ADVISORY_WATCH_DOOR_US_STATE_RSS", site.url("/feed.xml"))
        monkeypatch.setenv("ADVISORY_WATCH_DOOR_US_STATE_API", site.url("/api.json"))
        yield site


@pytest.fixture
def cloud(monkeypatch: pytest.MonkeyPatch) -> Iterator[Cloud]:
    """Set up the template's resources, and the environment it gives to its functions."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "nobody")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "nothing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", REGION)
    with mock_aws():
        cloud = Cloud()
        for name, value in cloud.environment().items():
            monkeypatch.setenv(name, value)
        yield cloud
