"""Private hosts are allowed only if the operator named them as endpoints."""

import pytest

from advisory_watch.bootstrap.settings import Settings
from advisory_watch.bootstrap.web import endpoint_hosts, http_client
from advisory_watch.core.errors import Refused
from advisory_watch.core.page import Page
from support.publishers.http_publisher import Site, an_answer, publisher
from support.publishers.http_reader import a_target, fetch_one

FEED = b"<rss/>"


@pytest.fixture
def direct(monkeypatch: pytest.MonkeyPatch) -> None:
    """Use no proxy of this machine."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1,localhost")


@pytest.mark.usefixtures("direct")
def test_a_named_endpoint_may_be_a_private_host() -> None:
    """The operator decides the place of a mirror."""
    with publisher() as site:
        site.play("/feed", an_answer(FEED))
        settings = Settings({"ADVISORY_WATCH_DOOR_US_STATE_RSS": site.url("/feed")})
        page = fetch_one(http_client(settings), a_target(site.url("/feed")))
    assert isinstance(page, Page)


@pytest.mark.usefixtures("direct")
@pytest.mark.parametrize("endpoint", ["", "http://mirror.example/feed", "http://localhost/feed"])
def test_any_other_private_host_is_refused(endpoint: str) -> None:
    """Replacing one endpoint must not allow other hosts."""
    site: Site
    with publisher() as site:
        site.play("/feed", an_answer(FEED))
        settings = Settings({"ADVISORY_WATCH_DOOR_US_STATE_RSS": endpoint})
        with pytest.raises(Refused, match="public address"):
            fetch_one(http_client(settings), a_target(site.url("/feed")))
    assert site.asked == []


def test_only_endpoint_settings_name_hosts() -> None:
    """A setting for something else must not open the private network."""
    environment = {
        "ADVISORY_WATCH_DOOR_US_STATE_RSS": "http://Mirror.example.:8000/feed",
        "ADVISORY_WATCH_DOOR_US_STATE_API": "ftp://files.example/",
        "ADVISORY_WATCH_DOOR_CA_GAC_JSON": "http://[::1/",
        "ADVISORY_WATCH_DOOR_DE_AA_JSON": "",
        "ADVISORY_WATCH_CONTACT": "https://contact.example/",
    }
    assert endpoint_hosts(Settings(environment)) == {"mirror.example"}
