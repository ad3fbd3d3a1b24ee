"""The health of a source in two items: each value opens as it was saved, and is small."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from item_sizes import item_bytes

from advisory_watch.adapters.dynamodb import items
from advisory_watch.adapters.dynamodb.health_items import (
    base_of,
    documents_key,
    health_items,
    open_health,
)
from advisory_watch.adapters.dynamodb.ledger import DynamoLedger
from advisory_watch.core.errors import CorruptLedger, StaleVersion
from advisory_watch.core.health import DocumentHealth, Health
from advisory_watch.core.page import Validators
from support.builders import NOON, a_health
from support.scenarios.stores import SOURCE_IDS, TABLE

HOUR = timedelta(hours=1)
PAGES = 226
TIMES = st.integers(-(10**13), 10**13).map(lambda at: NOON + timedelta(microseconds=at))
SOME = st.dictionaries(
    st.sampled_from("abcdefgh"),
    st.builds(
        DocumentHealth,
        tried_at=st.sampled_from([NOON, NOON + HOUR]) | TIMES,
        read_at=st.sampled_from([None, NOON, NOON + HOUR]),
        whole_at=st.sampled_from([None, NOON, NOON + HOUR]) | TIMES,
        body_sha256=st.sampled_from([None, "a" * 24, "b" * 24]),
        failing_since=st.sampled_from([None, NOON]),
    ),
)
HEALTHS = st.builds(
    Health,
    source=st.just("us_state"),
    documents=SOME,
    changed_at=st.dictionaries(st.sampled_from(["IQ", "KW"]), TIMES),
    against_travel=st.sampled_from([(), ("IQ",), ("IQ", "KW")]),
    last_tried_at=st.none() | TIMES,
)


@pytest.fixture
def ledger(dynamodb: Any) -> DynamoLedger:
    """Open the ledger in DynamoDB."""
    return DynamoLedger(dynamodb, TABLE, SOURCE_IDS)


def a_page(number: int, at: datetime, **fields: Any) -> DocumentHealth:
    """Build the health of a page that is unlike any other."""
    digest = f"{number * 0x9E3779B97F4A7C15:048x}"
    known: dict[str, Any] = {
        "tried_at": at + timedelta(microseconds=number * 1_234_567),
        "read_at": at + timedelta(microseconds=number * 1_234_567),
        "whole_at": NOON,
        "body_sha256": digest[:24],
        "stable_hash": digest[24:],
        "validators": Validators(etag=digest[8:32]),
    }
    return DocumentHealth(**known | fields)


def many_pages(revision: int, at: datetime, **fields: Any) -> Health:
    """Build the health of a source with many pages, which were visited in turn."""
    pages = {f"/advice/{number}/": a_page(number, at) for number in range(PAGES)}
    return a_health(revision=revision, documents=pages, last_tried_at=at, **fields)


def sizes(dynamodb: Any) -> dict[str, int]:
    """Return the size of each item by its sort key."""
    found = dynamodb.scan(TableName=TABLE)["Items"]
    return {item["sk"]["S"]: item_bytes(item) for item in found}


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(HEALTHS, min_size=1, max_size=5))
def test_each_value_opens_as_it_was_saved(healths: list[Health]) -> None:
    """Another time or hash would hide a change, or ask for a page without need."""
    base = None
    for revision, health in enumerate(healths, start=1):
        saved = replace(health, revision=revision)
        stored, (item, *documents) = health_items(saved, base)
        for new in documents:
            assert items.value_of(Health, new) == stored.base
        base = stored.base
        assert base_of(item) == (base.revision if base else None)
        assert open_health(item, base).health == saved


@pytest.mark.parametrize("read", ["health", "state"])
def test_each_check_opens_what_the_last_one_stored(
    ledger: DynamoLedger, dynamodb: Any, read: str
) -> None:
    """Another process reads it, as another function does."""
    for revision in range(1, 5):
        saved = many_pages(revision, NOON + revision * HOUR)
        ledger.save_health(saved)
        other = DynamoLedger(dynamodb, TABLE, SOURCE_IDS)
        found = other.health("us_state") if read == "health" else other.state("us_state").health
        assert found == saved


def test_a_check_that_only_visits_pages_writes_two_kilobytes(
    ledger: DynamoLedger, dynamodb: Any
) -> None:
    """Every kilobyte costs: there are fifty thousand checks in a month."""
    ledger.save_health(many_pages(1, NOON))
    documents = sizes(dynamodb)["DOCUMENTS"]
    for revision in range(2, 5):
        ledger.save_health(many_pages(revision, NOON + revision * HOUR))
        assert sizes(dynamodb)["DOCUMENTS"] == documents
        assert sizes(dynamodb)["HEALTH"] <= 2048


def test_few_new_pages_are_in_the_small_item_and_many_are_not(
    ledger: DynamoLedger, dynamodb: Any
) -> None:
    """A write of all documents for each new page would cost ten times as much."""
    saved = many_pages(1, NOON)
    ledger.save_health(saved)
    first = dynamodb.get_item(TableName=TABLE, Key=documents_key("us_state"))["Item"]
    pages = dict(saved.documents)
    written = []
    for revision in range(2, 100):
        pages[f"/advice/{revision}/"] = a_page(1000 + revision, NOON + HOUR)
        ledger.save_health(a_health(revision=revision, documents=pages, last_tried_at=NOON))
        item = dynamodb.get_item(TableName=TABLE, Key=documents_key("us_state"))["Item"]
        written.append(item["revision"] != first["revision"])
    assert not any(written[:5])
    assert any(written)
    assert DynamoLedger(dynamodb, TABLE, SOURCE_IDS).health("us_state").documents == pages


def test_a_few_documents_are_one_item(ledger: DynamoLedger, dynamodb: Any) -> None:
    """Two items of a kilobyte each cost more than one."""
    ledger.save_health(a_health(documents={"rss": a_page(1, NOON)}))
    assert list(sizes(dynamodb)) == ["HEALTH"]


def test_unreadable_pages_are_in_the_small_item(ledger: DynamoLedger, dynamodb: Any) -> None:
    """A function that reads no more than `HEALTH` must know what cannot be read."""
    saved = many_pages(1, NOON)
    failing = replace(a_page(1, NOON), failing_since=NOON, failure="HTTP 503")
    ledger.save_health(replace(saved, documents={**saved.documents, "/advice/1/": failing}))
    item = dynamodb.get_item(TableName=TABLE, Key=items.health_key("us_state"))["Item"]
    assert items.value_of(Health, item).unread == ("/advice/1/",)


def test_an_older_program_sees_the_only_document(ledger: DynamoLedger, dynamodb: Any) -> None:
    """After a rollback it reads `HEALTH` alone; what it has not read before is no news to it."""
    codes = frozenset(f"{first}{second}" for first in "ABCDEFGHIJ" for second in "KLMNOPQRST")
    changed_at = {code: NOON - int(code, 36) * HOUR / 7 for code in codes}
    documents = {"feed": a_page(1, NOON, destinations=codes)}
    saved = a_health(documents=documents, changed_at=changed_at, last_tried_at=NOON)
    ledger.save_health(saved)
    assert set(sizes(dynamodb)) == {"HEALTH", "DOCUMENTS"}
    item = dynamodb.get_item(TableName=TABLE, Key=items.health_key("us_state"))["Item"]
    assert items.value_of(Health, item) == replace(saved, changed_at={})
    assert DynamoLedger(dynamodb, TABLE, SOURCE_IDS).health("us_state") == saved


def test_an_item_of_an_older_program_opens(ledger: DynamoLedger, dynamodb: Any) -> None:
    """It has everything in one item, and the next write divides it."""
    old = many_pages(1, NOON)
    dynamodb.put_item(TableName=TABLE, Item=items.health_item(old))
    assert ledger.health("us_state") == ledger.state("us_state").health == old
    ledger.save_health(replace(old, revision=2))
    assert set(sizes(dynamodb)) == {"HEALTH", "DOCUMENTS"}
    assert ledger.health("us_state") == replace(old, revision=2)


def test_an_older_program_may_write_in_between(ledger: DynamoLedger, dynamodb: Any) -> None:
    """While a release is installed, or after it was taken back, documents of both are there."""
    ledger.save_health(many_pages(1, NOON))
    whole = many_pages(2, NOON + HOUR)
    dynamodb.put_item(TableName=TABLE, Item=items.health_item(whole))
    with pytest.raises(StaleVersion):
        ledger.save_health(many_pages(2, NOON + 2 * HOUR))
    assert ledger.health("us_state") == whole
    ledger.save_health(many_pages(3, NOON + 3 * HOUR))
    assert ledger.health("us_state") == many_pages(3, NOON + 3 * HOUR)


def test_the_slower_of_two_checks_writes_neither_item(ledger: DynamoLedger, dynamodb: Any) -> None:
    """Documents of a check that lost would say that its pages had been judged."""
    ledger.save_health(many_pages(1, NOON))
    rival = DynamoLedger(dynamodb, TABLE, SOURCE_IDS)
    rival.health("us_state")
    ledger.health("us_state")
    rival.save_health(many_pages(2, NOON + HOUR))
    changed = {name: replace(page, rules=7) for name, page in many_pages(2, NOON).documents.items()}
    with pytest.raises(StaleVersion):
        ledger.save_health(replace(many_pages(2, NOON), documents=changed))
    assert ledger.health("us_state") == many_pages(2, NOON + HOUR)


@pytest.mark.parametrize("read", ["health", "state"])
def test_lost_documents_are_asked_again(ledger: DynamoLedger, dynamodb: Any, read: str) -> None:
    """Without them, the source must still be checked; the records show the news."""
    saved = many_pages(1, NOON, records_read_at=NOON)
    ledger.save_health(saved)
    dynamodb.delete_item(TableName=TABLE, Key=documents_key("us_state"))
    ledger = DynamoLedger(dynamodb, TABLE, SOURCE_IDS)
    found = ledger.health("us_state") if read == "health" else ledger.state("us_state").health
    assert found == replace(saved, documents={}, records_read_at=None)
    ledger.save_health(many_pages(2, NOON))
    assert ledger.health("us_state") == many_pages(2, NOON)


def test_damaged_visits_are_an_error(ledger: DynamoLedger, dynamodb: Any) -> None:
    """Guessed times would let pages rest that no check has seen."""
    ledger.save_health(many_pages(1, NOON))
    item = dynamodb.get_item(TableName=TABLE, Key=items.health_key("us_state"))["Item"]
    dynamodb.put_item(TableName=TABLE, Item=item | {"visits": {"B": b"no zlib"}})
    with pytest.raises(CorruptLedger, match="SOURCE#us_state HEALTH: expected visits"):
        ledger.health("us_state")


def test_a_process_reads_documents_once(dynamodb: Any) -> None:
    """They are most of what a check would read, and seldom change."""
    DynamoLedger(dynamodb, TABLE, SOURCE_IDS).save_health(many_pages(1, NOON))
    warm = DynamoLedger(dynamodb, TABLE, SOURCE_IDS)
    assert warm.health("us_state") == many_pages(1, NOON)
    asked: list[int] = []
    dynamodb.meta.events.register(
        "before-parameter-build.dynamodb.BatchGetItem",
        lambda params, **_: asked.append(len(params["RequestItems"][TABLE]["Keys"])),
    )
    DynamoLedger(dynamodb, TABLE, SOURCE_IDS).health("us_state")
    assert warm.health("us_state") == many_pages(1, NOON)
    assert asked == [2, 1]
    pages = {f"/new/{number}/": a_page(number, NOON) for number in range(PAGES)}
    rival = DynamoLedger(dynamodb, TABLE, SOURCE_IDS)
    rival.health("us_state")
    rival.save_health(a_health(revision=2, documents=pages))
    assert warm.health("us_state") == a_health(revision=2, documents=pages)
