"""Settings by the names of their environment variables."""

from pathlib import Path

import pytest

from advisory_watch.core.errors import UsageError
from advisory_watch.core.sources import Door
from advisory_watch.sources.us_state import SOURCE
from advisory_watch.wiring.settings import (
    home_folder,
    polite_web,
    sources,
    with_doors_of,
)

RSS = "ADVISORY_WATCH_DOOR_US_STATE_RSS"


def led_to(url: str) -> tuple[Door, Door]:
    """Lead the American feed to a URL; return both doors."""
    rss, api = with_doors_of(SOURCE, {RSS: url}).doors
    return rss, api


def test_a_door_leads_where_the_operator_says_and_nowhere_else() -> None:
    """A mirror that may redirect to the real publisher is no mirror."""
    rss, api = led_to("https://mirror.example/feed.xml")
    assert rss.target.url == "https://mirror.example/feed.xml"
    assert rss.target.allowed_hosts == {"mirror.example"}
    assert api == SOURCE.doors[1]


def test_a_mirror_is_asked_as_politely_as_the_publisher() -> None:
    """It is somebody's machine too."""
    rss, _ = led_to("https://mirror.example/feed.xml")
    assert rss.target.crawl_delay_s == SOURCE.doors[0].target.crawl_delay_s


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost", "[::1]:8000"])
def test_this_machine_needs_no_rest_between_two_requests(host: str) -> None:
    """Politeness towards oneself only makes the owner wait."""
    rss, _ = led_to(f"http://{host}/feed.xml")
    assert rss.target.crawl_delay_s == 0


def test_an_empty_setting_is_none() -> None:
    """Templates and shells leave empty variables behind; they must not close a door."""
    assert with_doors_of(SOURCE, {RSS: ""}) == SOURCE


@pytest.mark.parametrize("url", ["file:///etc/passwd", "//mirror.example", "http://[", "x"])
def test_what_is_no_web_address_is_refused_by_the_name_of_its_setting(url: str) -> None:
    """The message must lead to the line that has to be mended."""
    with pytest.raises(UsageError, match=f"^{RSS}: expected an http or https URL"):
        led_to(url)


def test_a_source_named_twice_is_read_once() -> None:
    """The second read of a moment later has nothing to tell."""
    assert [each.id for each in sources(["us_state", "us_state"], {})] == ["us_state"]


def test_an_unknown_source_is_named_beside_those_there_are() -> None:
    """The right spelling is half of the answer."""
    with pytest.raises(UsageError, match=r"us_state.*; found 'atlantis'"):
        sources(["us_state", "atlantis"], {})


@pytest.mark.parametrize("name", ["ADVISORY_WATCH_DOOR_US_STATE_RS", "ADVISORY_WATCH_DOOR_"])
def test_a_door_that_no_source_has_is_refused_beside_those_there_are(name: str) -> None:
    """A typing error leaves the real door open, while its owner believes in the mirror."""
    with pytest.raises(UsageError, match=rf"{RSS}, .*; found {name}$"):
        sources(["ca_gac"], {name: "https://mirror.example/"})
    assert sources(["ca_gac"], {name: ""})


def test_a_contact_that_cannot_be_sent_is_refused_by_the_name_of_its_setting(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The message must lead to the line that has to be mended."""
    monkeypatch.setenv("ADVISORY_WATCH_CONTACT", "Jürgen")
    with pytest.raises(UsageError, match=r"^ADVISORY_WATCH_CONTACT: .* found 'Jürgen'"):
        polite_web()


def test_who_set_no_contact_claims_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """A publisher who writes to somebody else's page blocks us instead."""
    monkeypatch.delenv("ADVISORY_WATCH_CONTACT", raising=False)
    assert "no contact set" in str(polite_web().session.headers["User-Agent"])


def test_the_home_is_the_option_then_the_setting_then_the_usual_place(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A ledger looked for in the wrong place is a first reading: silence about every change."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    monkeypatch.delenv("ADVISORY_WATCH_HOME", raising=False)
    assert home_folder() == tmp_path / ".local/share/advisory-watch"
    monkeypatch.setenv("XDG_DATA_HOME", "~/data")
    assert home_folder() == tmp_path / "data/advisory-watch"
    monkeypatch.setenv("ADVISORY_WATCH_HOME", "~/watch")
    assert home_folder() == tmp_path / "watch"
    assert home_folder("/srv/watch") == Path("/srv/watch")


def test_the_home_of_nobody_is_a_mistake_with_a_name() -> None:
    """A tilde that a shell left alone must not end in a traceback."""
    with pytest.raises(UsageError, match="~no-such-user/watch"):
        home_folder("~no-such-user/watch")
