"""Publishing: from the ledger to the shelf, with a press that prints what it was given."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest

from advisory_watch.adapters.memory import MemoryLedger, MemoryOutbox
from advisory_watch.app.publish import Publisher
from advisory_watch.app.publish_pages import Outcome, Unprinted, Written
from advisory_watch.app.retraction import Retractor
from advisory_watch.core.alerts import alert_for
from advisory_watch.core.chronicle import Chronicle, chronicle_of, with_dossier
from advisory_watch.core.dossiers import Dossier, Told, steps_of
from advisory_watch.core.errors import CorruptLedger, LedgerError, StaleVersion
from advisory_watch.core.files import File
from advisory_watch.core.overview import Overview
from advisory_watch.core.records import from_json, to_json
from advisory_watch.core.scales import Change, Severity
from advisory_watch.core.versions import Known
from advisory_watch.sources.register import SOURCES
from builders import NOON, a_known, a_version, an_advisory

REGISTERED = ("us_state", "uk_fcdo")


class PlainPress:
    """The port `Press`: one line a file."""

    def overview(self, overview: Overview) -> Iterator[File]:
        """Print who was read and who was lost."""
        said = [[each.health.source for each in overview.states], dict(overview.lost)]
        yield File(path="index.html", body=json.dumps(said).encode())

    def dossier(self, dossier: Dossier, at: datetime) -> Iterator[File]:
        """Print who speaks, with how many steps, and one file for each alert."""
        del at
        said = [(each.known.source, len(each.steps)) for each in dossier.told]
        path = f"d/{dossier.destination.lower()}.html"
        yield File(path=path, body=json.dumps([said, sorted(dossier.found)]).encode())
        for alert in dossier.alerts:
            yield File(path=f"c/{alert.id}.html", body=b"a change")

    def chronicle(self, chronicle: Chronicle) -> Iterator[File]:
        """Print the list, and its length as what is made of it."""
        yield File(path="changes.csv", body=f"{len(chronicle.entries)}".encode())
        yield File(path="changes.json", body=to_json(chronicle).encode())

    def read_chronicle(self, body: bytes) -> Chronicle:
        """Read the list back."""
        return from_json(Chronicle, body)

    def fixtures(self) -> Iterator[File]:
        """Print the style."""
        yield File(path="static/site.css", body=b"body {}")


@dataclass
class MemoryShelf:
    """The port `Shelf`, which remembers in which order it was written.

    `rivals` are lists of changes that others put there, each before our next `replace`.
    """

    files: dict[str, bytes] = field(default_factory=dict)
    order: list[str] = field(default_factory=list)
    rivals: list[bytes] = field(default_factory=list)

    def get(self, path: str) -> bytes | None:
        """Return what is in a file."""
        return self.files.get(path)

    def put(self, file: File) -> bool:
        """Write a file where it differs."""
        if self.files.get(file.path) == file.body:
            return False
        self.files[file.path] = file.body
        self.order.append(file.path)
        return True

    def replace(self, file: File, seen: bytes | None) -> bool:
        """Write a file where nobody else did."""
        if self.rivals:
            self.files[file.path] = self.rivals.pop(0)
        return self.files.get(file.path) == seen and (self.put(file) or True)


class FrailLedger(MemoryLedger):
    """A ledger that cannot give some of what it holds."""

    lost_sources: frozenset[str] = frozenset()
    lost_destinations: frozenset[str] = frozenset()

    def state(self, source_id: str) -> Any:
        """Fail for a lost source."""
        if source_id in self.lost_sources:
            raise CorruptLedger(f"{source_id}: expected a record")
        return super().state(source_id)

    def destinations(self, destination: str) -> tuple[Known, ...]:
        """Fail for a lost destination."""
        if destination in self.lost_destinations:
            raise CorruptLedger(f"{destination}: expected a record")
        return super().destinations(destination)


@dataclass
class Desk:
    """A ledger with its outbox, a shelf, and a publisher between them."""

    outbox: MemoryOutbox = field(default_factory=MemoryOutbox)
    shelf: MemoryShelf = field(default_factory=MemoryShelf)

    def __post_init__(self) -> None:
        self.ledger = FrailLedger(self.outbox)

    @property
    def publisher(self) -> Publisher:
        """Build the publisher anew, as each run does."""
        return Publisher(
            ledger=self.ledger,
            outbox=self.outbox,
            shelf=self.shelf,
            press=PlainPress(),
            sources=tuple(SOURCES[each] for each in REGISTERED),
            clock=lambda: NOON,
        )

    def say(self, source: str, code: str, *severities: Severity) -> list[str]:
        """Record what a source says of a destination, step by step; return what alerts it owes."""
        before, owed = None, []
        for number, severity in enumerate(severities, start=1):
            now = an_advisory(severity, source=source, destination=code)
            changes = (Change.FIRST_SEEN,) if before is None else (Change.LEVEL_RAISED,)
            at = NOON + timedelta(minutes=number)
            version = a_version(now, number=number, changes=changes, decided_at=at)
            alert = alert_for(before, version)
            self.ledger.record(a_known(now, number=number, revision=number), version, alert)
            before = now
            owed += [alert.id] if alert else []
        return owed


@pytest.fixture
def desk() -> Desk:
    """Let two governments speak of Kuwait, one of Nepal; the US raised Kuwait."""
    desk = Desk()
    desk.say("us_state", "KW", Severity.NORMAL, Severity.RECONSIDER)
    desk.say("uk_fcdo", "KW", Severity.CAUTION)
    desk.say("us_state", "NP", Severity.CAUTION)
    return desk


def paths(outcomes: Iterator[Outcome]) -> list[str]:
    """Return what was written, in order."""
    return [each.path for each in outcomes if isinstance(each, Written)]


def test_pages_come_before_the_lists_that_link_to_them(desk: Desk) -> None:
    """A reader who is faster than we are must not find a link to nothing."""
    (alert_id,) = [each.id for each in desk.outbox.pending()]
    written = paths(desk.publisher.whole())
    assert written == desk.shelf.order
    assert written == [
        "static/site.css",
        "d/kw.html",
        f"c/{alert_id}.html",
        "d/np.html",
        "changes.json",
        "changes.csv",
        "index.html",
    ]


@pytest.mark.parametrize("again", ["whole", "overview"])
def test_what_did_not_change_is_not_written(desk: Desk, again: str) -> None:
    """Every version of an object is paid for, and a feed that is new makes phones ring."""
    list(desk.publisher.whole())
    assert paths(getattr(desk.publisher, again)()) == []


def test_a_touched_destination_is_all_that_is_written(desk: Desk) -> None:
    """One change must not cost a whole site."""
    list(desk.publisher.whole())
    desk.say("uk_fcdo", "NP", Severity.NORMAL, Severity.DO_NOT_TRAVEL)
    written = paths(desk.publisher.touched(["NP"]))
    assert [each for each in written if not each.startswith("c/")] == [
        "d/np.html",
        "changes.json",
        "changes.csv",
    ]
    assert desk.shelf.files["changes.csv"] == b"2"


def test_touching_writes_what_the_whole_site_would_have(desk: Desk) -> None:
    """A site that depends on the way it came about cannot be made anew."""
    list(desk.publisher.whole())
    desk.say("uk_fcdo", "NP", Severity.NORMAL, Severity.DO_NOT_TRAVEL)
    list(desk.publisher.touched(["NP"]))
    touched = dict(desk.shelf.files)
    desk.shelf.files.clear()
    list(desk.publisher.whole())
    assert desk.shelf.files == touched


def test_the_list_is_merged_as_the_core_merges_it(desk: Desk) -> None:
    """Many destinations at once must come out as one after another."""
    list(desk.publisher.whole())
    known = desk.ledger.destinations("KW")
    told = tuple(
        Told(known=each, steps=steps_of(desk.ledger.history(each.source, "KW"))) for each in known
    )
    merged = with_dossier(
        chronicle_of(()), Dossier(destination="KW", told=told), lambda each: SOURCES[each].title
    )
    assert desk.shelf.files["changes.json"] == to_json(merged).encode()


@pytest.mark.parametrize("standing", [None, b"not a list"])
def test_where_there_is_no_list_to_go_on_from_all_is_written(
    desk: Desk, standing: bytes | None
) -> None:
    """A list of one change would look like a world in which nothing ever happened."""
    if standing is not None:
        desk.shelf.files["changes.json"] = standing
    assert {"d/kw.html", "d/np.html"} <= set(paths(desk.publisher.touched(["NP"])))


def test_sources_stand_in_their_order_and_retired_ones_last(desk: Desk) -> None:
    """The same government must be found in the same place on every page."""
    desk.say("a_retired_one", "KW", Severity.CAUTION)
    list(desk.publisher.whole())
    said, _found = json.loads(desk.shelf.files["d/kw.html"])
    assert said == [["us_state", 2], ["uk_fcdo", 1], ["a_retired_one", 1]]


def test_a_retraction_reaches_the_page(desk: Desk) -> None:
    """Whoever opens the link a day later must read that it was wrong."""
    (alert,) = desk.outbox.pending()
    list(desk.publisher.whole())
    assert desk.publisher.destinations_of([alert.id]) == {alert.id: "KW"}
    Retractor(outbox=desk.outbox, clock=lambda: NOON).retract(alert.id, "A test page.")
    assert "changes.json" in paths(desk.publisher.touched(["KW"]))
    (entry,) = from_json(Chronicle, desk.shelf.files["changes.json"]).entries
    assert entry.is_retracted


def test_a_lost_destination_holds_back_no_other_and_keeps_its_page(desk: Desk) -> None:
    """One item that cannot be read must not take two hundred countries along."""
    list(desk.publisher.whole())
    before = dict(desk.shelf.files)
    desk.ledger.lost_destinations = frozenset({"KW"})
    desk.say("uk_fcdo", "NP", Severity.CAUTION)
    outcomes = list(desk.publisher.whole())
    assert [each.about for each in outcomes if isinstance(each, Unprinted)] == ["KW"]
    assert "d/np.html" in paths(iter(outcomes))
    for each in ("d/kw.html", "changes.json"):
        assert desk.shelf.files[each] == before[each]


def test_a_lost_source_is_named_on_the_front_page(desk: Desk) -> None:
    """Silence about a government would be read as its silence."""
    desk.ledger.lost_sources = frozenset({"uk_fcdo"})
    (held,) = [each for each in desk.publisher.whole() if isinstance(each, Unprinted)]
    assert held.about == "uk_fcdo"
    read, lost = json.loads(desk.shelf.files["index.html"])
    assert (read, list(lost)) == (["us_state"], ["uk_fcdo"])


def test_two_publishers_at_once_lose_no_line(desk: Desk) -> None:
    """A change that is on its page and in no list is found by nobody."""
    list(desk.publisher.whole())
    rival = Desk(outbox=desk.outbox)
    rival.say("us_state", "FR", Severity.NORMAL, Severity.DO_NOT_TRAVEL)
    list(rival.publisher.whole())
    desk.say("uk_fcdo", "NP", Severity.NORMAL, Severity.DO_NOT_TRAVEL)
    desk.shelf.rivals = [rival.shelf.files["changes.json"]]
    list(desk.publisher.touched(["NP"]))
    entries = from_json(Chronicle, desk.shelf.files["changes.json"]).entries
    assert {each.destination for each in entries} == {"FR", "NP"}
    assert desk.shelf.files["changes.csv"] == b"2"


def test_whoever_never_gets_a_turn_says_so(desk: Desk) -> None:
    """A line that was given up in silence would be missing until the next day."""
    list(desk.publisher.whole())
    desk.say("uk_fcdo", "NP", Severity.NORMAL, Severity.DO_NOT_TRAVEL)
    desk.shelf.rivals = [f"not a list {each}".encode() for each in range(9)]
    with pytest.raises(StaleVersion, match=r"changes\.json"):
        list(desk.publisher.touched(["NP"]))
    assert issubclass(StaleVersion, LedgerError)
