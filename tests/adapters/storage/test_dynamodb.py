"""Test the DynamoDB adapters: the number of calls, the limits of DynamoDB, and races."""

import random
import string
import zlib
from datetime import datetime, timedelta
from typing import Any

import pytest
from botocore.stub import Stubber

from advisory_watch.adapters.dynamodb import items, record_items
from advisory_watch.adapters.dynamodb.ledger import DynamoLedger
from advisory_watch.adapters.dynamodb.outbox import DynamoOutbox
from advisory_watch.core.damaged_records import readable
from advisory_watch.core.destinations import destination_names
from advisory_watch.core.errors import AccessDenied, CorruptLedger, LedgerError, StaleVersion
from support.builders import (
    NOON,
    a_health,
    a_pending_candidate,
    a_record,
    a_version,
    an_advisory,
    an_alert,
)
from support.scenarios.stores import SOURCE_IDS, TABLE


@pytest.fixture
def ledger(dynamodb: Any) -> DynamoLedger:
    """Open the ledger in DynamoDB."""
    return DynamoLedger(dynamodb, TABLE, SOURCE_IDS)


def calls_of(client: Any) -> list[str]:
    """Return a list that collects the operations that the client calls from now on."""
    calls: list[str] = []
    client.meta.events.register("before-call.dynamodb", lambda model, **_: calls.append(model.name))
    return calls


def noise(chars: int) -> str:
    """Return text that hardly compresses."""
    letters = random.Random(1)  # noqa: S311 - the same noise every time, and no secret
    return "".join(letters.choices(string.ascii_letters + string.digits, k=chars))


def test_reading_200_destinations_is_one_query(ledger: DynamoLedger, dynamodb: Any) -> None:
    """A call for each destination, every five minutes, would cost more than everything else."""
    codes = [f"{first}{second}" for first in "ABCDEFGHIJ" for second in string.ascii_uppercase][
        :200
    ]
    for code in codes:
        ledger.record(a_record(an_advisory(destination=code)), None, None)
    ledger.save_health(a_health())
    calls = calls_of(dynamodb)
    assert sorted(ledger.state("us_state").records) == codes
    assert calls == ["Query"]


def test_a_state_beyond_one_page_of_a_query_is_read_completely(
    ledger: DynamoLedger, dynamodb: Any
) -> None:
    """A destination on the second page would look as if it had vanished."""
    for code in ("AA", "BB", "CC", "DD", "EE"):
        long = an_advisory(destination=code, text=noise(400_000))
        ledger.record(
            a_record(an_advisory(destination=code), pending=a_pending_candidate(long)), None, None
        )
    calls = calls_of(dynamodb)
    assert sorted(ledger.state("us_state").records) == ["AA", "BB", "CC", "DD", "EE"]
    assert len(calls) > 1


def test_records_of_all_sources_are_read_in_one_call(ledger: DynamoLedger, dynamodb: Any) -> None:
    """The site reads this for every destination; a scan would read the whole history."""
    ledger.record(a_record(), None, None)
    calls = calls_of(dynamodb)
    assert ledger.destinations("KW") == (a_record(),)
    assert calls == ["BatchGetItem"]


def test_a_change_is_recorded_in_one_transaction(ledger: DynamoLedger, dynamodb: Any) -> None:
    """A process can die between two calls."""
    calls = calls_of(dynamodb)
    ledger.record(a_record(), a_version(), an_alert())
    assert calls == ["TransactWriteItems"]


def test_items_have_the_documented_keys(ledger: DynamoLedger, dynamodb: Any) -> None:
    """Stream filters and people at the console find items by these keys."""
    ledger.record(a_record(), a_version(), an_alert())
    ledger.save_health(a_health())
    found = {(item["pk"]["S"], item["sk"]["S"]) for item in dynamodb.scan(TableName=TABLE)["Items"]}
    assert found == {
        ("SOURCE#us_state", "DEST#KW"),
        ("SOURCE#us_state", "HEALTH"),
        ("HISTORY#us_state#KW", "V#000001"),
        ("OUTBOX", "2026-09-01T12:00:00.000000+00:00#0123456789abcdef"),
        ("ALERT#0123456789abcdef", "OWED"),
    }


