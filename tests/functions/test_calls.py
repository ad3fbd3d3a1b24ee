"""The number of AWS calls per check: every call costs time, and most cost money.

The sources are the recorded ones at their full size: two hundred documents if a publisher
has one per destination.
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from item_sizes import item_bytes

from advisory_watch.adapters.dynamodb import items, record_items
from advisory_watch.adapters.dynamodb.health_items import health_items
from advisory_watch.bootstrap.local import open_check, open_memory
from advisory_watch.bootstrap.web import sources
from advisory_watch.core.partition import PART_DOCUMENTS
from advisory_watch.core.source_state import SourceState
from advisory_watch.costs.prices import assumptions, source_profiles
from advisory_watch.sources import SOURCES
from support.aws.moto_stack import MotoStack, account
from support.publishers.all_sources import ENDPOINT_PATHS, MANY, PLAYED, World, a_world
from support.publishers.http_publisher import an_answer, publisher

pytestmark = pytest.mark.slow

UNDATED = {"ie_dfa", "nz_mfat", "nl_bz"}
"""Sources with pages that no index dates: one BatchGetItem reads what other sources say."""

RECORDS = 1
"""To judge anything, a check reads the records of its source."""

CHANGED = 3
"""Per destination: read its old text, archive its page, and write the decision."""

Edit = Callable[[World, int], None]


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    """Serve every recorded document, and point every endpoint to the server."""
    with publisher() as site, pytest.MonkeyPatch.context() as patch:
        world = a_world(site)
        patch.setenv("NO_PROXY", "127.0.0.1")
        for name, url in world.environment().items():
            patch.setenv(name, url)
        world.open()
        yield world


@pytest.fixture(scope="module")
def first_check(world: World) -> dict[str, SourceState]:
    """Return the state of each source, two hours after its first check."""
    del world  # the endpoints point to it
    with open_memory() as home, open_check(home) as check:
        assert all(entry.ok for entry in check.run(sources(PLAYED)))
        found = {}
        for source in PLAYED:
            state = home.ledger.state(source)
            asked = {
                name: replace(entry, tried_at=entry.tried_at - timedelta(hours=2))
                for name, entry in state.health.documents.items()
            }
            found[source] = replace(state, health=replace(state.health, documents=asked))
        return found


@pytest.fixture(params=PLAYED)
def source(request: pytest.FixtureRequest) -> str:
    """Return the id of a source; every source that the server plays is tested."""
    return str(request.param)


@pytest.fixture
def watched(first_check: dict[str, SourceState], source: str) -> Iterator[MotoStack]:
    """Open an account that has records of this source from two hours ago."""
    state = first_check[source]
    known = [item for entry in state.records.values() for item in record_items.known_items(entry)]
    _, healths = health_items(state.health, None)
    with account() as cloud:
        cloud.remember([*known, *healths])
        yield cloud


def calls(cloud: MotoStack, source: str) -> list[str]:
    """Check a source, and return the calls that the check made."""
    cloud.calls.clear()
    answer = cloud.invoke("CheckFunction", {"sources": [source]})
    assert answer == {"sources": 1, "failures": 0}
    return sorted(cloud.calls)


def unchanged(source: str) -> list[str]:
    """Return the calls of a check that finds nothing new: its health is read and written."""
    return ["dynamodb:BatchGetItem"] * (1 + (source in UNDATED)) + ["dynamodb:PutItem"]


def test_a_check_that_finds_nothing_new_is_two_calls(
    source: str, watched: MotoStack, world: World
) -> None:
    """One call per destination, or extra pages of texts, would be most of the bill."""
    world.open()
    assert calls(watched, source) == unchanged(source)


@pytest.mark.parametrize("source", ["us_state", "ie_dfa"], indirect=True)
def test_other_bytes_that_say_the_same_are_few_calls_too(
    source: str, watched: MotoStack, world: World
) -> None:
    """Feeds contain the time of their creation, and pages the changing address of a picture.

    Before two hundred pages are parsed, the check is marked. Two hundred new hashes are stored in a
    transaction.
    """
    world.open()
    for path in _documents(world, source):
        world.play(path, an_answer(world.documents[path] + b"\n"))
    hashes = ["dynamodb:TransactWriteItems"] * (source == "ie_dfa")
    assert calls(watched, source) == [*unchanged(source), *hashes]
    assert watched.pages() == []


@pytest.mark.parametrize(
    "name", [source_id for source_id, profile in source_profiles().items() if profile.listed]
)
def test_the_item_of_a_partition_is_within_the_size_on_the_bill(
    name: str, first_check: dict[str, SourceState]
) -> None:
    """Every worker rewrites the item of its partition every few minutes."""
    health = first_check[name].health
    documents = dict(list(health.documents.items())[:PART_DOCUMENTS])
    part = items.health_item(replace(health, partition="a.example#0", documents=documents))
    assert len(documents) == PART_DOCUMENTS
    assert item_bytes(part) <= 1000 * assumptions()["part_document_kb"] * PART_DOCUMENTS


@pytest.mark.parametrize("changed", [1, 4])
@pytest.mark.parametrize("source", ["us_state", "uk_fcdo", "ie_dfa"], indirect=True)
def test_a_changed_destination_is_three_calls_at_most(
    source: str, changed: int, watched: MotoStack, world: World
) -> None:
    """A burst of changes leaves the least time; an index is archived once in addition."""
    before = dict(world.documents)
    EDITS[source](world, changed)
    world.open()
    found = calls(watched, source)
    world.documents = before
    index = SOURCES[source].endpoints[0].has_index
    writes = found.count("dynamodb:TransactWriteItems") + found.count("dynamodb:PutItem")
    # The health once, and once more before a change that waits for a repetition is recorded.
    assert writes - changed == 1 + (source == "us_state")
    assert len(found) <= len(unchanged(source)) + RECORDS + CHANGED * changed + index


def _documents(world: World, source: str) -> list[str]:
    """Return the paths of all documents of a source."""
    before = next(
        path for endpoint, path in ENDPOINT_PATHS.items() if endpoint.startswith(source.upper())
    )
    return [path for path in world.documents if path.startswith(before.rstrip("/"))]


def _raise_levels(world: World, changed: int) -> None:
    """Raise the first few levels of the United States."""
    feed = world.documents["/us/rss.xml"]
    titles = re.findall(rb"<title>[^<]*Level 1[^<]*</title>", feed)[:changed]
    for title in titles:
        at = feed.index(title)
        item = feed[at : feed.index(b"</item>", at)]
        raised = item.replace(b"Level 1: Exercise Normal Precautions", b"Level 4: Do Not Travel")
        feed = feed.replace(item, raised)
    world.documents["/us/rss.xml"] = feed


def _warn_britons(world: World, changed: int) -> None:
    """Advise against travel to a few destinations, also in the index."""
    path, newer = ENDPOINT_PATHS["UK_FCDO_INDEX"], "2026-11-20T08:00:00Z"
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
    pages = [path for path in _documents(world, "ie_dfa") if path != ENDPOINT_PATHS["IE_DFA_INDEX"]]
    for path in pages[:changed]:
        body = world.documents[path]
        world.documents[path] = body.replace(b"High Degree of Caution", b"Do Not Travel")


EDITS: dict[str, Edit] = {
    "us_state": _raise_levels,
    "uk_fcdo": _warn_britons,
    "ie_dfa": _warn_the_irish,
}
"""How a few destinations change, by source."""
