"""Test what the channels of a laptop have received, as SQLite stores it."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from advisory_watch.adapters.sqlite import (
    Connection,
    SqliteDeliveries,
    SqliteLedger,
    SqliteOutbox,
    connect,
)
from advisory_watch.core.alert import build_correction
from support.builders import NOON, a_health, a_record, a_version, an_alert

LATER = NOON + timedelta(minutes=2)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Name the file of the ledger."""
    return tmp_path / "ledger.sqlite"


@pytest.fixture
def connection(path: Path) -> Iterator[Connection]:
    """Open a new ledger."""
    with closing(connect(path)) as connection:
        yield connection


def waiting(connection: Connection, channel: str) -> list[str]:
    """Return the ids of the pending alerts of a channel."""
    return [alert.id for alert in SqliteDeliveries(connection).queue(channel).pending()]


def sent(connection: Connection, *alert_ids: str) -> None:
    """Let alerts pass through the outbox."""
    for alert_id in alert_ids:
        alert = an_alert(id=alert_id)
        SqliteOutbox(connection).enqueue(alert)
        SqliteOutbox(connection).mark_sent(alert, NOON)


def test_each_channel_gets_an_alert_when_it_leaves_the_outbox(connection: Connection) -> None:
    """An alert that may still be cancelled must not be on its way already."""
    SqliteDeliveries(connection).register(["mail", "chat"])
    SqliteOutbox(connection).enqueue(an_alert(id="a"))
    assert waiting(connection, "mail") == []
    SqliteOutbox(connection).mark_sent(an_alert(id="a"), NOON)
    assert waiting(connection, "mail") == waiting(connection, "chat") == ["a"]


def test_an_alert_sent_on_one_channel_is_pending_on_the_other(connection: Connection) -> None:
    """A dead channel must neither lose its alerts nor repeat them elsewhere."""
    SqliteDeliveries(connection).register(["mail", "chat"])
    sent(connection, "a")
    SqliteDeliveries(connection).queue("mail").mark_sent(an_alert(id="a"), NOON)
    assert waiting(connection, "mail") == []
    assert waiting(connection, "chat") == ["a"]


def test_marking_an_alert_again_does_not_send_it_again(connection: Connection) -> None:
    """Two programs that drain the outbox must not deliver twice."""
    SqliteDeliveries(connection).register(["mail"])
    sent(connection, "a")
    SqliteDeliveries(connection).queue("mail").mark_sent(an_alert(id="a"), NOON)
    SqliteOutbox(connection).mark_sent(an_alert(id="a"), LATER)
    assert waiting(connection, "mail") == []


def test_a_new_channel_gets_only_later_alerts(connection: Connection) -> None:
    """A reader who joins today must not get the alerts of a year."""
    sent(connection, "a")
    SqliteDeliveries(connection).register(["mail"])
    sent(connection, "b")
    assert waiting(connection, "mail") == ["b"]


def test_a_removed_channel_gets_no_new_alerts_and_keeps_its_count(connection: Connection) -> None:
    """The owner must learn that a renamed channel still had messages."""
    deliveries = SqliteDeliveries(connection)
    deliveries.register(["mail"])
    sent(connection, "a")
    deliveries.register(["chat"])
    sent(connection, "b")
    assert deliveries.waiting() == {"mail": 1, "chat": 1}


def test_history_is_for_no_channel(connection: Connection) -> None:
    """A replay of last year must wake no reader."""
    SqliteDeliveries(connection).register(["mail"])
    ledger = SqliteLedger(connection, is_history=True)
    ledger.record(a_record(), a_version(), an_alert(id="a"))
    ledger.save_health(a_health(), (an_alert(id="b"),))
    outbox = SqliteOutbox(connection)
    assert list(outbox.pending()) == []
    outbox.mark_sent(an_alert(id="a"), NOON)
    assert waiting(connection, "mail") == []
    assert {alert.id for alert in outbox.sent(f"{an_alert().created_at:%Y-%m}")} == {"a", "b"}


def test_a_correction_goes_where_its_alert_went(connection: Connection) -> None:
    """A correction of an unknown alert only confuses; those who were alarmed must get it."""
    deliveries = SqliteDeliveries(connection)
    deliveries.register(["mail"])
    sent(connection, "a")
    deliveries.register(["mail", "chat"])
    correction = build_correction(an_alert(id="a"), "A test page.", LATER)
    SqliteOutbox(connection).enqueue(correction)
    SqliteOutbox(connection).mark_sent(correction, LATER)
    assert waiting(connection, "mail") == ["a", correction.id]
    assert waiting(connection, "chat") == []


def test_a_claim_is_exclusive_and_ends_by_itself(connection: Connection) -> None:
    """A killed sender must not block its alerts."""
    SqliteDeliveries(connection).register(["mail"])
    sent(connection, "a")
    queue, alert = SqliteDeliveries(connection).queue("mail"), an_alert(id="a")
    assert queue.claim(alert, NOON, LATER)
    assert not queue.claim(alert, NOON, LATER)
    assert queue.claim(alert, LATER, LATER + timedelta(minutes=2))


def test_the_next_sender_frees_the_claims_of_a_killed_one(connection: Connection) -> None:
    """After a restart, an urgent alert must not wait two minutes for a dead program."""
    deliveries = SqliteDeliveries(connection)
    deliveries.register(["mail"])
    sent(connection, "a")
    queue, alert = deliveries.queue("mail"), an_alert(id="a")
    assert queue.claim(alert, NOON, LATER)
    deliveries.register(["mail"])
    assert queue.claim(alert, NOON, LATER)
    queue.release(alert, LATER)
    assert queue.claim(alert, NOON, LATER)


def test_a_rejected_alert_is_removed_from_its_channel_alone(connection: Connection) -> None:
    """One reader's filter must not silence another."""
    deliveries = SqliteDeliveries(connection)
    deliveries.register(["mail", "chat"])
    sent(connection, "a")
    deliveries.queue("mail").discard(an_alert(id="a"))
    assert deliveries.waiting() == {"chat": 1}


def test_a_partly_sent_alert_says_so(connection: Connection) -> None:
    """The dispatcher must then send only the rest."""
    SqliteDeliveries(connection).register(["mail"])
    sent(connection, "a")
    queue = SqliteDeliveries(connection).queue("mail")
    queue.mark_partially_sent(an_alert(id="a"))
    assert list(queue.pending()) == [replace(an_alert(id="a"), is_partially_sent=True)]


def test_a_ledger_of_version_3_gets_the_tables(path: Path) -> None:
    """An update of the program must open the home of the version before."""
    with closing(connect(path)) as connection:
        SqliteOutbox(connection).enqueue(an_alert(id="a"))
        connection.execute("DROP TABLE channel")
        connection.execute("DROP TABLE delivery")
        connection.execute("PRAGMA user_version = 3")
    with closing(connect(path)) as connection:
        SqliteDeliveries(connection).register(["mail"])
        SqliteOutbox(connection).mark_sent(an_alert(id="a"), NOON)
        assert waiting(connection, "mail") == ["a"]