def test_a_sent_alert_leaves_the_outbox_for_its_month(ledger: DynamoLedger, dynamodb: Any) -> None:
    """The scheduled retry reads the whole partition of pending alerts: it must stay short."""
    ledger.save_health(a_health(), (an_alert(),))
    DynamoOutbox(dynamodb, TABLE).mark_sent(an_alert(), NOON)
    items = dynamodb.scan(TableName=TABLE)["Items"]
    assert {item["pk"]["S"] for item in items} == {
        "SOURCE#us_state",
        "SENT#2026-09",
        "ALERT#0123456789abcdef",
    }


def test_a_person_can_read_the_level_at_the_console(ledger: DynamoLedger, dynamodb: Any) -> None:
    """At three in the morning an operator cannot decompress a record by hand."""
    ledger.record(a_record(), a_version(), None)
    key = {"pk": {"S": "SOURCE#us_state"}, "sk": {"S": "DEST#KW"}}
    item = dynamodb.get_item(TableName=TABLE, Key=key)["Item"]
    assert item["native_level"] == {"S": "Level 2: Exercise Increased Caution"}
    assert item["severity"] == {"N": "2"}
    assert item["issued_on"] == {"S": "2026-08-30"}


def test_texts_are_compressed(ledger: DynamoLedger, dynamodb: Any) -> None:
    """Reads and writes are billed by size."""
    text = "Exercise increased caution in Kuwait due to terrorism. " * 400
    ledger.record(a_record(an_advisory(text=text)), None, None)
    for item in dynamodb.scan(TableName=TABLE)["Items"]:
        assert len(item["record"]["B"]) < len(text) / 10


def test_a_check_does_not_read_the_long_texts_of_the_world(
    ledger: DynamoLedger, dynamodb: Any
) -> None:
    """A Query returns 1 MB at a time: the longest existing texts would take four calls."""
    codes = sorted(destination_names())
    for code in codes:
        known = a_record(an_advisory(destination=code, text=f"{code} {noise(18_000)}"))
        for item in record_items.known_items(known):
            dynamodb.put_item(TableName=TABLE, Item=item)
    calls = calls_of(dynamodb)
    state = ledger.state("us_state")
    assert sorted(state.records) == sorted(state.left_out) == codes
    assert calls == ["Query"]
    whole = ledger.in_full("us_state", ["KW", "RU"])
    assert calls == ["Query", "BatchGetItem"]
    records = readable(whole).values()
    assert [record.advisory and (record.advisory.text or "")[:2] for record in records] == [
        "KW",
        "RU",
    ]


def test_a_lost_text_is_an_error(ledger: DynamoLedger, dynamodb: Any) -> None:
    """Compared without its text, the next snapshot would be a revision that never happened."""
    ledger.record(a_record(an_advisory(text=noise(300))), None, None)
    lost = {"pk": {"S": "FULL#us_state"}, "sk": {"S": "TEXT#KW"}}
    dynamodb.delete_item(TableName=TABLE, Key=lost)
    error = ledger.in_full("us_state", ["KW"])["KW"]
    assert isinstance(error, CorruptLedger)
    assert "FULL#us_state TEXT#KW" in str(error)


@pytest.mark.parametrize(
    "record",
    [None, {"B": b"no zlib"}, {"B": zlib.compress(b"{")}, {"B": zlib.compress(b'{"source": 1}')}],
)
def test_a_damaged_record_hides_no_other(
    ledger: DynamoLedger, dynamodb: Any, record: dict[str, bytes] | None
) -> None:
    """One item that is damaged must not keep people from hearing of all other destinations."""
    for code in ("IQ", "KW"):
        ledger.record(a_record(destination=code), None, None)
    item = {"pk": {"S": "SOURCE#us_state"}, "sk": {"S": "DEST#KW"}, "revision": {"N": "1"}}
    dynamodb.put_item(TableName=TABLE, Item=item | ({"record": record} if record else {}))
    state = ledger.state("us_state")
    assert list(state.records) == ["IQ"]
    assert list(state.unreadable) == ["KW"]
    assert "SOURCE#us_state DEST#KW" in state.unreadable["KW"]


