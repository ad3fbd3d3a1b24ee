"""The US Department of State: how its reader treats whole documents."""

import json

import pytest

from advisory_watch.core.errors import Unreadable
from advisory_watch.core.page import Page
from advisory_watch.core.source import Endpoint
from advisory_watch.sources.us_state import SOURCE
from support.builders import NOON, a_page
from support.publishers.http_publisher import publisher
from support.shared_data import shared

RSS, API = SOURCE.endpoints


def test_an_external_entity_is_not_fetched() -> None:
    """A feed that makes the reader open URLs could see behind the firewall."""
    with publisher() as site:
        address = site.url("/secret.txt").encode()
        bait = (
            b'<!DOCTYPE rss [<!ENTITY x SYSTEM "%s">]><rss><channel>&x;</channel></rss>' % address
        )
        with pytest.raises(Unreadable):
            RSS.read(a_page(bait))
    assert site.asked == []


def test_an_unknown_name_affects_only_its_own_item() -> None:
    """One new spelling must not hide two hundred other countries."""
    names = ["Norway", "Atlantis", "Kuwait"]
    items = [{"Title": f"{name} - Level 1: Exercise Normal Precautions"} for name in names]
    snapshot = API.read(a_page(json.dumps(items).encode()))
    assert [advisory.destination for advisory in snapshot.advisories] == ["NO", "KW"]
    (problem,) = snapshot.problems
    assert "Atlantis" in problem.subject


@pytest.mark.parametrize(
    ("endpoint", "name", "count"),
    [
        (RSS, "rss_2026-09_excerpt.xml", 6),
        (RSS, "rss_2026-10-07_excerpt.xml", 5),
        (API, "api_2026-07-17_excerpt.json", 3),
        (API, "api_2026-09-26_excerpt.json", 7),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_real_publisher_is_read_completely(endpoint: Endpoint, name: str, count: int) -> None:
    """Pages that we wrote ourselves only prove that we agree with ourselves."""
    body = shared("samples", "us_state", name).read_bytes()
    whole = body.replace(b'<rss version="2.0">', b'<rss xmlns:dc="dc" version="2.0">')  # cut off
    snapshot = endpoint.read(Page(target=endpoint.target, body=whole, fetched_at=NOON))
    assert snapshot.problems == ()
    assert len(snapshot.advisories) == count
    assert all(advisory.issued_on for advisory in snapshot.advisories)
