"""`advisory-watch show`: the record of a destination, its dates, and the evidence."""

import gzip
from datetime import UTC, date, datetime

import pytest
from warcio.archiveiterator import ArchiveIterator

from support.publishers.http_publisher import Site, an_answer
from support.publishers.us_feed import FeedEntry, a_feed, a_raise
from support.terminal import Terminal

FIRST_ISSUE = FeedEntry().issued_on


@pytest.mark.usefixtures("raised")
@pytest.mark.parametrize("name", ["KW", "kwt", "Kuwait", "kuwait"])
def test_both_issues_are_shown_with_their_dates(terminal: Terminal, name: str) -> None:
    """'Since when?' is the first question of a reader who gets an alert."""
    shown = terminal.run("show", name).out
    assert shown.index("Level 3: Reconsider Travel") < shown.index("Level 1: Exercise Normal")
    assert f"issued     {FIRST_ISSUE}" in shown
    assert f"issued     {a_raise().issued_on}" in shown
    assert "level raised" in shown


def test_the_page_behind_a_version_is_a_standard_warc_file(
    terminal: Terminal, raised: bytes
) -> None:
    """Evidence must be readable without this program."""
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
    """Scripts depend on these names."""
    (known,) = terminal.run("show", "KW", "--json").lines
    first, second = known["versions"]
    assert (known["source"], known["destination"], known["held"]) == ("us_state", "KW", None)
    assert (first["version"], first["changes"], first["severity"]) == (1, ["first_seen"], 1)
    assert (second["version"], second["severity"]) == (2, 3)
    assert date.fromisoformat(first["issued_on"]) == FIRST_ISSUE
    assert datetime.fromisoformat(second["seen_at"]).tzinfo == UTC


@pytest.mark.usefixtures("read_once")
def test_a_pending_candidate_is_shown_with_its_reason(terminal: Terminal, site: Site) -> None:
    """A user who sees the change must learn that it is pending, and why no alert was sent."""
    unstated = FeedEntry(severity=a_raise().severity, text="A curfew is in force.")
    site.play("/us_state/rss", an_answer(a_feed(KW=unstated)))
    checked = terminal.run("check", "us_state").out
    assert "Unconfirmed" in checked
    shown = " ".join(terminal.run("show", "KW").out.split())
    assert "Level 3: Reconsider Travel (unconfirmed)" in shown
    assert "the text does not state the level of its title" in shown
    (known,) = terminal.run("show", "KW", "--json").lines
    assert known["held"]["severity"] == 3


def test_a_destination_never_read_is_said_to_be_so(terminal: Terminal) -> None:
    """An empty answer would look like 'no change'."""
    ran = terminal.run("show", "Kuwait")
    assert ran.status == 0
    assert "Nothing is known of it yet" in ran.out


@pytest.mark.parametrize("option", [(), ("--json",)], ids=["person", "program"])
def test_the_command_creates_no_home(terminal: Terminal, option: tuple[str, ...]) -> None:
    """A folder created for a mistyped path looks like a ledger that was lost."""
    ran = terminal.run("show", "Kuwait", *option)
    assert f"there is no {terminal.home}" in " ".join((ran.out + ran.err).split())
    assert (ran.status, ran.lines if option else []) == (0, [])
    assert not terminal.home.exists()
