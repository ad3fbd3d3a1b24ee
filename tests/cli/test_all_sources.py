"""Check every source at once with recorded documents, and break single documents."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest

from advisory_watch.bootstrap.local import open_home
from advisory_watch.sources import SOURCES
from support.publishers.all_sources import (
    ENDPOINT_PATHS,
    MANY,
    PLAYED,
    RECORDED_DOORS,
    World,
    a_world,
)
from support.publishers.broken_documents import DOCUMENT_FAULTS, faults
from support.publishers.http_publisher import Site, an_answer, publisher
from support.scenarios.home import start_from_copy
from support.terminal import CommandResult, Terminal

NEWER = "2026-11-20T08:00:00Z"

WITHOUT_INDEX = ("us_embassies", "nl_bz")
"""Sources whose documents are listed in our own code."""


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    """Open the server once; every document it plays is made from a recorded one."""
    with publisher() as site:
        yield site


@pytest.fixture
def world(site: Site, monkeypatch: pytest.MonkeyPatch) -> World:
    """Load every recorded document, and point every endpoint to the server."""
    monkeypatch.setenv("ADVISORY_WATCH_TIMEOUT_S", "1")
    world = a_world(site)
    for name, url in world.environment().items():
        monkeypatch.setenv(name, url)
    return world


@dataclass(slots=True)
class FirstCheck:
    """The first check, which is made once: its output, and its home an hour later."""

    home: Path
    ran: CommandResult | None = None


@pytest.fixture(scope="module")
def first_check(tmp_path_factory: pytest.TempPathFactory) -> FirstCheck:
    """Share the first check among all tests."""
    return FirstCheck(tmp_path_factory.mktemp("first check") / "home")


@pytest.fixture
def watched(terminal: Terminal, world: World, first_check: FirstCheck) -> Terminal:
    """Start with a home in which everything was read an hour ago."""
    _begin(terminal, world, first_check, without=("pages",))
    return terminal


@pytest.fixture
def remembered(terminal: Terminal, world: World, first_check: FirstCheck) -> Terminal:
    """Start with only the ledger of such a home: a check that reads nothing writes no site."""
    _begin(terminal, world, first_check, without=("pages", "site"))
    return terminal


def _begin(
    terminal: Terminal, world: World, first_check: FirstCheck, without: tuple[str, ...]
) -> None:
    def check() -> None:
        first_check.ran = terminal.run("check", *PLAYED, "--json")
        an_hour_passes(terminal.home)

    world.open()
    start_from_copy(first_check.home, terminal.home, check, without)


@pytest.mark.slow
def test_one_check_reads_every_source(watched: Terminal, first_check: FirstCheck) -> None:
    """Publishers name about two hundred countries each, and every name must be known."""
    ran = first_check.ran
    assert ran is not None
    assert (ran.status, ran.err) == (0, "")
    assert [line["source"] for line in ran.lines] == list(PLAYED)
    for line in ran.lines:
        assert (line["ok"], line["reason"], line["unread"]) == (True, "", [])
        assert line["destinations"] >= _least(line["source"])
    again = watched.run("check", *PLAYED, "--json")
    assert [(line["source"], line["changes"]) for line in again.lines] == [
        (source, 0) for source in PLAYED
    ]


def _least(source: str) -> int:
    """Return the least number of destinations: Australia's recorded export names 179."""
    is_recorded = any(door.startswith(source.upper()) for door in RECORDED_DOORS)
    return 179 if is_recorded else SOURCES[source].expected[0]


@pytest.mark.slow
@pytest.mark.parametrize("source", MANY)
def test_a_broken_document_affects_no_other(source: str, watched: Terminal, world: World) -> None:
    """Eleven documents are broken in different ways; two hundred others must still be read."""
    before = told(watched.home, source)
    before_fault, after_fault = MANY[source]
    names = sorted(slug for slug in _ids(world, source) if slug != "nepal")[: len(DOCUMENT_FAULTS)]
    moved(world, source, names)
    for name, fault in zip(names, DOCUMENT_FAULTS, strict=True):
        path = f"{before_fault}{name}{after_fault}"
        world.play(path, faults(world.documents[path], world.site)[fault])
    line, *changes = watched.run("check", source, "--json").lines
    assert (line["ok"], changes) == (True, [])
    unread = dict(entry.split(": ", 1) for entry in line["unread"])
    assert list(unread) == names
    for name, reason in zip(names, DOCUMENT_FAULTS.values(), strict=True):
        assert reason in unread[name], name
    assert told(watched.home, source) == before
    world.open()
    an_hour_passes(watched.home)
    line, *changes = watched.run("check", source, "--json").lines
    assert (line["ok"], line["unread"], changes) == (True, [], [])


@pytest.mark.slow
@pytest.mark.parametrize("fault", DOCUMENT_FAULTS)
def test_a_broken_index_changes_no_record(fault: str, remembered: Terminal, world: World) -> None:
    """A broken index must not change any record of its source."""
    sources = [candidate for candidate in PLAYED if candidate not in WITHOUT_INDEX]
    before = {source: told(remembered.home, source) for source in sources}
    for path in ENDPOINT_PATHS.values():
        if path in world.documents:
            world.play(path, faults(world.documents[path], world.site)[fault])
    ran = remembered.run("check", *sources, "--json")
    status = 1 if fault == "truncated" else 2  # what is left of a list is read in part
    assert (ran.status, [line["source"] for line in ran.lines]) == (status, sources)
    for line in ran.lines:
        assert not line["ok"]
        assert DOCUMENT_FAULTS[fault] in line["reason"]
    assert {source: told(remembered.home, source) for source in sources} == before


