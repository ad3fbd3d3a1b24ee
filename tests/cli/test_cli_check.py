"""`advisory-watch check`, from the served feed to the output."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from advisory_watch.app.check import Check
from advisory_watch.bootstrap.local import open_home
from advisory_watch.bootstrap.rule_set import rule_set_version
from advisory_watch.bootstrap.runtime import now
from advisory_watch.bootstrap.web import http_client, sources
from advisory_watch.core.advisory import Severity
from advisory_watch.core.destinations import name_of
from advisory_watch.sources import SOURCES
from support.builders import LEVELS
from support.publishers.http_publisher import Site, an_answer, publisher
from support.publishers.us_feed import WORLD, a_feed, a_raise
from support.terminal import Terminal


def test_the_first_check_is_one_line_without_changes(terminal: Terminal, site: Site) -> None:
    """Other programs read these lines: unexpected output of a first check breaks them."""
    ran = terminal.run("check", "us_state", "--json")
    assert (ran.status, ran.err) == (0, "")
    (line,) = ran.lines
    assert {name: line[name] for name in ("source", "door", "ok", "destinations", "reason")} == {
        "source": "us_state",
        "door": "rss",
        "ok": True,
        "destinations": len(WORLD),
        "reason": "",
    }
    assert site.asked[0].path == "/us_state/rss"


@pytest.mark.usefixtures("read_once")
def test_two_feeds_report_exactly_the_change_between_them(terminal: Terminal, site: Site) -> None:
    """One change too many is a false alarm; one too few is a traveller without a warning."""
    site.play("/us_state/rss", an_answer(a_feed(KW=a_raise())))
    source, *changes = terminal.run("check", "us_state", "--json").lines
    assert source["changes"] == 1
    (raised,) = changes
    assert (raised["destination"], raised["kind"]) == ("KW", "level_raised")
    assert (raised["from_severity"], raised["to_severity"]) == (1, 3)
    assert raised["from_native"] == "Level 1: Exercise Normal Precautions"
    assert raised["to_native"] == "Level 3: Reconsider Travel"
    assert raised["urgent"] is True


def test_an_unchanged_feed_is_requested_conditionally(terminal: Terminal, site: Site) -> None:
    """Publishers block a reader that downloads a megabyte every five minutes for nothing."""
    for _ in range(2):
        ran = terminal.run("check", "us_state", "--json")
    assert [line["changes"] for line in ran.lines] == [0]
    assert site.asked[1].headers["if-none-match"] == '"1"'


@pytest.mark.usefixtures("read_once")
def test_a_person_sees_the_change_and_its_message(terminal: Terminal, site: Site) -> None:
    """A user on a laptop gets the message on the screen, not by mail."""
    site.play("/us_state/rss", an_answer(a_feed(KW=a_raise())))
    shown = terminal.run("check", "us_state").out
    assert "Level 1 → Level 3" in shown
    assert "Subject: US: Kuwait raised to Level 3 from 1" in shown
    assert "SMS, " in shown
    assert terminal.run("check", "us_state").out.count("Subject:") == 0


@pytest.mark.usefixtures("read_once")
def test_no_table_is_wider_than_the_screen_and_no_word_is_cut(
    terminal: Terminal, site: Site
) -> None:
    """A table that is cut in the middle of a word is unreadable."""
    site.play("/us_state/rss", an_answer(a_feed(KW=a_raise())))
    tables, _, _ = terminal.run("check", "us_state").out.partition("email ")
    assert max(map(len, tables.splitlines())) <= 80
    assert "…" not in tables
    for word in ("destinations", "level raised", "Kuwait (KW)", "(newer_issue)"):
        assert word in tables


@pytest.mark.usefixtures("read_once")
def test_nothing_is_coloured_where_there_is_no_terminal(terminal: Terminal, site: Site) -> None:
    """Escape codes in a log file break searches for words."""
    site.play("/us_state/rss", an_answer(a_feed(KW=a_raise())))
    ran = terminal.run("check", "us_state")
    assert "\x1b" not in ran.out + ran.err


def test_an_item_that_could_not_be_read_is_named(terminal: Terminal, site: Site) -> None:
    """A country that drops out of the watch unnoticed would never cause an alert."""
    atlantis = b"<item><title>Atlantis - Level 4: Do Not Travel</title></item></channel>"
    site.play("/us_state/rss", an_answer(a_feed().replace(b"</channel>", atlantis)))
    ran = terminal.run("check", "us_state")
    assert ran.status == 0
    assert "unread: Atlantis - Level 4: Do Not Travel" in " ".join(ran.out.split())
    site.play("/us_state/rss", an_answer(a_feed().replace(b"</channel>", atlantis + b" ")))
    (line,) = terminal.run("check", "us_state", "--json").lines
    assert len(line["unread"]) == 1


def test_the_second_endpoint_answers_and_the_first_is_named(terminal: Terminal, site: Site) -> None:
    """Operators must know that the first endpoint is blocked before the last one fails."""
    site.play("/us_state/rss", an_answer(b"<html><title>Access denied</title>", status=403))
    items = [{"Title": f"{name_of(code)} - {LEVELS[Severity.NORMAL]}"} for code in WORLD]
    site.play("/us_state/api", an_answer(json.dumps(items).encode()))
    (line,) = terminal.run("check", "us_state", "--json").lines
    assert (line["ok"], line["door"]) == (True, "api")
    assert line["reason"].startswith("rss: ")


def interrupted_check(terminal: Terminal) -> None:
    """Run a check that is interrupted after recording changes and before sending alerts."""
    source = sources(["us_state"])[0]
    with open_home(terminal.home) as home:
        check = Check(
            rule_set_version=rule_set_version,
            web=http_client(),
            ledger=home.ledger,
            archive=home.archive,
            clock=now,
        )
        assert check.check(source).changes


@pytest.mark.usefixtures("read_once")
def test_an_alert_of_an_interrupted_check_has_its_own_line(terminal: Terminal, site: Site) -> None:
    """A program that reads the lines would otherwise never learn of this raise."""
    site.play("/us_state/rss", an_answer(a_feed(KW=a_raise())))
    interrupted_check(terminal)
    site.play("/us_state/rss", an_answer(a_feed(KW=a_raise(), BR=a_raise())))
    source, change, *left = terminal.run("check", "us_state", "--json").lines
    assert (source["changes"], change["destination"]) == (1, "BR")
    (pending,) = left
    assert list(pending) == ["alert", "source", "destination", "kind", "urgent", "owed_at"]
    assert (pending["destination"], pending["kind"], pending["urgent"]) == (
        "KW",
        "level_raised",
        True,
    )
    assert len(terminal.run("check", "us_state", "--json").lines) == 1


@pytest.mark.usefixtures("read_once")
def test_a_version_with_several_kinds_is_one_change(terminal: Terminal, site: Site) -> None:
    """If two tables count differently, users trust neither."""
    must_go = replace(a_raise(), text="Reconsider travel. Depart immediately, due to unrest.")
    site.play("/us_state/rss", an_answer(a_feed(KW=must_go)))
    shown = terminal.run("check", "us_state").out
    assert "level raised, departure raised" in " ".join(shown.split())
    assert re.search(r"us_state +rss +yes +150 +- +1 *\n", shown)


@pytest.fixture
def nowhere(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Point every endpoint to an address that does not answer."""
    with publisher() as closed:
        url = closed.url("/")
    for source in SOURCES.values():
        for endpoint in source.endpoints:
            monkeypatch.setenv(f"ADVISORY_WATCH_DOOR_{source.id}_{endpoint.id}".upper(), url)
    assert site


