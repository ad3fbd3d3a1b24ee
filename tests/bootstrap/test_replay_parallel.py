"""Replay by several processes: same decisions and same files as by one."""

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import pytest

from advisory_watch.bootstrap.replay import CaptureSet, plan_replay, replay
from advisory_watch.core.advisory import Severity
from advisory_watch.core.errors import UsageError
from advisory_watch.sources import SOURCES
from support.builders import NOON
from support.publishers.us_feed import FeedEntry, a_feed
from support.publishers.warc_files import write_warc

FEED = SOURCES["us_state"].endpoints[0].target.url
LIST = SOURCES["ca_gac"].endpoints[0].target.url
POST = "https://ru.usembassy.gov/category/alert/feed/"
STRANGE = "https://example.org/style.css"

RAISED = FeedEntry(
    severity=Severity.RECONSIDER,
    issued_on=NOON.date(),
    text="Reconsider travel due to unrest. Demonstrations may turn violent.",
)

NO_NEWS = b'<?xml version="1.0"?><rss version="2.0"><channel></channel></rss>'

LEAVE_NOW = b"""<?xml version="1.0"?><rss version="2.0"><channel><item>
<title>Security Alert: Depart Immediately</title>
<link>https://ru.usembassy.gov/depart/</link><guid>https://ru.usembassy.gov/?p=1</guid>
<pubDate>Tue, 01 Sep 2026 13:30:00 +0000</pubDate>
<description>U.S. citizens should depart immediately.</description>
</item></channel></rss>"""

CAPTURES = (
    (0, POST, NO_NEWS),
    (0, FEED, a_feed()),
    (1, FEED, a_feed()),
    (1, STRANGE, b"body { color: red }"),
    (2, LIST, b"<html>sorry"),
    (2, FEED, a_feed(KW=RAISED)),
    (2, POST, LEAVE_NOW),
    (3, FEED, b"<html>sorry"),
    (3, POST, LEAVE_NOW),
)
"""Three sources, with unreadable pages, a page of no source, and shared capture times."""


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """Write the captures into two files, so that each source has some in both."""
    return [
        write_warc(tmp_path / "late.warc", CAPTURES[5:]),
        write_warc(tmp_path / "early.warc.gz", CAPTURES[:5]),
    ]


def rows(folder: Path) -> Mapping[str, list[tuple[object, ...]]]:
    """Return the rows of all tables of a home."""
    tables = ("known", "health", "version", "alert")
    with closing(sqlite3.connect(folder / "ledger.sqlite")) as ledger:
        return {table: sorted(ledger.execute(f"SELECT * FROM {table}")) for table in tables}  # noqa: S608 - our own names


def pages(folder: Path) -> Mapping[str, bytes]:
    """Return the archived pages of a home."""
    return {path.name: path.read_bytes() for path in (folder / "pages").rglob("*.warc.gz")}


def test_more_processes_decide_and_keep_what_one_does(files: list[Path], tmp_path: Path) -> None:
    """A history must not depend on the number of processors."""
    homes = {jobs: tmp_path / str(jobs) for jobs in (1, 2)}
    serial, parallel = (
        list(replay(plan_replay(CaptureSet(files=files, folder=homes[n])), jobs=n)) for n in homes
    )
    assert serial == parallel
    assert [(outcome.decided_at.hour, outcome.source) for outcome in serial if outcome.changes] == [
        (14, "us_state"),
        (14, "us_embassies"),
    ]
    assert rows(homes[1]) == rows(homes[2])
    assert pages(homes[1]) == pages(homes[2]) != {}


@pytest.mark.slow
def test_several_processes_report_every_capture_of_a_source(files: list[Path]) -> None:
    """A progress bar that does not move looks like a program that hangs."""
    reports: list[tuple[int, int]] = []
    bulk = CaptureSet(files=files, about="RU")
    outcomes = list(replay(plan_replay(bulk), jobs=2, progress=lambda *each: reports.append(each)))
    assert reports[-1] == (8, 8)
    assert {detection.destination for outcome in outcomes for detection in outcome.detections} == {
        "RU"
    }


def test_an_unreadable_file_stops_the_replay_at_the_start(
    files: list[Path], tmp_path: Path
) -> None:
    """A home with records of only half of the sources would be impossible to explain."""
    bulk = CaptureSet(files=[*files, tmp_path / "missing.warc"], folder=tmp_path / "home")
    with pytest.raises(UsageError, match=r"missing\.warc: expected a WARC file"):
        list(replay(plan_replay(bulk), jobs=2))
    assert not (tmp_path / "home").exists()


@pytest.mark.slow
def test_two_sources_of_one_page_are_replayed_in_the_same_order(tmp_path: Path) -> None:
    """Japan's feed has levels and mails; each source has its own process, which may end first."""
    feed = SOURCES["jp_mofa"].endpoints[0].target.url
    empty = b'<opendata mailCount="0"></opendata>'
    files = [write_warc(tmp_path / "japan.warc", [(0, feed, empty), (1, feed, empty)])]
    found = [
        [outcome.source for outcome in replay(plan_replay(CaptureSet(files=files)), jobs=jobs)]
        for jobs in (1, 2)
    ]
    assert found == [["jp_mofa", "jp_mofa_mail"] * 2] * 2