ENTRIES = {
    "us_state": ("/us/rss.xml", b"Syria - Level 4", b"Syria - Level 9", "Syria - Level 9"),
    "au_dfat": ("/au/export.json", b'level": "Do not travel"', b'level": "Stay"', "Afghanistan"),
    "jp_mofa": ("/jp_mofa/feed", b"<riskLevel4>0<", b"<riskLevel4>?<", "2026T101"),
    "jp_mofa_mail": ("/jp_mofa_mail/feed", b"<cd>0977<", b"<cd>0001<", "170001"),
}
"""How to break one entry of each source with a single document, and the name of that entry."""


def _break_one_of_each(world: World) -> dict[str, str]:
    """Break a document of each source, or an entry of its only document; return their names."""
    names = {
        source: max(slug for slug in _ids(world, source) if slug != "nepal") for source in MANY
    }
    for source, name in names.items():
        moved(world, source, [name])
    for source, name in names.items():
        before, after = MANY[source]
        world.play(f"{before}{name}{after}", an_answer(b"", status=404))
    for path, good, bad, _ in ENTRIES.values():
        world.play(path, an_answer(world.documents[path].replace(good, bad, 1)))
    return names | {source: name for source, (_, _, _, name) in ENTRIES.items()}


@pytest.mark.slow
def test_a_broken_document_of_each_source_is_named_everywhere(
    watched: Terminal, world: World
) -> None:
    """One destination without warnings must be seen wherever a person looks."""
    before = {source: told(watched.home, source) for source in PLAYED}
    broken = _break_one_of_each(world)
    checked = watched.run("check", *PLAYED, "--json").lines
    unread = {line["source"]: " ".join(line["unread"]) for line in checked}
    doctor = {line["about"]: line["found"] for line in watched.run("doctor", "--json").lines}
    digest = " ".join(watched.run("digest").out.split())
    (front,) = watched.home.glob("site/index.html")
    page = unescape(front.read_text())
    assert all(line["ok"] and len(line["unread"]) == 1 for line in checked), unread
    assert {source: told(watched.home, source) for source in PLAYED} == before
    for source, name in broken.items():
        assert unread[source].startswith(name), unread[source]
        gap = rf"(unread \(|read in part, without ){re.escape(name)}"
        assert re.search(gap, doctor[source]), doctor[source]
        title = re.escape(SOURCES[source].title)
        assert re.search(rf"{title}: (1 document unread: |read in part, without ){name}", digest)
        assert re.search(gap, page), source


def _ids(world: World, source: str) -> Iterator[str]:
    """Return the ids of all documents of a source."""
    before, after = MANY[source]
    for path in world.documents:
        if path.startswith(before) and path != before:
            yield path.removeprefix(before).removesuffix(after)


def an_hour_passes(home: Path) -> None:
    """Age every document by an hour, so that each may be fetched again."""
    with open_home(home) as opened:
        for source in PLAYED:
            health = opened.ledger.state(source).health
            earlier = {
                name: replace(document, tried_at=document.tried_at - timedelta(hours=1))
                for name, document in health.documents.items()
            }
            aged = replace(health, documents=earlier, revision=health.revision + 1)
            opened.ledger.save_health(aged)


def told(home: Path, source: str) -> dict[str, tuple[int, str]]:
    """Return version number and native level of every destination in the ledger."""
    with open_home(home) as opened:
        known = opened.ledger.state(source).records
    return {
        code: (record.number, record.advisory.native_level if record.advisory else "")
        for code, record in known.items()
    }


def moved(world: World, source: str, names: list[str]) -> None:
    """Mark documents as republished in the index, with unchanged content."""
    if source == "ca_gac":
        _moved_in_canada(world, names)
    if source == "de_aa":
        _moved_in_germany(world, names)
    if source != "uk_fcdo":
        return
    index = json.loads(world.documents[ENDPOINT_PATHS["UK_FCDO_INDEX"]])
    for child in index["links"]["children"]:
        name = child["base_path"].rpartition("/")[2]
        if name in names:
            path = f"{MANY[source][0]}{name}"
            document = json.loads(world.documents[path])
            child["public_updated_at"] = document["public_updated_at"] = NEWER
            world.documents[path] = json.dumps(document).encode()
    world.documents[ENDPOINT_PATHS["UK_FCDO_INDEX"]] = json.dumps(index).encode()
    world.open()


def _moved_in_germany(world: World, names: list[str]) -> None:
    index = json.loads(world.documents[ENDPOINT_PATHS["DE_AA_INDEX"]])
    before, after = MANY["de_aa"]
    for name in names:
        path = f"{before}{name}{after}"
        document = json.loads(world.documents[path])
        document["response"][name]["lastModified"] = NEWER
        index["response"][name]["lastModified"] = NEWER
        world.documents[path] = json.dumps(document).encode()
    world.documents[ENDPOINT_PATHS["DE_AA_INDEX"]] = json.dumps(index).encode()
    world.open()


def _moved_in_canada(world: World, names: list[str]) -> None:
    index = json.loads(world.documents[ENDPOINT_PATHS["CA_GAC_INDEX"]])
    before, after = MANY["ca_gac"]
    for name in names:
        path = f"{before}{name}{after}"
        document = json.loads(world.documents[path])
        document["data"]["date-published"] = {"asp": NEWER}
        index["data"][name.upper()]["date-published"] = {"asp": NEWER}
        world.documents[path] = json.dumps(document).encode()
    world.documents[ENDPOINT_PATHS["CA_GAC_INDEX"]] = json.dumps(index).encode()
    world.open()