@pytest.mark.usefixtures("nowhere")
def test_without_a_network_each_endpoint_has_a_reason(terminal: Terminal) -> None:
    """The endpoint and the cause show the user where to look; 'failed' does not."""
    ran = terminal.run("check", "--json")
    assert ran.status == 2
    assert [line["ok"] for line in ran.lines] == [False] * len(SOURCES)
    (american,) = (line for line in ran.lines if line["source"] == "us_state")
    assert re.search(r"rss: .*Connection refused; api: .*Connection refused", american["reason"])
    shown = terminal.run("check")
    assert shown.status == 2
    assert shown.out == (
        "No source could be read: Connection refused. Is this computer online? "
        "What is known stays as it was.\n"
    )


@pytest.mark.usefixtures("nowhere")
def test_two_causes_are_both_shown(
    terminal: Terminal, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A publisher that fails while another refuses is no matter of this computer's network."""
    monkeypatch.setenv("ADVISORY_WATCH_DOOR_US_STATE_RSS", site.url("/nothing"))
    shown = " ".join(terminal.run("check", "us_state", "uk_fcdo").out.split())
    assert "uk_fcdo: index: expected an answer from" in shown
    assert "No source could be read. What is known stays as it was." in shown


@pytest.mark.usefixtures("nowhere")
def test_without_a_network_the_demonstration_runs_on_request(
    terminal: Terminal,
) -> None:
    """A first-time user without a network must see what the program does, clearly labelled."""
    ran = terminal.run("check", "--demo-if-unreachable")
    assert ran.status == 0
    report, label, _ = ran.out.partition("DEMONSTRATION")
    assert "No source could be read: Connection refused." in report
    assert label


@pytest.mark.usefixtures("site")
def test_the_demonstration_hides_no_local_error(terminal: Terminal, tmp_path: Path) -> None:
    """A home that cannot be written must be reported now, not when the first alert is missed."""
    (tmp_path / "file").touch()
    ran = terminal.run("check", "--demo-if-unreachable", "--home", str(tmp_path / "file"))
    assert (ran.status, ran.out) == (2, "")
    terminal.home.mkdir()
    (terminal.home / "pages").write_text("not a folder")
    ran = terminal.run("check", "us_state", "--demo-if-unreachable")
    assert ran.status == 2
    assert "Nothing could be recorded. What is known stays as it was." in ran.out
    assert "DEMONSTRATION" not in ran.out


@pytest.mark.usefixtures("read_once")
def test_no_demonstration_if_a_source_can_be_read(terminal: Terminal, site: Site) -> None:
    """Users could believe an invented warning among true ones."""
    assert "DEMONSTRATION" not in terminal.run("check", "--demo-if-unreachable").out
    assert site.asked


def test_records_survive_an_outage(
    terminal: Terminal, site: Site, request: pytest.FixtureRequest
) -> None:
    """An outage that empties the ledger would make the next check a first, silent one."""
    terminal.run("check", "us_state")
    before = terminal.run("show", "KW", "--json").lines
    request.getfixturevalue("nowhere")
    assert terminal.run("check").status == 2
    assert terminal.run("show", "KW", "--json").lines == before
    assert site.asked


@pytest.mark.usefixtures("read_once")
def test_some_sources_read_is_status_one(terminal: Terminal, site: Site) -> None:
    """A script must distinguish partial failure from success and from total failure."""
    if len(SOURCES) == 1:
        pytest.skip("only one source is registered")
    assert terminal.run("check").status == 1
    assert site.asked


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", "atlantis"),
        ("check", ""),
        ("check", "--colour"),
        ("check", "--json", "--demo-if-unreachable"),
        ("show", "Atlantis"),
        ("replay",),
        ("replay", "--source", "atlantis", "x.warc"),
        ("fly",),
        (),
    ],
    ids=" ".join,
)
def test_a_wrong_command_is_status_two_with_a_message(
    terminal: Terminal, arguments: tuple[str, ...]
) -> None:
    """A user who mistypes a command needs the reason, not a traceback."""
    ran = terminal.run(*arguments)
    assert (ran.status, ran.out) == (2, "")
    assert "Traceback" not in ran.err
    assert ran.err.strip()


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize("command", [("check", "us_state"), ("show", "KW")], ids=" ".join)
def test_a_home_that_is_a_file_is_named(
    terminal: Terminal, tmp_path: Path, command: tuple[str, ...]
) -> None:
    """A message that names the path shows that the disk is not mounted."""
    file = tmp_path / "file"
    file.write_text("not a folder")
    ran = terminal.run(*command, "--home", str(file))
    assert ran.status == 2
    assert str(file) in ran.err
    assert ran.err.count("\n") == 1


