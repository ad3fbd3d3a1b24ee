"""What is remembered of the parts of a wide source, wherever the ledger keeps its data."""

from dataclasses import replace

import pytest

from advisory_watch.app.ports import Ledger, Outbox
from advisory_watch.core.errors import StaleVersion
from advisory_watch.core.health import DocumentHealth, Health
from advisory_watch.core.parts import PartSight
from builders import NOON, a_health, an_alert
from stores import Store

FAILING = DocumentHealth(tried_at=NOON, failing_since=NOON, failure="HTTP 503")
PART = Health(
    source="us_state",
    part="a.example#0",
    revision=1,
    documents={"kw": DocumentHealth(tried_at=NOON, read_at=NOON), "ru": FAILING},
)


def test_a_part_that_nobody_worked_is_empty(ledger: Ledger) -> None:
    """The first worker of a part must not fail."""
    assert ledger.part("us_state", "a.example#0") == Health(source="us_state", part="a.example#0")
    assert ledger.parts("us_state") == {}


def test_a_part_is_remembered_by_itself(ledger: Ledger) -> None:
    """A part taken for its source would make two hundred documents of sixty."""
    whole = a_health(source="us_state", revision=1)
    for each in (PART, replace(PART, part="a.example#1", documents={}), whole):
        ledger.save_health(each)
    ledger.save_health(replace(PART, source="uk_fcdo"))
    assert ledger.part("us_state", "a.example#0") == PART
    assert ledger.state("us_state").health == whole
    assert ledger.parts("us_state") == {
        "a.example#0": PartSight(part="a.example#0", documents=2, unread=1, failure="HTTP 503"),
        "a.example#1": PartSight(part="a.example#1", documents=0, unread=0),
    }


def test_of_two_workers_of_a_part_only_one_remembers(
    ledger: Ledger, rival: Store, outbox: Outbox
) -> None:
    """A message that came twice must not owe its alert twice."""
    ledger.save_health(PART, (an_alert(id="1"),))
    with pytest.raises(StaleVersion):
        rival.ledger.save_health(PART, (an_alert(id="2"),))
    assert [each.id for each in outbox.pending()] == ["1"]
