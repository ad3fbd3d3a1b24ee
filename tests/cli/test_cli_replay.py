"""`advisory-watch replay`, on small WARC files written for each test."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from advisory_watch.bootstrap.local import open_home
from advisory_watch.core.advisory import Severity
from support.builders import NOON, an_alert
from support.publishers.http_publisher import Site, an_answer
from support.publishers.us_feed import FeedEntry, a_feed
from support.publishers.warc_files import write_warc
from support.terminal import Terminal

FEED_URL = "https://travel.state.gov/_res/rss/TAsTWs.xml"

RAISED = FeedEntry(
    severity=Severity.RECONSIDER,
    issued_on=NOON.date(),
    text="Reconsider travel due to unrest. Demonstrations may turn violent.",
)

FIELDS = [
    "source",
    "destination",
    "kind",
    "from_severity",
    "to_severity",
    "from_native",
    "to_native",
    "decided_at",
    "issued_on",
    "rule",
    "urgent",
]
"""The fields that other programs depend on, in order (docs: From outside)."""


def write_feeds(path: Path, *documents: bytes, url: str = FEED_URL, first_hour: int = 0) -> Path:
    """Write captures of a page, an hour apart."""
    captures = ((hour, url, document) for hour, document in enumerate(documents, start=first_hour))
    return write_warc(path, captures)


@pytest.fixture
def warc(tmp_path: Path) -> str:
    """Write a raise of Kuwait as a compressed WARC file."""
    path = write_feeds(tmp_path / "kuwait.warc.gz", a_feed(), a_feed(), a_feed(KW=RAISED))
    return str(path)


def test_a_change_has_exactly_the_agreed_fields(terminal: Terminal, warc: str) -> None:
    """The scores of every month are computed from these lines."""
    ran = terminal.run("replay", warc, "--json")
    assert (ran.status, ran.err) == (0, "")
    (change,) = ran.lines
    assert list(change)[: len(FIELDS)] == FIELDS
    assert {name: change[name] for name in FIELDS if name != "rule"} == {
        "source": "us_state",
        "destination": "KW",
        "kind": "level_raised",
        "from_severity": 1,
        "to_severity": 3,
        "from_native": "Level 1: Exercise Normal Precautions",
        "to_native": "Level 3: Reconsider Travel",
        "decided_at": "2026-09-01T14:00:00+00:00",
        "issued_on": "2026-09-01",
        "urgent": True,
    }


def test_captures_of_all_files_are_replayed_in_time_order(
    terminal: Terminal, tmp_path: Path
) -> None:
    """Files are named after places and years, and a shell lists them in another order."""
    late = write_feeds(tmp_path / "a.warc", a_feed(KW=RAISED), first_hour=5)
    early = write_feeds(tmp_path / "b.warc.gz", a_feed())
    (change,) = terminal.run("replay", str(late), str(early), "--json").lines
    assert (change["kind"], change["decided_at"]) == ("level_raised", "2026-09-01T17:00:00+00:00")


def test_a_person_sees_the_changes_and_how_much_was_read(terminal: Terminal, warc: str) -> None:
    """'No changes' means nothing without the number of captures."""
    shown = terminal.run("replay", warc).out
    assert "Level 1 → Level 3" in shown
    assert re.search(r"^  2026-09-01   us_state   Kuwait \(KW\) ", shown, re.MULTILINE)
    assert shown.endswith("readings: 3, changes: 1\n")
    assert max(map(len, shown.splitlines())) <= 80


def test_what_is_skipped_is_counted_and_named(
    terminal: Terminal, warc: str, tmp_path: Path
) -> None:
    """A reviewer must see that an archive held more than was judged."""
    style = "https://travel.state.gov/style.css"
    more = write_warc(tmp_path / "more.warc", [(0, style, b"b {}"), (1, f"{style}?2", b"b {}")])
    unchanged = write_warc(tmp_path / "304.warc", [(0.5, FEED_URL, b"")], status="304 Not Modified")
    moved = write_warc(tmp_path / "301.warc", [(0.5, FEED_URL, b"")], status="301 Moved")
    files = [warc, *map(str, (more, unchanged, moved))]
    for ran in (terminal.run("replay", *files), terminal.run("replay", *files, "--json")):
        assert ran.status == 0
        said = " ".join((ran.out + ran.err).split())
        assert f"skipped: 2 captures of pages that no source reads, such as {style}" in said
        assert f"skipped: 1 capture with HTTP 304, which says nothing, such as {FEED_URL}" in said
        assert f"skipped: 1 capture of redirects, such as {FEED_URL}" in said
        assert "could not be read" not in said


def test_captures_of_another_source_were_not_asked_for(terminal: Terminal, warc: str) -> None:
    """They are left out by the caller, and not skipped by the program."""
    feed = "https://ch.usembassy.gov/category/alert/feed/"
    posts = write_feeds(Path(warc).parent / "posts.warc", b"<rss>", url=feed)
    ran = terminal.run("replay", warc, str(posts), "--source", "us_state", "--json")
    assert (ran.status, ran.err) == (0, "")


def test_an_archived_wall_is_a_failed_reading(terminal: Terminal, tmp_path: Path) -> None:
    """A day on which the publisher refused the crawler is not a quiet day."""
    path = write_warc(tmp_path / "x.warc", [(0, FEED_URL, b"Denied")], status="403 Forbidden")
    ran = terminal.run("replay", str(path))
    assert ran.status == 2
    assert "HTTP 403, page 'Denied' (remedy:" in " ".join(ran.out.split())


def test_every_result_for_a_destination_can_be_explained(terminal: Terminal, warc: str) -> None:
    """A traveller without a warning may ask which rule decided that, and when."""
    shown = terminal.run("replay", warc, "--explain", "Kuwait").out
    assert "(first_sight)" in shown
    assert re.search(r"2026-09-01 +us_state +KW .*changed", shown)
    assert "  14:00 " in shown


def test_every_result_is_a_json_line(terminal: Terminal, warc: str) -> None:
    """A program must process months with thousands of results; a table is only for people."""
    first, *_, last = terminal.run("replay", warc, "--explain", "KW", "--json").lines
    assert (first["outcome"], first["rule"]) == ("first_seen", "first_sight")
    assert last.pop("reason")
    assert last == {
        "read_at": "2026-09-01T14:00:00+00:00",
        "destination": "KW",
        "outcome": "changed",
        "rule": "newer_issue",
        "native_level": "Level 3: Reconsider Travel",
        "severity": 3,
        "issued_on": "2026-09-01",
        "source": "us_state",
    }


def test_nothing_is_stored_without_a_home_option(
    terminal: Terminal, warc: str, tmp_path: Path
) -> None:
    """A trial replay must not write history into the real ledger."""
    terminal.run("replay", warc, "--json")
    assert not terminal.home.exists()
    terminal.run("replay", warc, "--home", str(tmp_path / "kept"))
    (known,) = terminal.run("show", "KW", "--json", "--home", str(tmp_path / "kept")).lines
    assert [version["version"] for version in known["versions"]] == [1, 2]


def test_replaying_twice_into_one_home_reports_once(
    terminal: Terminal, warc: str, tmp_path: Path
) -> None:
    """The second run of a script must not look like a second crisis."""
    arguments = ("replay", warc, "--json", "--home", str(tmp_path / "kept"))
    assert len(terminal.run(*arguments).lines) == 1
    assert terminal.run(*arguments).lines == []


def test_a_replay_into_a_home_sends_nothing_later(
    terminal: Terminal, site: Site, warc: str
) -> None:
    """Captures are history: the next check must not send the alerts of last year."""
    terminal.run("replay", warc, "--home", str(terminal.home))
    site.play("/us_state/rss", an_answer(a_feed(KW=RAISED)))
    checked = terminal.run("check", "us_state")
    assert "Nothing changed" in checked.out
    assert "Subject:" not in checked.out
    with open_home(terminal.home) as home:
        assert list(home.outbox.pending()) == []
        (alert,) = home.outbox.sent("2026-09")
    assert (alert.destination, alert.kind) == ("KW", "level_raised")


def test_a_replay_leaves_waiting_alerts_pending(terminal: Terminal, warc: str) -> None:
    """An alert that an interrupted check left behind is news, also after a replay."""
    with open_home(terminal.home) as home:
        home.outbox.enqueue(an_alert())
    terminal.run("replay", warc, "--home", str(terminal.home))
    with open_home(terminal.home) as home:
        assert [alert.id for alert in home.outbox.pending()] == [an_alert().id]


def test_an_unreadable_capture_is_named_with_status_one(terminal: Terminal, tmp_path: Path) -> None:
    """A gap in an archive is a gap in the score."""
    path = write_feeds(tmp_path / "gap.warc", a_feed(), b"<html>sorry", a_feed(KW=RAISED))
    ran = terminal.run("replay", str(path), "--json")
    assert ran.status == 1
    assert [change["kind"] for change in ran.lines] == ["level_raised"]
    assert "2026-09-01 13:00 us_state could not be read: rss: blocked, a web page" in ran.err


def _missing(path: Path) -> None:
    assert not path.exists()


def _text(path: Path) -> None:
    path.write_text("Dear reader,\n")


def _empty(path: Path) -> None:
    path.touch()


def _folder(path: Path) -> None:
    path.mkdir()


def _cut_packed(path: Path) -> None:
    whole = write_feeds(path, a_feed(), a_feed()).read_bytes()
    path.write_bytes(whole[:-900])


def _cut_plain(path: Path) -> None:
    whole = write_feeds(path.with_suffix(".warc"), a_feed(), a_feed()).read_bytes()
    path.write_bytes(whole[:-900])


def _damaged(path: Path) -> None:
    whole = write_feeds(path, a_feed(), a_feed()).read_bytes()
    path.write_bytes(whole.replace(whole[900:904], b"\0\0\0\0"))


def _other_pages_only(path: Path) -> None:
    write_feeds(path, b"<html>", url="https://example.org/")


@pytest.mark.parametrize(
    "make",
    [_missing, _text, _empty, _folder, _cut_packed, _cut_plain, _damaged, _other_pages_only],
    ids=lambda make: make.__name__.strip("_"),
)
@pytest.mark.parametrize("option", ["--json", "--explain=KW"])
def test_an_unreadable_file_is_one_line_with_status_two(
    terminal: Terminal, tmp_path: Path, make: Callable[[Path], None], option: str
) -> None:
    """Half an archive that passes for a whole one gives a wrong score."""
    path = tmp_path / "x.warc.gz"
    make(path)
    ran = terminal.run("replay", str(path), option)
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.startswith("advisory-watch: ")
    assert ran.err.count("\n") == 1


def test_more_processes_print_the_same_lines(terminal: Terminal, warc: str, tmp_path: Path) -> None:
    """The result must not depend on the number of processors."""
    feed = "https://ch.usembassy.gov/category/alert/feed/"
    files = [warc, str(write_feeds(tmp_path / "posts.warc", b"<rss>", url=feed, first_hour=1))]
    single, two = (terminal.run("replay", *files, "--json", "--jobs", jobs) for jobs in "12")
    assert single == two
    assert len(single.lines) == 1
    assert "13:00 us_embassies ch.usembassy.gov: expected well-formed XML" in single.err


@pytest.mark.parametrize("jobs", ["0", "-1", "65"])
def test_an_invalid_number_of_processes_is_refused(
    terminal: Terminal, warc: str, jobs: str
) -> None:
    """Zero processes replay nothing, and a thousand overload the machine."""
    ran = terminal.run("replay", warc, "--jobs", jobs)
    assert (ran.status, ran.out) == (2, "")
    assert f"--jobs: expected 1 to 64 processes, found {jobs}" in ran.err