@pytest.mark.usefixtures("site")
def test_an_unreadable_ledger_is_named_and_kept(terminal: Terminal) -> None:
    """An unreadable ledger may be the only copy of a year; it must not be overwritten."""
    terminal.home.mkdir()
    ledger = terminal.home / "ledger.sqlite"
    ledger.write_text("this was a ledger once")
    ran = terminal.run("check", "us_state")
    assert ran.status == 2
    assert str(ledger) in ran.err
    assert ran.err.count("\n") == 1
    assert ledger.read_text() == "this was a ledger once"


@pytest.mark.usefixtures("site")
def test_the_home_option_overrides_the_environment(terminal: Terminal, tmp_path: Path) -> None:
    """A user who gives --home means this folder, even if an old profile names another."""
    terminal.run("check", "us_state", "--home", str(tmp_path / "other"))
    assert (tmp_path / "other" / "ledger.sqlite").exists()
    assert not terminal.home.exists()
    terminal.run("check", "us_state")
    assert (terminal.home / "ledger.sqlite").exists()


@pytest.mark.parametrize("url", ["ftp://mirror.example/feed", "feed.xml", "http://[", "http://"])
def test_an_invalid_endpoint_url_is_named(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    """A typing error in a setting must not look like an outage of the publisher."""
    monkeypatch.setenv("ADVISORY_WATCH_DOOR_US_STATE_RSS", url)
    ran = terminal.run("check", "us_state")
    assert ran.status == 2
    assert "ADVISORY_WATCH_DOOR_US_STATE_RSS: expected an http or https URL" in ran.err
