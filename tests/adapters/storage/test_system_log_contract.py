"""The contract of `SystemLog`: what the ledger knows about the system itself."""

from datetime import timedelta
from typing import Any

import pytest

from advisory_watch.adapters.dynamodb import items as layout
from advisory_watch.adapters.dynamodb.ledger import DynamoLedger
from advisory_watch.adapters.dynamodb.system_log import DynamoSystemLog
from advisory_watch.adapters.memory import MemoryLedger, MemoryOutbox, MemorySystemLog
from advisory_watch.app.ports import Ledger
from advisory_watch.app.system_check import SystemLog
from advisory_watch.core.errors import CorruptLedger
from advisory_watch.core.system_health import Duty, Expectation, SystemHealth
from support.builders import NOON, a_health
from support.scenarios.stores import SOURCE_IDS, TABLE


@pytest.fixture(params=["memory", "aws"])
def both(request: pytest.FixtureRequest) -> tuple[SystemLog, Ledger]:
    """Open a system log and its ledger."""
    if request.param == "memory":
        ledger = MemoryLedger(MemoryOutbox())
        return MemorySystemLog(ledger), ledger
    client: Any = request.getfixturevalue("dynamodb")
    return DynamoSystemLog(client, TABLE), DynamoLedger(client, TABLE, SOURCE_IDS)


def test_a_new_ledger_knows_nothing(both: tuple[SystemLog, Ledger]) -> None:
    """Nothing is late yet, and nothing was judged."""
    log, _ = both
    assert (log.last_judgement(), log.last_runs(), log.healths(["us_state"])) == (None, {}, {})


def test_runs_and_judgements_are_remembered(both: tuple[SystemLog, Ledger]) -> None:
    """Each is replaced by the next one."""
    log, _ = both
    expected = {"us_state": Expectation(interval_s=300, since=NOON)}
    for day in (1, 2):
        at = NOON.replace(day=day)
        log.mark_run(Duty.DIGEST, at)
        log.remember_judgement(SystemHealth(judged_at=at, expected=expected))
        assert log.last_runs() == {Duty.DIGEST: at}
        assert log.last_judgement() == SystemHealth(judged_at=at, expected=expected)


def test_a_task_is_due_until_a_complete_run_follows(both: tuple[SystemLog, Ledger]) -> None:
    """A digest that failed in the morning must not wait for the next one."""
    log, _ = both
    assert not log.is_due(Duty.DIGEST)
    log.mark_run(Duty.DIGEST, NOON)
    log.mark_due(Duty.DIGEST, NOON + timedelta(hours=1))
    assert log.is_due(Duty.DIGEST)
    log.mark_run(Duty.DIGEST, NOON + timedelta(hours=1))
    assert not log.is_due(Duty.DIGEST)
    assert log.last_runs() == {Duty.DIGEST: NOON + timedelta(hours=1)}


def test_the_health_of_each_checked_source_is_returned(both: tuple[SystemLog, Ledger]) -> None:
    """A source that was never checked is absent: its expectation alone counts."""
    log, ledger = both
    health = a_health(revision=1, last_tried_at=NOON)
    ledger.save_health(health)
    assert log.healths(["us_state", "uk_fcdo"]) == {"us_state": health}


def test_a_damaged_item_hides_no_other(dynamodb: Any) -> None:
    """One unreadable source is a fault by itself; a damaged judgement is made again."""
    log = DynamoSystemLog(dynamodb, TABLE)
    for key in (
        layout.key(layout.source_pk("us_state"), layout.HEALTH),
        layout.key(layout.RUN, layout.HEALTH),
        layout.key(layout.RUN, Duty.SEAL.value),
    ):
        dynamodb.put_item(TableName=TABLE, Item={**key, "record": {"B": b"ashes"}})
    assert isinstance(log.healths(["us_state"])["us_state"], CorruptLedger)
    assert (log.last_judgement(), log.last_runs()) == (None, {})
