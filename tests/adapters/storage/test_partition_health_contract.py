"""Contract of every ledger for the health of partitions of a wide source."""

from dataclasses import replace

import pytest

from advisory_watch.app.ports import Ledger, Outbox
from advisory_watch.core.errors import StaleVersion
from advisory_watch.core.health import DocumentHealth, Health
from advisory_watch.core.partition import PartitionHealth
from support.builders import NOON, a_health, an_alert
from support.scenarios.stores import Store

FAILING = DocumentHealth(tried_at=NOON, failing_since=NOON, failure="HTTP 503")
PART = Health(
    source="us_state",
    partition="a.example#0",
    revision=1,
    documents={"kw": DocumentHealth(tried_at=NOON, read_at=NOON), "ru": FAILING},
)


def test_a_partition_without_a_run_is_empty(ledger: Ledger) -> None:
    """The first worker of a partition must not fail."""
    assert ledger.health("us_state", "a.example#0") == Health(
        source="us_state", partition="a.example#0"
    )
    assert ledger.partitions("us_state") == {}


def test_the_health_of_a_partition_is_separate(ledger: Ledger) -> None:
    """A partition mistaken for its source would report sixty documents instead of two hundred."""
    whole = a_health(source="us_state", revision=1)
    for health in (PART, replace(PART, partition="a.example#1", documents={}), whole):
        ledger.save_health(health)
    ledger.save_health(replace(PART, source="uk_fcdo"))
    assert ledger.health("us_state", "a.example#0") == PART
    assert ledger.state("us_state").health == whole
    assert ledger.partitions("us_state") == {
        "a.example#0": PartitionHealth(
            partition="a.example#0", documents=2, unread=1, failure="HTTP 503"
        ),
        "a.example#1": PartitionHealth(partition="a.example#1", documents=0, unread=0),
    }


def test_of_two_workers_of_a_partition_only_one_records(
    ledger: Ledger, rival: Store, outbox: Outbox
) -> None:
    """A message that was delivered twice must not enqueue its alert twice."""
    ledger.save_health(PART, (an_alert(id="1"),))
    with pytest.raises(StaleVersion):
        rival.ledger.save_health(PART, (an_alert(id="2"),))
    assert [alert.id for alert in outbox.pending()] == ["1"]
