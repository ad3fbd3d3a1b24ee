"""Test where a redirect may lead, and where it may not."""

import pytest

from advisory_watch.core.errors import Refused
from advisory_watch.core.redirects import check_allowed, next_url
from support.publishers.http_reader import a_target
from support.publishers.misleading_locations import MISLEADING

HERE = "https://advice.example/feed"


@pytest.mark.parametrize(
    ("location", "following"),
    [
        ("/new", "https://advice.example/new"),
        ("//ADVICE.example:443/new", "https://ADVICE.example:443/new"),
        ("https://second.example/feed", "https://second.example/feed"),
        ("https:///evil.test/feed", "https://advice.example/evil.test/feed"),
    ],
)
def test_an_allowed_location_is_resolved(location: str, following: str) -> None:
    """Relative and absolute URLs are both in use."""
    target = a_target(HERE, hosts=frozenset({"second.example"}))
    assert next_url(target, HERE, location) == following


@pytest.mark.parametrize("location", MISLEADING.values(), ids=MISLEADING)
def test_a_misleading_location_is_refused(location: str) -> None:
    """Each of these has been used to make a client fetch a page that it should not."""
    with pytest.raises(Refused) as caught:
        next_url(a_target(HERE), HERE, location)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("url", ["file:///etc/passwd", "advice.example/feed", "", "https://"])
def test_a_target_that_is_not_a_web_address_is_refused(url: str) -> None:
    """A mistake in an operator's setting must be reported, and not read a local file."""
    with pytest.raises(Refused):
        check_allowed(a_target(url), url)
