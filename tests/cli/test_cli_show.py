"""`advisory-watch show`: what is known, since when, and the proof."""

import gzip
from datetime import UTC, date, datetime

import pytest
from warcio.archiveiterator import ArchiveIterator

from publisher import Site, an_answer
from terminal import Terminal
from us_feed import Issue, a_feed, a_raise

FIRST_ISSUE = Issue().issued_on


@pytest.mark.usefixtures("raised")
@pytest.mark.parametrize("name", ["KW", "kwt", "Kuwait", "kuwait"])
def test_both_issues_are_told_with_their_dates(terminal: Terminal, name: str) -> None:
    """'Since when?' is the first question of everybody who is told of a change."""
    shown = terminal.run("show", name).out
    assert shown.index("Level 3: Reconsider Travel") < shown.index("Level 1: Exercise Normal")
    assert f"issued     {FIRST_ISSUE}" in shown
    assert f"issued     {a_raise().issued_on}" in shown
    assert "level raised" in shown


def test_the_page_behind_a_version_opens_with_the_tools_of_web_archives(
    terminal: Terminal, raised: bytes
) -> None:
    """Proof that only we can open is no proof."""
    (known,) = terminal.run("show", "KW", "--json").lines
    key = known["versions"][-1]["archive_key"]
    assert key in terminal.run("show", "KW").out
    (path,) = terminal.home.glob(f"pages/*/{key}*")
    with path.open("rb") as file:
        record = next(iter(ArchiveIterator(file)))
        assert record.rec_type == "response"
        assert record.content_stream().read() == raised
    assert gzip.decompress(path.read_bytes()).startswith(b"WARC/1.1")


@pytest.mark.usefixtures("raised")
def test_the_history_is_one_object_for_other_programs(terminal: Terminal) -> None:
    """Scripts hold on to these names."""
    (known,) = terminal.run("show", "KW", "--json").lines
    first, second = known["versions"]
    assert (known["source"], known["destination"], known["held"]) == ("us_state", "KW", None)
    assert (first["version"], first["changes"], first["severity"]) == (1, ["first_seen"], 1)
    assert (second["version"], second["severity"]) == (2, 3)
    assert date.fromisoformat(first["issued_on"]) == FIRST_ISSUE
    assert datetime.fromisoformat(second["seen_at"]).tzinfo == UTC


def test_a_candidate_that_waits_is_shown_with_its_reason(terminal: Terminal, site: Site) -> None:
    """Who doubts us must see that we saw it too, and why nobody was told."""
    terminal.run("check", "us_state")
    level_4 = Issue(severity=a_raise().severity, text="Reconsider travel due to unrest.")
    site.play("/us_state/rss", an_answer(a_feed(KW=level_4)))
    checked = terminal.run("check", "us_state").out
    assert "Unconfirmed" in checked
    shown = " ".join(terminal.run("show", "KW").out.split())
    assert "Level 3: Reconsider Travel (unconfirmed)" in shown
    assert "another level under the known issue date" in shown
    (known,) = terminal.run("show", "KW", "--json").lines
    assert known["held"]["severity"] == 3


def test_a_destination_never_read_is_said_to_be_so(terminal: Terminal) -> None:
    """An empty answer reads like 'all quiet'."""
    ran = terminal.run("show", "Kuwait")
    assert ran.status == 0
    assert "Nothing is known of it yet" in ran.out


@pytest.mark.parametrize("option", [(), ("--json",)], ids=["person", "program"])
def test_to_ask_makes_no_home(terminal: Terminal, option: tuple[str, ...]) -> None:
    """A mistyped folder that suddenly exists looks like a ledger that was lost."""
    ran = terminal.run("show", "Kuwait", *option)
    assert f"there is no {terminal.home}" in " ".join((ran.out + ran.err).split())
    assert (ran.status, ran.lines if option else []) == (0, [])
    assert not terminal.home.exists()