def test_saving_health_alone_uses_no_transaction(ledger: DynamoLedger, dynamodb: Any) -> None:
    """Every check saves health, and a transaction of one item costs twice as much."""
    calls = calls_of(dynamodb)
    ledger.save_health(a_health())
    assert calls == ["PutItem"]


def test_a_conflicting_write_of_health_is_a_lost_race(ledger: DynamoLedger, dynamodb: Any) -> None:
    """A check that cannot write must read again, and not fail."""
    with Stubber(dynamodb) as stubber:
        stubber.add_client_error("put_item", "TransactionConflictException")
        with pytest.raises(StaleVersion):
            ledger.save_health(a_health())


def test_a_missing_permission_is_an_error_of_its_own(ledger: DynamoLedger, dynamodb: Any) -> None:
    """The doctor names the permission, and does not report the table as broken."""
    with Stubber(dynamodb) as stubber:
        stubber.add_client_error("query", "AccessDeniedException")
        with pytest.raises(AccessDenied, match="ledger: expected an answer"):
            ledger.state("us_state")


def test_a_record_too_large_for_an_item_is_an_error(ledger: DynamoLedger) -> None:
    """The limit of the table must not surface as an unknown vendor error."""
    with pytest.raises(LedgerError, match=r"FULL#us_state TEXT#KW: expected at most 390000"):
        ledger.record(a_record(an_advisory(text=noise(600_000))), None, None)


def test_a_conflicting_transaction_is_a_lost_race(ledger: DynamoLedger, dynamodb: Any) -> None:
    """DynamoDB may refuse both of two simultaneous writes: read again, decide again."""
    with Stubber(dynamodb) as stubber:
        cancel(stubber, "TransactionConflict", "None", "None", "None")
        with pytest.raises(StaleVersion, match="us_state/KW"):
            ledger.record(a_record(), a_version(), an_alert())


def test_an_alert_in_a_conflict_is_not_dropped(ledger: DynamoLedger, dynamodb: Any) -> None:
    """The other writer may still fail, and then the alert would never be sent."""
    with Stubber(dynamodb) as stubber:
        cancel(stubber, "None", "TransactionConflict", "None")
        with pytest.raises(StaleVersion):
            ledger.save_health(a_health(), (an_alert(),))


def test_an_overloaded_table_is_not_a_lost_race(ledger: DynamoLedger, dynamodb: Any) -> None:
    """Reading again at once would only add to the load."""
    with Stubber(dynamodb) as stubber:
        cancel(stubber, "ThrottlingError", "None")
        with pytest.raises(LedgerError, match="ledger: expected an answer") as caught:
            ledger.record(a_record(), a_version(), None)
    assert not isinstance(caught.value, StaleVersion)


def test_a_sent_alert_is_marked_despite_a_conflict(ledger: DynamoLedger, dynamodb: Any) -> None:
    """If the mark were skipped, the alert would stay pending and go to all subscribers twice."""
    ledger.save_health(a_health(), (an_alert(),))
    outbox = DynamoOutbox(dynamodb, TABLE)
    with Stubber(dynamodb) as stubber:
        cancel(stubber, "TransactionConflict", "None", "None")
        stubber.add_response("transact_write_items", {})
        outbox.mark_sent(an_alert(), NOON)
        stubber.assert_no_pending_responses()


def test_an_alert_in_a_lasting_conflict_is_not_reported_as_sent(
    ledger: DynamoLedger, dynamodb: Any
) -> None:
    """If `cancel` said that it was sent, a correction would precede the alert itself."""
    ledger.save_health(a_health(), (an_alert(),))
    with Stubber(dynamodb) as stubber:
        for _ in range(3):
            cancel(stubber, "TransactionConflict", "None", "None")
        with pytest.raises(LedgerError, match="try again"):
            DynamoOutbox(dynamodb, TABLE).cancel(an_alert(), NOON)


