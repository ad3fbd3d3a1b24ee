"""How often a check calls AWS: every call costs time, and most of them money.

The sources are the recorded ones at their full size: two hundred documents, where a
publisher has one for each destination.
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from item_sizes import item_bytes

from advisory_watch.adapters.dynamodb import items
from advisory_watch.core.costs.assumptions import PART_DOCUMENT_KB
from advisory_watch.core.costs.habits import HABITS
from advisory_watch.core.health import Health
from advisory_watch.core.parts import PART_DOCUMENTS
from advisory_watch.sources.register import SOURCES
from advisory_watch.wiring.embedded import open_check, open_memory
from advisory_watch.wiring.settings import sources
from cloud import Cloud, Item, account
from publisher import an_answer, publisher
from world import DOORS, MANY, World, a_world

UNCHANGED = 2
"""One Query reads all that is known of a source, one write remembers how it went."""

CHANGED = 3
"""Of a destination: its text as it was, its page into the archive, and what was decided."""

Edit = Callable[[World, int], None]


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    """Open a server on everything that was recorded, and lead every door to it."""
    with publisher() as site, pytest.MonkeyPatch.context() as patch:
        world = a_world(site)
        patch.setenv("NO_PROXY", "127.0.0.1")
        for name, url in world.environment().items():
            patch.setenv(name, url)
        world.open()
        yield world


@pytest.fixture(scope="module")
def first_check(world: World) -> dict[str, list[Item]]:
    """Return what the ledger holds of each source an hour after its first check."""
    del world  # the doors lead there
    with open_memory() as home, open_check(home) as check:
        assert all(each.ok for each in check.run(sources()))
        found = {}
        for source in SOURCES:
            state = home.ledger.state(source)
            known = [item for each in state.known.values() for item in items.known_items(each)]
            asked = {
                name: replace(each, tried_at=each.tried_at - timedelta(hours=1))
                for name, each in state.health.documents.items()
            }
            found[source] = [*known, items.health_item(replace(state.health, documents=asked))]
        return found


@pytest.fixture(params=list(SOURCES))
def source(request: pytest.FixtureRequest) -> str:
    """Name one source after the other."""
    return str(request.param)


@pytest.fixture
def watched(first_check: dict[str, list[Item]], source: str) -> Iterator[Cloud]:
    """Open an account that knows all that this source said an hour ago."""
    with account() as cloud:
        cloud.remember(first_check[source])
        yield cloud


def calls(cloud: Cloud, source: str) -> list[str]:
    """Check a source, and return the calls that it took."""
    cloud.calls.clear()
    answer = cloud.invoke("CheckFunction", {"sources": [source]})
    assert answer == {"sources": 1, "failures": 0}
    return sorted(cloud.calls)


def test_a_check_that_finds_nothing_new_is_two_calls(
    source: str, watched: Cloud, world: World
) -> None:
    """A call a destination, or a page of texts more, would be most of the bill."""
    world.open()
    assert calls(watched, source) == ["dynamodb:PutItem", "dynamodb:Query"]


@pytest.mark.parametrize("source", ["us_state", "ie_dfa"], indirect=True)
def test_other_bytes_that_say_the_same_are_two_calls_too(
    source: str, watched: Cloud, world: World
) -> None:
    """Feeds carry the time at which they were made, and pages a new address of a picture."""
    world.open()
    for path in _documents(world, source):
        world.play(path, an_answer(world.documents[path] + b"\n"))
    assert calls(watched, source) == ["dynamodb:PutItem", "dynamodb:Query"]
    assert watched.pages() == []


@pytest.mark.parametrize("name", [each for each, habit in HABITS.items() if habit.listed])
def test_what_a_part_remembers_is_no_more_than_the_bill_says(
    name: str, first_check: dict[str, list[Item]]
) -> None:
    """Every worker writes its own back, every few minutes."""
    health = items.value_of(Health, first_check[name][-1])
    documents = dict(list(health.documents.items())[:PART_DOCUMENTS])
    part = items.health_item(replace(health, part="a.example#0", documents=documents))
    assert len(documents) == PART_DOCUMENTS
    assert item_bytes(part) <= 1000 * PART_DOCUMENT_KB * PART_DOCUMENTS


@pytest.mark.parametrize("changed", [1, 4])
@pytest.mark.parametrize("source", ["us_state", "uk_fcdo", "ie_dfa"], indirect=True)
def test_a_changed_destination_is_three_calls_at_most(
    source: str, changed: int, watched: Cloud, world: World
) -> None:
    """A storm of changes is when there is least time; an index is kept once beside it."""
    before = dict(world.documents)
    EDITS[source](world, changed)
    world.open()
    found = calls(watched, source)
    world.documents = before
    index = SOURCES[source].doors[0].has_index
    writes = found.count("dynamodb:TransactWriteItems") + found.count("dynamodb:PutItem")
    assert writes == changed + 1
    assert len(found) <= UNCHANGED + CHANGED * changed + index


def _documents(world: World, source: str) -> list[str]:
    """Return the paths of everything that a source publishes."""
    before = next(path for door, path in DOORS.items() if door.startswith(source.upper()))
    return [path for path in world.documents if path.startswith(before.rstrip("/"))]


def _raise_levels(world: World, changed: int) -> None:
    """Let the first few of the United States' levels be others."""
    feed = world.documents["/us/rss.xml"]
    titles = re.findall(rb"<title>[^<]*Level 1[^<]*</title>", feed)[:changed]
    for title in titles:
        at = feed.index(title)
        item = feed[at : feed.index(b"</item>", at)]
        raised = item.replace(b"Level 1: Exercise Normal Precautions", b"Level 4: Do Not Travel")
        feed = feed.replace(item, raised)
    world.documents["/us/rss.xml"] = feed


def _warn_britons(world: World, changed: int) -> None:
    """Advise against travel to a few destinations, and say so in the index."""
    path, newer = DOORS["UK_FCDO_INDEX"], "2026-11-20T08:00:00Z"
    index = json.loads(world.documents[path])
    for child in index["links"]["children"]:
        place = MANY["uk_fcdo"][0] + child["base_path"].rpartition("/")[2]
        document = json.loads(world.documents[place])
        if document["details"]["alert_status"] or changed == 0:
            continue
        changed -= 1
        child["public_updated_at"] = document["public_updated_at"] = newer
        document["details"]["alert_status"] = ["avoid_all_travel_to_whole_country"]
        world.documents[place] = json.dumps(document).encode()
    world.documents[path] = json.dumps(index).encode()


def _warn_the_irish(world: World, changed: int) -> None:
    """Advise against travel to a few destinations."""
    pages = [path for path in _documents(world, "ie_dfa") if path != DOORS["IE_DFA_INDEX"]]
    for path in pages[:changed]:
        body = world.documents[path]
        world.documents[path] = body.replace(b"High Degree of Caution", b"Do Not Travel")


EDITS: dict[str, Edit] = {
    "us_state": _raise_levels,
    "uk_fcdo": _warn_britons,
    "ie_dfa": _warn_the_irish,
}
"""How a few destinations change, by source."""
