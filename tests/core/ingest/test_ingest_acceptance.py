"""Only authentic, recent and new records are taken."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisory_watch.core.ingest.acceptance import (
    Acceptance,
    asks_publisher,
    fresh_for,
    hosts_of,
    refuse_object,
)
from advisory_watch.core.ingest.record import (
    OBJECT_MAX_BYTES,
    IngestFolder,
    IngestRecord,
    StoredObject,
)
from advisory_watch.core.page import Page
from advisory_watch.sources import SOURCES
from support.builders import NOON, a_health
from support.scenarios.reader import Signer
from support.scenarios.watched_source import a_source

SOURCE = a_source("rss", "api")
READER = Signer()
FOLDER = IngestFolder(reader="berlin", source="us_state")

MINUTES = st.integers(-300, 300).map(lambda number: timedelta(minutes=number))


def a_record(**fields: Any) -> IngestRecord:
    """Build the record of a page, signed by the reader."""
    plausible: dict[str, Any] = {
        "target": SOURCE.endpoints[0].target,
        "body": b"x",
        "fetched_at": NOON,
    }
    return READER.record(Page(**plausible | fields))


def rules(**fields: Any) -> Acceptance:
    """Build the rules at noon."""
    plausible: dict[str, Any] = {
        "reader": READER.registered,
        "source": SOURCE,
        "hosts": hosts_of(SOURCE),
        "now": NOON,
    }
    return Acceptance(**plausible | fields)


@settings(deadline=None, max_examples=150)
@given(age=MINUTES, newest=st.none() | MINUTES, seed=st.integers(1, 3))
def test_a_record_is_taken_only_if_it_is_authentic_recent_and_new(
    age: timedelta, newest: timedelta | None, seed: int
) -> None:
    """Each rule alone keeps an old warning, or an invented one, away from people."""
    fetched_at, newest_at = NOON - age, None if newest is None else NOON - newest
    record = Signer(seed).record(
        Page(target=SOURCE.endpoints[0].target, body=b"x", fetched_at=fetched_at)
    )
    is_authentic = seed == 1
    is_recent = timedelta(minutes=-5) <= age <= fresh_for(SOURCE)
    is_new = newest_at is None or fetched_at > newest_at
    refused = rules(newest_at=newest_at).refuse(record)
    assert bool(refused) is not (is_authentic and is_recent and is_new)


@settings(deadline=None, max_examples=100)
@given(data=st.data())
def test_any_change_of_a_record_breaks_its_signature(data: st.DataObject) -> None:
    """The signature covers everything that the stack uses."""
    record = a_record(headers={"etag": '"1"'}, final_url="https://example.org/rss/")
    changes: dict[str, IngestRecord] = {
        "hash": replace(record, sha256=f"{data.draw(st.integers(0, 2**256 - 1)):064x}"),
        "failure": replace(record, failure=data.draw(st.text(min_size=1))),
    }
    fields: dict[str, Any] = {
        "fetched_at": NOON + data.draw(st.timedeltas(timedelta(0, 1e-3), timedelta(days=9))),
        "http_status": data.draw(st.integers(300, 599)),
        "headers": {"etag": data.draw(st.text(max_size=9)) + "x"},
        "final_url": f"https://example.org/{data.draw(st.integers(0))}",
        "reader": data.draw(st.text(min_size=1).filter(lambda text: text != "berlin")),
        "target": replace(record.page.target, url="https://example.org/api"),
    }
    for name, value in fields.items():
        changes[name] = replace(record, page=replace(record.page, **{name: value}))
    assert record.is_signed_by(READER.registered.key)
    for name, changed in changes.items():
        assert not changed.is_signed_by(READER.registered.key), name
        assert rules(now=NOON + timedelta(days=1)).refuse(changed)


@pytest.mark.parametrize(
    ("record", "words"),
    [
        (replace(a_record(), page=replace(a_record().page, signature="")), "unsigned"),
        (replace(a_record(), page=replace(a_record().page, signature="zz")), "forged"),
        (Signer(2).record(a_record().page), "forged"),
        (Signer(1, "tokyo").record(a_record().page), "forged: expected 'berlin'"),
        (
            a_record(target=replace(SOURCE.endpoints[0].target, source_id="uk_fcdo")),
            "forged: expected 'berlin' for 'us_state'",
        ),
        (
            a_record(target=replace(SOURCE.endpoints[0].target, url="https://evil.test/rss")),
            "foreign: expected an address of us_state, found one of evil.test",
        ),
        (a_record(final_url="https://evil.test/"), "foreign"),
        (a_record(final_url="https://[::1"), "foreign"),
        (a_record(fetched_at=NOON - timedelta(minutes=46)), "old: expected a page of the last 45"),
        (a_record(fetched_at=NOON + timedelta(minutes=6)), "future"),
    ],
)
def test_each_refusal_has_its_reason(record: IngestRecord, words: str) -> None:
    """The operator must know which computer to look at."""
    assert words in rules().refuse(record)


def test_the_same_record_again_is_a_replay() -> None:
    """A thief of the credentials could bring back the page of an hour ago."""
    record = a_record()
    assert rules().refuse(record) == ""
    assert "replayed" in rules(newest_at=NOON).refuse(record)


@pytest.mark.parametrize(
    ("stored", "words"),
    [
        (StoredObject(key=FOLDER.key_at(NOON), size_bytes=9), ""),
        (StoredObject(key=FOLDER.key_at(NOON), size_bytes=OBJECT_MAX_BYTES), ""),
        (StoredObject(key=FOLDER.key_at(NOON), size_bytes=OBJECT_MAX_BYTES + 1), "oversized"),
        (StoredObject(key=FOLDER.key_at(NOON + timedelta(minutes=6)), size_bytes=9), "future"),
        (StoredObject(key=f"{FOLDER.prefix}zzz", size_bytes=9), "another form"),
        (StoredObject(key=f"{FOLDER.prefix}x/{FOLDER.key_at(NOON)}", size_bytes=9), "another form"),
    ],
)
def test_an_object_is_refused_by_its_key_and_size(stored: StoredObject, words: str) -> None:
    """A gigabyte must not be loaded to find that it is not signed."""
    refused = refuse_object(stored, FOLDER, NOON)
    assert (words in refused) if words else not refused


@given(
    at=st.timedeltas(timedelta(0), timedelta(days=300_000)),
    later=st.timedeltas(timedelta(microseconds=1), timedelta(days=900)),
)
def test_keys_sort_by_time_and_read_back(at: timedelta, later: timedelta) -> None:
    """The stack asks only for what comes after the last key."""
    moment = NOON + at
    assert FOLDER.moment_of(FOLDER.key_at(moment)) == moment
    assert FOLDER.key_at(moment) < FOLDER.key_at(moment + later)


@pytest.mark.parametrize("source", SOURCES.values(), ids=SOURCES)
def test_every_source_has_hosts_and_a_time_limit(source: Any) -> None:
    """A record may be as old as two readings of its source."""
    assert all("/" not in host for host in hosts_of(source))
    assert hosts_of(source)
    assert fresh_for(source) >= timedelta(minutes=2 * source.check_interval_min)


def test_the_documents_of_the_embassies_are_on_hosts_of_their_own() -> None:
    """The embassies are why readers exist."""
    assert {"ru.usembassy.gov", "www.ait.org.tw"} <= hosts_of(SOURCES["us_embassies"])


@pytest.mark.parametrize(
    ("health", "is_fresh", "has_records", "asks"),
    [
        ({}, True, False, True),
        ({"own_failed_at": NOON - timedelta(hours=23)}, True, True, False),
        ({"own_failed_at": NOON - timedelta(hours=23)}, False, True, True),
        ({"own_failed_at": NOON - timedelta(hours=24)}, True, True, True),
        ({"own_failed_at": NOON - timedelta(hours=24)}, True, False, False),
        ({"own_failed_at": NOON + timedelta(hours=1)}, True, True, True),
        ({"own_failed_at": NOON, "failing_since": NOON}, True, False, True),
    ],
)
def test_a_publisher_that_refuses_is_asked_rarely(
    health: dict[str, Any], *, is_fresh: bool, has_records: bool, asks: bool
) -> None:
    """A wall that is asked every ten minutes is a reason to stay."""
    found = asks_publisher(a_health(**health), NOON, is_fresh=is_fresh, has_records=has_records)
    assert found is asks
