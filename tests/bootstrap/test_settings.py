"""Settings from environment variables."""

from pathlib import Path

import pytest

from advisory_watch.app.polite_fetcher import user_agent
from advisory_watch.bootstrap.settings import Settings
from advisory_watch.bootstrap.web import http_client, sources, with_endpoints_of
from advisory_watch.core.errors import UsageError
from advisory_watch.core.source import Endpoint
from advisory_watch.sources import SOURCES
from advisory_watch.sources.us_state import SOURCE

RSS = "ADVISORY_WATCH_DOOR_US_STATE_RSS"


def led_to(url: str) -> tuple[Endpoint, Endpoint]:
    """Replace the URL of the American feed; return both endpoints."""
    rss, api = with_endpoints_of(SOURCE, Settings({RSS: url})).endpoints
    return rss, api


def test_a_replaced_endpoint_allows_only_its_own_host() -> None:
    """A mirror must not redirect to the real publisher."""
    rss, api = led_to("https://mirror.example/feed.xml")
    assert rss.target.url == "https://mirror.example/feed.xml"
    assert rss.target.allowed_hosts == {"mirror.example"}
    assert api == SOURCE.endpoints[1]


def test_a_mirror_has_the_crawl_delay_of_the_publisher() -> None:
    """A mirror runs on another owner's machine too."""
    rss, _ = led_to("https://mirror.example/feed.xml")
    assert rss.target.crawl_delay_s == SOURCE.endpoints[0].target.crawl_delay_s


def test_a_mirrored_list_replaces_the_other_lists_of_its_documents() -> None:
    """Pages from two places do not describe any single moment."""
    mirror = {"ADVISORY_WATCH_DOOR_NZ_MFAT_INDEX": "https://mirror.example/nz"}
    (index,) = with_endpoints_of(SOURCES["nz_mfat"], Settings(mirror)).endpoints
    assert index.target.url == "https://mirror.example/nz"
    both = mirror | {"ADVISORY_WATCH_DOOR_NZ_MFAT_SITEMAP": "https://mirror.example/map.xml"}
    found = with_endpoints_of(SOURCES["nz_mfat"], Settings(both)).endpoints
    assert [endpoint.id for endpoint in found] == ["sitemap", "index"]


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost", "[::1]:8000"])
def test_the_local_machine_has_no_crawl_delay(host: str) -> None:
    """A delay towards the own machine only makes the owner wait."""
    rss, _ = led_to(f"http://{host}/feed.xml")
    assert rss.target.crawl_delay_s == 0


def test_an_empty_setting_is_ignored() -> None:
    """Templates and shells set empty variables; these must not disable an endpoint."""
    assert with_endpoints_of(SOURCE, Settings({RSS: ""})) == SOURCE


@pytest.mark.parametrize("url", ["file:///etc/passwd", "//mirror.example", "http://[", "x"])
def test_an_invalid_url_is_refused_with_its_setting(url: str) -> None:
    """The message must name the setting to correct."""
    with pytest.raises(UsageError, match=f"^{RSS}: expected an http or https URL"):
        led_to(url)


def test_a_source_named_twice_is_read_once() -> None:
    """A second read a moment later finds nothing new."""
    assert [source.id for source in sources(["us_state", "us_state"], Settings())] == ["us_state"]


def test_an_unknown_source_is_refused_with_a_list() -> None:
    """The list shows the right spelling."""
    with pytest.raises(UsageError, match=r"us_state.*; found 'atlantis'"):
        sources(["us_state", "atlantis"], Settings())


@pytest.mark.parametrize("name", ["ADVISORY_WATCH_DOOR_US_STATE_RS", "ADVISORY_WATCH_DOOR_"])
def test_an_unknown_endpoint_is_refused_with_a_list(name: str) -> None:
    """After a typing error, requests would still go to the publisher and not to the mirror."""
    with pytest.raises(UsageError, match=rf"{RSS}, .*; found {name}$"):
        sources(["ca_gac"], Settings({name: "https://mirror.example/"}))
    assert sources(["ca_gac"], Settings({name: ""}))


def test_an_invalid_contact_is_refused_with_its_setting() -> None:
    """The message must name the setting to correct."""
    settings = Settings({"ADVISORY_WATCH_CONTACT": "Jürgen"})
    with pytest.raises(UsageError, match=r"^ADVISORY_WATCH_CONTACT: .* found 'Jürgen'"):
        http_client(settings)


def test_without_a_contact_the_user_agent_says_so() -> None:
    """A wrong contact misleads the publisher, who would then block the watch."""
    assert "no contact set" in user_agent(http_client(Settings()).contact)


def test_the_home_is_the_option_the_setting_or_the_default(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """With the wrong ledger, a check is a first reading and reports no changes."""
    monkeypatch.setenv("HOME", str(tmp_path))
    data, home = {"XDG_DATA_HOME": "~/data"}, {"ADVISORY_WATCH_HOME": "~/watch"}
    assert Settings().home_folder() == tmp_path / ".local/share/advisory-watch"
    assert Settings(data).home_folder() == tmp_path / "data/advisory-watch"
    assert Settings(data | home).home_folder() == tmp_path / "watch"
    assert Settings(data | home).home_folder("/srv/watch") == Path("/srv/watch")


def test_the_home_of_an_unknown_user_is_refused() -> None:
    """A tilde that the shell did not expand must not cause a traceback."""
    with pytest.raises(UsageError, match="~no-such-user/watch"):
        Settings().home_folder("~no-such-user/watch")


def test_a_missing_setting_is_refused_with_its_name() -> None:
    """A function that guesses a table name could write into the wrong ledger."""
    assert Settings({"TABLE_NAME": "ledger"}).table == "ledger"
    with pytest.raises(UsageError, match=r"^expected the environment variable TABLE_NAME"):
        _ = Settings({"TABLE_NAME": ""}).table
