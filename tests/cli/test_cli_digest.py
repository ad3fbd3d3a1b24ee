"""`advisory-watch digest`: the daily message, on a laptop."""

import pytest

from advisory_watch.bootstrap.settings import Settings
from advisory_watch.core.errors import UsageError
from support.publishers.http_publisher import Site, an_answer
from support.publishers.us_feed import a_feed, a_raise
from support.terminal import Terminal

DIGEST_DESTINATIONS = "ADVISORY_WATCH_DIGEST_DESTINATIONS"


@pytest.mark.usefixtures("read_once")
def test_a_quiet_day_lists_the_sources_read(terminal: Terminal) -> None:
    """A laptop has no subscribers, so the digest is printed as it would be sent."""
    ran = terminal.run("digest")
    assert ran.status == 0
    assert ran.out.startswith("Subject: Advisory Watch ")
    assert "the only source is read" in ran.out
    assert "read for the first time" in ran.out


@pytest.mark.usefixtures("read_once")
def test_programs_get_the_document(terminal: Terminal, site: Site) -> None:
    """A line is a JSON object, as with every other command."""
    site.play("/us_state/rss", an_answer(a_feed(KW=a_raise())))
    terminal.run("check", "us_state")
    (document,) = terminal.run("digest", "--json").lines
    first, *_ = document["sources"]
    assert (document["urgent"], first["reads"]) == (1, 2)
    assert first["changes"][0]["headline"].startswith("US: Kuwait raised to Level 3 from")


@pytest.mark.usefixtures("read_once")
def test_followed_destinations_have_a_line(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The setting of the cloud functions applies on a laptop too."""
    monkeypatch.setenv(DIGEST_DESTINATIONS, "KW")
    assert "Kuwait (US): still Level 1 since " in terminal.run("digest").out


@pytest.mark.usefixtures("read_once")
def test_a_retracted_alert_is_no_change(terminal: Terminal, site: Site) -> None:
    """The digest of a home must take retractions from the outbox of that home."""
    site.play("/us_state/rss", an_answer(a_feed(KW=a_raise())))
    *_, change = terminal.run("check", "us_state", "--json").lines
    terminal.run("retract", change["alert_id"], "--reason", "A test page.")
    (document,) = terminal.run("digest", "--json").lines
    assert (document["changes"], document["retracted"]) == (0, 1)
    assert "was wrong: A test page." in " ".join(terminal.run("digest").out.split())


@pytest.mark.parametrize("option", [(), ("--json",)], ids=["person", "program"])
def test_the_command_creates_no_home(terminal: Terminal, option: tuple[str, ...]) -> None:
    """A folder created for a mistyped path looks like a ledger that was lost."""
    ran = terminal.run("digest", *option)
    assert (ran.status, ran.lines if option else []) == (0, [])
    assert not terminal.home.exists()


def test_a_misspelt_destination_is_an_error(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The user would wait for a daily line that silently never comes."""
    monkeypatch.setenv(DIGEST_DESTINATIONS, "RU,Rusia")
    ran = terminal.run("digest")
    assert (ran.status, ran.out) == (2, "")
    assert DIGEST_DESTINATIONS in ran.err


def test_the_setting_is_a_list_of_codes() -> None:
    """Users write spaces, lower case, and the same code twice."""
    assert Settings({DIGEST_DESTINATIONS: " ru, UA,RU,"}).digest_destinations == ("RU", "UA")
    assert Settings().digest_destinations == ()
    with pytest.raises(UsageError, match="expected codes"):
        _ = Settings({DIGEST_DESTINATIONS: "??"}).digest_destinations
