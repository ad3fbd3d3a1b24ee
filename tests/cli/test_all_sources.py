"""Every source at once, from recorded documents: and what one broken document does to the rest."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest

from advisory_watch.sources.register import SOURCES
from advisory_watch.wiring.embedded import open_home
from broken_documents import FAULTS, faults
from homes import begin_with
from publisher import Site, publisher
from terminal import Ran, Terminal
from world import DOORS, MANY, World, a_world

NEWER = "2026-11-20T08:00:00Z"


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    """Open the server once: every document it plays is made from a recorded one."""
    with publisher() as site:
        yield site


@pytest.fixture
def world(site: Site, monkeypatch: pytest.MonkeyPatch) -> World:
    """Fill it with everything that was recorded, and lead every door to it."""
    monkeypatch.setenv("ADVISORY_WATCH_TIMEOUT_S", "1")
    world = a_world(site)
    for name, url in world.environment().items():
        monkeypatch.setenv(name, url)
    return world


@dataclass(slots=True)
class FirstCheck:
    """The first check, which is made once: what it printed, and its home an hour later."""

    home: Path
    ran: Ran | None = None


@pytest.fixture(scope="module")
def first_check(tmp_path_factory: pytest.TempPathFactory) -> FirstCheck:
    """Keep it for all tests."""
    return FirstCheck(tmp_path_factory.mktemp("first check") / "home")


@pytest.fixture
def watched(terminal: Terminal, world: World, first_check: FirstCheck) -> Terminal:
    """Begin with a home in which everything of the world was read an hour ago."""
    _begin(terminal, world, first_check, without=("pages",))
    return terminal


@pytest.fixture
def remembered(terminal: Terminal, world: World, first_check: FirstCheck) -> Terminal:
    """Begin with the ledger of such a home alone: a check that reads nothing prints no site."""
    _begin(terminal, world, first_check, without=("pages", "site"))
    return terminal


def _begin(
    terminal: Terminal, world: World, first_check: FirstCheck, without: tuple[str, ...]
) -> None:
    def check() -> None:
        first_check.ran = terminal.run("check", "--json")
        an_hour_passes(terminal.home)

    world.open()
    begin_with(first_check.home, terminal.home, check, without)


def test_one_check_reads_every_source(watched: Terminal, first_check: FirstCheck) -> None:
    """Two hundred countries by seven publishers, and not one name among them unknown."""
    ran = first_check.ran
    assert ran is not None
    assert (ran.status, ran.err) == (0, "")
    assert [line["source"] for line in ran.lines] == list(SOURCES)
    for line in ran.lines:
        assert (line["ok"], line["reason"], line["unread"]) == (True, "", [])
        assert line["destinations"] >= 200
    again = watched.run("check", "--json")
    assert [(line["source"], line["changes"]) for line in again.lines] == [
        (source, 0) for source in SOURCES
    ]


@pytest.mark.parametrize("source", MANY)
def test_a_broken_document_is_named_and_touches_no_other(
    source: str, watched: Terminal, world: World
) -> None:
    """Eleven documents, each broken in another way; two hundred others must be read rightly."""
    before = told(watched.home, source)
    before_fault, after_fault = MANY[source]
    names = sorted(each for each in _ids(world, source) if each != "nepal")[: len(FAULTS)]
    moved(world, source, names)
    for name, fault in zip(names, FAULTS, strict=True):
        path = f"{before_fault}{name}{after_fault}"
        world.play(path, faults(world.documents[path], world.site)[fault])
    line, *changes = watched.run("check", source, "--json").lines
    assert (line["ok"], changes) == (True, [])
    unread = dict(each.split(": ", 1) for each in line["unread"])
    assert list(unread) == names
    for name, reason in zip(names, FAULTS.values(), strict=True):
        assert reason in unread[name], name
    assert told(watched.home, source) == before
    world.open()
    an_hour_passes(watched.home)
    line, *changes = watched.run("check", source, "--json").lines
    assert (line["ok"], line["unread"], changes) == (True, [], [])


@pytest.mark.parametrize("fault", FAULTS)
def test_a_broken_index_touches_nothing_that_is_known(
    fault: str, remembered: Terminal, world: World
) -> None:
    """Where the one document that lists everything is broken, everything stays as it was."""
    sources = [each for each in SOURCES if each != "us_embassies"]
    before = {source: told(remembered.home, source) for source in sources}
    for path in DOORS.values():
        if path in world.documents:
            world.play(path, faults(world.documents[path], world.site)[fault])
    ran = remembered.run("check", *sources, "--json")
    assert (ran.status, [line["source"] for line in ran.lines]) == (2, sources)
    for line in ran.lines:
        assert not line["ok"]
        assert FAULTS[fault] in line["reason"]
    assert {source: told(remembered.home, source) for source in sources} == before


def _ids(world: World, source: str) -> Iterator[str]:
    """Return the ids of all documents of a source."""
    before, after = MANY[source]
    for path in world.documents:
        if path.startswith(before) and path != before:
            yield path.removeprefix(before).removesuffix(after)


def an_hour_passes(home: Path) -> None:
    """Let every page have had its rest."""
    with open_home(home) as opened:
        for source in SOURCES:
            health = opened.ledger.state(source).health
            earlier = {
                name: replace(each, tried_at=each.tried_at - timedelta(hours=1))
                for name, each in health.documents.items()
            }
            aged = replace(health, documents=earlier, revision=health.revision + 1)
            opened.ledger.save_health(aged)


def told(home: Path, source: str) -> dict[str, tuple[int, str]]:
    """Return what the ledger says of every destination."""
    with open_home(home) as opened:
        known = opened.ledger.state(source).known
    return {
        code: (each.number, each.advisory.native_level if each.advisory else "")
        for code, each in known.items()
    }


def moved(world: World, source: str, names: list[str]) -> None:
    """Republish documents as they are, where an index says when that was."""
    if source != "uk_fcdo":
        return
    index = json.loads(world.documents[DOORS["UK_FCDO_INDEX"]])
    for child in index["links"]["children"]:
        name = child["base_path"].rpartition("/")[2]
        if name in names:
            path = f"{MANY[source][0]}{name}"
            document = json.loads(world.documents[path])
            child["public_updated_at"] = document["public_updated_at"] = NEWER
            world.documents[path] = json.dumps(document).encode()
    world.documents[DOORS["UK_FCDO_INDEX"]] = json.dumps(index).encode()
    world.open()
