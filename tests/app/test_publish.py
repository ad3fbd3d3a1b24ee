"""Publishing from the ledger to the site storage, with a plain site builder."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest

from advisory_watch.adapters.memory import MemoryLedger, MemoryOutbox
from advisory_watch.app.publish import PublishSite
from advisory_watch.app.publish_pages import NewFile, Outcome, PageBuilder, UnreadableHistory
from advisory_watch.app.retract import Retractor
from advisory_watch.core.advisory import Change, Severity
from advisory_watch.core.alert import build_alert
from advisory_watch.core.change_log import ChangeLog, SiteSnapshot, build_change_log
from advisory_watch.core.errors import CorruptLedger, LedgerError, StaleVersion
from advisory_watch.core.record import DestinationRecord
from advisory_watch.core.serialization import from_json, to_json
from advisory_watch.core.views import DestinationHistory, SourceHistory, history_steps
from advisory_watch.core.web_file import WebFile
from advisory_watch.sources import SOURCES
from support.builders import NOON, a_record, a_version, an_advisory
from support.change_logs import with_history

REGISTERED = ("us_state", "uk_fcdo")


class PlainPress:
    """Implement the port `Press`: one line a file."""

    def render_front_page(self, site_snapshot: SiteSnapshot) -> Iterator[WebFile]:
        """Write the sources that were read and those that failed."""
        content = [
            [source_state.health.source for source_state in site_snapshot.states],
            dict(site_snapshot.lost),
        ]
        yield WebFile(path="index.html", body=json.dumps(content).encode())

    def render_destination(self, dossier: DestinationHistory, at: datetime) -> Iterator[WebFile]:
        """Write each source with its number of steps, and one file for each alert."""
        del at
        steps = [(history.record.source, len(history.steps)) for history in dossier.histories]
        path = f"d/{dossier.destination.lower()}.html"
        yield WebFile(path=path, body=json.dumps([steps, sorted(dossier.found)]).encode())
        for alert in dossier.alerts:
            yield WebFile(path=f"c/{alert.id}.html", body=b"a change")

    def render_change_log(self, change_log: ChangeLog) -> Iterator[WebFile]:
        """Write the list as JSON, and its length as CSV."""
        yield WebFile(path="changes.csv", body=f"{len(change_log.entries)}".encode())
        yield WebFile(path="changes.json", body=to_json(change_log).encode())

    def read_change_log(self, body: bytes) -> ChangeLog:
        """Parse the list."""
        return from_json(ChangeLog, body)

    def render_static_files(self) -> Iterator[WebFile]:
        """Write the style sheet."""
        yield WebFile(path="static/site.css", body=b"body {}")


@dataclass
class MemoryShelf:
    """Implement the port `Shelf`; `order` records the order of writes.

    `rivals` are change logs that other publishers store, one before each of our next `replace`
    calls.
    """

    files: dict[str, bytes] = field(default_factory=dict)
    order: list[str] = field(default_factory=list)
    rivals: list[bytes] = field(default_factory=list)

    def get(self, path: str) -> bytes | None:
        """Return the content of a file."""
        return self.files.get(path)

    def put(self, file: WebFile) -> bool:
        """Write the file if its content differs."""
        if self.files.get(file.path) == file.body:
            return False
        self.files[file.path] = file.body
        self.order.append(file.path)
        return True

    def replace(self, file: WebFile, seen: bytes | None) -> bool:
        """Write the file unless another publisher wrote it first."""
        if self.rivals:
            self.files[file.path] = self.rivals.pop(0)
        return self.files.get(file.path) == seen and (self.put(file) or True)


class FrailLedger(MemoryLedger):
    """A ledger that cannot read some of its items."""

    lost_sources: frozenset[str] = frozenset()
    lost_destinations: frozenset[str] = frozenset()

    def state(self, source_id: str, *, may_lag: bool = False) -> Any:
        """Raise `CorruptLedger` for a lost source."""
        if source_id in self.lost_sources:
            raise CorruptLedger(f"{source_id}: expected a record")
        return super().state(source_id, may_lag=may_lag)

    def destinations(self, destination: str) -> tuple[DestinationRecord, ...]:
        """Raise `CorruptLedger` for a lost destination."""
        if destination in self.lost_destinations:
            raise CorruptLedger(f"{destination}: expected a record")
        return super().destinations(destination)


@dataclass
class Desk:
    """A ledger with its outbox, a site storage, and a publisher between them."""

    outbox: MemoryOutbox = field(default_factory=MemoryOutbox)
    storage: MemoryShelf = field(default_factory=MemoryShelf)

    def __post_init__(self) -> None:
        self.ledger = FrailLedger(self.outbox)

    @property
    def publisher(self) -> PublishSite:
        """Build a new publisher, as each run does."""
        pages = PageBuilder(
            ledger=self.ledger,
            outbox=self.outbox,
            storage=self.storage,
            site_builder=PlainPress(),
            sources=tuple(SOURCES[registered] for registered in REGISTERED),
        )
        return PublishSite(pages=pages, clock=lambda: NOON)

    def say(self, source: str, code: str, *severities: Severity) -> list[str]:
        """Record one version for each level; return the ids of the alerts made."""
        before, alert_ids = None, []
        for number, severity in enumerate(severities, start=1):
            now = an_advisory(severity, source=source, destination=code)
            changes = (Change.FIRST_SEEN,) if before is None else (Change.LEVEL_RAISED,)
            at = NOON + timedelta(minutes=number)
            version = a_version(now, number=number, changes=changes, decided_at=at)
            alert = build_alert(before, version)
            self.ledger.record(a_record(now, number=number, revision=number), version, alert)
            before = now
            alert_ids += [alert.id] if alert else []
        return alert_ids


@pytest.fixture
def desk() -> Desk:
    """Record two governments for Kuwait and one for Nepal; the US raised Kuwait."""
    desk = Desk()
    desk.say("us_state", "KW", Severity.NORMAL, Severity.RECONSIDER)
    desk.say("uk_fcdo", "KW", Severity.CAUTION)
    desk.say("us_state", "NP", Severity.CAUTION)
    return desk


def paths(outcomes: Iterator[Outcome]) -> list[str]:
    """Return the written paths, in order."""
    return [outcome.path for outcome in outcomes if isinstance(outcome, NewFile)]


def test_pages_come_before_the_lists_that_link_to_them(desk: Desk) -> None:
    """A fast reader must not find a link to a missing page."""
    (alert_id,) = [alert.id for alert in desk.outbox.pending()]
    written = paths(desk.publisher.whole())
    assert written == desk.storage.order
    assert written == [
        "static/site.css",
        "d/kw.html",
        f"c/{alert_id}.html",
        "d/np.html",
        "changes.json",
        "changes.csv",
        "index.html",
    ]


@pytest.mark.parametrize("again", ["whole", "front_page"])
def test_an_unchanged_file_is_not_written(desk: Desk, again: str) -> None:
    """Every object version costs money, and an unchanged feed must not trigger notifications."""
    list(desk.publisher.whole())
    assert paths(getattr(desk.publisher, again)()) == []


def test_only_a_touched_destination_is_written(desk: Desk) -> None:
    """One change must not cost a whole site."""
    list(desk.publisher.whole())
    desk.say("uk_fcdo", "NP", Severity.NORMAL, Severity.DO_NOT_TRAVEL)
    written = paths(desk.publisher.touched(["NP"]))
    assert [written_path for written_path in written if not written_path.startswith("c/")] == [
        "d/np.html",
        "changes.json",
        "changes.csv",
    ]
    assert desk.storage.files["changes.csv"] == b"2"


def test_touching_gives_the_same_files_as_a_full_build(desk: Desk) -> None:
    """A site that depends on its history of updates could not be rebuilt."""
    list(desk.publisher.whole())
    desk.say("uk_fcdo", "NP", Severity.NORMAL, Severity.DO_NOT_TRAVEL)
    list(desk.publisher.touched(["NP"]))
    touched = dict(desk.storage.files)
    desk.storage.files.clear()
    list(desk.publisher.whole())
    assert desk.storage.files == touched


def test_the_list_is_merged_as_the_core_merges_it(desk: Desk) -> None:
    """Merging many destinations at once must equal merging them one by one."""
    list(desk.publisher.whole())
    known = desk.ledger.destinations("KW")
    histories = tuple(
        SourceHistory(record=item, steps=history_steps(desk.ledger.history(item.source, "KW")))
        for item in known
    )
    merged = with_history(
        build_change_log(()),
        DestinationHistory(destination="KW", histories=histories),
        lambda item: SOURCES[item].title,
    )
    assert desk.storage.files["changes.json"] == to_json(merged).encode()


@pytest.mark.parametrize("standing", [None, b"not a list"])
def test_without_a_usable_list_the_whole_site_is_written(
    desk: Desk, standing: bytes | None
) -> None:
    """A list of one change would look like a world in which nothing else happened."""
    if standing is not None:
        desk.storage.files["changes.json"] = standing
    assert {"d/kw.html", "d/np.html"} <= set(paths(desk.publisher.touched(["NP"])))


def test_sources_keep_their_order_and_retired_ones_come_last(desk: Desk) -> None:
    """A government must have the same place on every page."""
    desk.say("a_retired_one", "KW", Severity.CAUTION)
    list(desk.publisher.whole())
    steps, _found = json.loads(desk.storage.files["d/kw.html"])
    assert steps == [["us_state", 2], ["uk_fcdo", 1], ["a_retired_one", 1]]


def test_a_retraction_reaches_the_page(desk: Desk) -> None:
    """A reader who opens the link a day later must see that it was wrong."""
    (alert,) = desk.outbox.pending()
    list(desk.publisher.whole())
    assert desk.publisher.destinations_of([alert.id]) == {alert.id: "KW"}
    Retractor(outbox=desk.outbox, clock=lambda: NOON).retract(alert.id, "A test page.")
    assert "changes.json" in paths(desk.publisher.touched(["KW"]))
    (entry,) = from_json(ChangeLog, desk.storage.files["changes.json"]).entries
    assert entry.is_retracted


def test_a_lost_destination_keeps_its_page_and_blocks_no_other(desk: Desk) -> None:
    """One unreadable item must not stop the pages of two hundred countries."""
    list(desk.publisher.whole())
    before = dict(desk.storage.files)
    desk.ledger.lost_destinations = frozenset({"KW"})
    desk.say("uk_fcdo", "NP", Severity.CAUTION)
    outcomes = list(desk.publisher.whole())
    assert [item.about for item in outcomes if isinstance(item, UnreadableHistory)] == ["KW"]
    assert "d/np.html" in paths(iter(outcomes))
    for item in ("d/kw.html", "changes.json"):
        assert desk.storage.files[item] == before[item]


def test_a_lost_source_is_named_on_the_front_page(desk: Desk) -> None:
    """A missing government would look like a government without advice."""
    desk.ledger.lost_sources = frozenset({"uk_fcdo"})
    (held,) = [
        outcome for outcome in desk.publisher.whole() if isinstance(outcome, UnreadableHistory)
    ]
    assert held.about == "uk_fcdo"
    read, lost = json.loads(desk.storage.files["index.html"])
    assert (read, list(lost)) == (["us_state"], ["uk_fcdo"])


def test_two_publishers_at_once_lose_no_line(desk: Desk) -> None:
    """A change that is in no list cannot be found by readers."""
    list(desk.publisher.whole())
    rival = Desk(outbox=desk.outbox)
    rival.say("us_state", "FR", Severity.NORMAL, Severity.DO_NOT_TRAVEL)
    list(rival.publisher.whole())
    desk.say("uk_fcdo", "NP", Severity.NORMAL, Severity.DO_NOT_TRAVEL)
    desk.storage.rivals = [rival.storage.files["changes.json"]]
    list(desk.publisher.touched(["NP"]))
    entries = from_json(ChangeLog, desk.storage.files["changes.json"]).entries
    assert {entry.destination for entry in entries} == {"FR", "NP"}
    assert desk.storage.files["changes.csv"] == b"2"


def test_a_publisher_that_is_always_overtaken_fails(desk: Desk) -> None:
    """A line dropped silently would be missing until the next day."""
    list(desk.publisher.whole())
    desk.say("uk_fcdo", "NP", Severity.NORMAL, Severity.DO_NOT_TRAVEL)
    desk.storage.rivals = [f"not a list {number}".encode() for number in range(9)]
    with pytest.raises(StaleVersion, match=r"changes\.json"):
        list(desk.publisher.touched(["NP"]))
    assert issubclass(StaleVersion, LedgerError)