def cancel(stubber: Stubber, *reasons: str) -> None:
    """Make the next transaction fail for these reasons, one for each write."""
    stubber.add_client_error(
        "transact_write_items",
        "TransactionCanceledException",
        modeled_fields={"CancellationReasons": [{"Code": reason} for reason in reasons]},
    )


def test_a_batch_that_stays_incomplete_is_an_error(ledger: DynamoLedger, dynamodb: Any) -> None:
    """A source missing from the response would be read as having no advice."""
    keys = [{"pk": {"S": "SOURCE#us_state"}, "sk": {"S": "DEST#KW"}}]
    partly = {"Responses": {}, "UnprocessedKeys": {TABLE: {"Keys": keys}}}
    with Stubber(dynamodb) as stubber:
        for _ in range(5):
            stubber.add_response("batch_get_item", partly)
        with pytest.raises(LedgerError, match="found only a part"):
            ledger.destinations("KW")


def test_a_missing_table_is_a_ledger_error(dynamodb: Any) -> None:
    """A wrong TABLE_NAME must be reported clearly, not crash with a vendor's exception."""
    with pytest.raises(LedgerError, match="elsewhere: expected an answer"):
        DynamoLedger(dynamodb, "elsewhere", SOURCE_IDS).state("us_state")


def test_an_unreadable_alert_does_not_block_the_others(ledger: DynamoLedger, dynamodb: Any) -> None:
    """`Leave now` must be sent although another alert in the outbox is broken."""
    ledger.save_health(a_health(), (an_alert(id="a"), an_alert(id="b")))
    key = {"pk": {"S": "OUTBOX"}, "sk": {"S": "2026-09-01T12:00:00.000000+00:00#a"}}
    dynamodb.update_item(
        TableName=TABLE,
        Key=key,
        UpdateExpression="SET #record = :broken",
        ExpressionAttributeNames={"#record": "record"},
        ExpressionAttributeValues={":broken": {"B": b"not compressed"}},
    )
    pending = DynamoOutbox(dynamodb, TABLE).pending()
    assert next(pending) == an_alert(id="b")
    with pytest.raises(CorruptLedger, match="OUTBOX 2026-09-01T12"):
        next(pending)


@pytest.mark.parametrize("sent_at", [NOON, NOON + timedelta(days=29)])
def test_an_alert_whose_mark_is_of_an_older_program_is_found(
    dynamodb: Any, sent_at: datetime
) -> None:
    """Marks from before the upgrade lack the time at which their alert was sent."""
    outbox = DynamoOutbox(dynamodb, TABLE)
    outbox.enqueue(an_alert())
    outbox.mark_sent(an_alert(), sent_at)
    dynamodb.put_item(TableName=TABLE, Item=items.mark_item(an_alert()))
    assert outbox.found([an_alert().id]) == {an_alert().id: an_alert()}


def test_many_alerts_are_found_in_few_calls(dynamodb: Any) -> None:
    """The site looks alerts up at each publication; a call for each would cost too much."""
    outbox = DynamoOutbox(dynamodb, TABLE)
    for number in range(2):
        outbox.enqueue(an_alert(id=str(number)))
    outbox.mark_sent(an_alert(id="1"), NOON)
    calls = calls_of(dynamodb)
    assert sorted(outbox.found([str(number) for number in range(300)])) == ["0", "1"]
    assert calls == ["BatchGetItem"] * 4


def test_alerts_with_marks_of_an_older_version_share_one_search(dynamodb: Any) -> None:
    """After an upgrade every alert has such a mark: its month must not be read for each alert."""
    outbox, alerts = (
        DynamoOutbox(dynamodb, TABLE),
        [an_alert(id=str(number)) for number in range(9)],
    )
    for alert in alerts:
        outbox.enqueue(alert)
        outbox.mark_sent(alert, NOON)
        dynamodb.put_item(TableName=TABLE, Item=items.mark_item(alert))
    calls = calls_of(dynamodb)
    assert len(outbox.found([alert.id for alert in alerts])) == len(alerts)
    assert calls == ["BatchGetItem"] * 2 + ["Query"] * 2
