"""A source read in partitions is judged as if one check had read all of it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from advisory_watch.core import thresholds
from advisory_watch.core.errors import LedgerError, Unreachable
from advisory_watch.core.health import Health
from advisory_watch.core.page import Page, Target
from advisory_watch.core.source import Listing
from advisory_watch.core.source_event import Audience
from support.builders import NOON
from support.scenarios.partitioned_source import CODES, HOSTS, INDEX, PartitionedWatch
from support.scenarios.watched_source import a_doubtful_raise, a_raise

NOBODY: frozenset[str] = frozenset()
DOWN = Unreachable("us_state", "no answer")


@pytest.fixture
def watch() -> PartitionedWatch:
    """Watch a wide source that was read once."""
    watch = PartitionedWatch()
    watch.round()
    return watch


def told(watch: PartitionedWatch) -> list[tuple[str, str | None]]:
    """Return the audience and the destination of every alert."""
    return sorted((alert.audience.value, alert.destination) for alert in watch.outbox.pending())


def test_a_wide_source_is_listed_and_dispatched_but_not_read() -> None:
    """A check has fifteen minutes, which is too little for a million documents."""
    watch = PartitionedWatch()
    outcome = watch.check()
    assert outcome.ok
    assert watch.web.asked == [INDEX]
    assert outcome.partitions == len(watch.line.partitions) == len(HOSTS)
    handed = [
        document.id for partition in watch.line.partitions for document in partition.documents
    ]
    assert sorted(handed) == sorted(CODES)


def test_a_part_has_documents_of_one_host(watch: PartitionedWatch) -> None:
    """Two workers at one host are two requests at once."""
    watch.check()
    for partition in watch.line.partitions:
        assert {document.target.url.split("/")[2] for document in partition.documents} == {
            partition.host
        }


@pytest.mark.parametrize("is_wide", [True, False])
def test_records_and_alerts_are_the_same_either_way(*, is_wide: bool) -> None:
    """The way a source is read must make no difference to subscribers."""
    watch = PartitionedWatch(is_wide=is_wide)
    watch.round()
    assert told(watch) == []
    doubtful = replace(a_doubtful_raise("PE"), is_only_copy=True)
    watch.web.publish(a_raise("KW"), doubtful)
    watch.round()
    assert told(watch) == [("subscribers", "KW")]
    watch.round(after_min=thresholds.GRAVER_TOLD_AFTER / timedelta(minutes=1))
    assert told(watch) == [("subscribers", "KW"), ("subscribers", "PE")]
    known = watch.ledger.state("us_state").records
    assert {code: record.number for code, record in known.items() if record.number != 1} == {
        "KW": 2,
        "PE": 2,
    }


def test_an_unmoved_document_is_neither_fetched_nor_written(watch: PartitionedWatch) -> None:
    """A worker without work must cost almost nothing."""
    before = watch.ledger.health("us_state", "a.example#0")
    watch.round()
    assert watch.web.asked == [INDEX]
    assert watch.ledger.health("us_state", "a.example#0") == before


@pytest.mark.parametrize("is_wide", [True, False])
@pytest.mark.parametrize("ahead", [timedelta(hours=2), timedelta(days=400)])
def test_a_check_under_a_clock_ahead_blinds_no_later_one(
    ahead: timedelta, *, is_wide: bool
) -> None:
    """Documents that rest until next year, or records of next year, would hide a raise."""
    watch = PartitionedWatch(is_wide=is_wide)
    watch.time.now += ahead
    watch.round()
    watch.time.now -= ahead
    watch.web.publish(a_raise("KW"))
    watch.round()
    assert told(watch) == [("subscribers", "KW")]
    records = watch.ledger.state("us_state").records
    assert all((record.recorded_at or NOON) <= watch.time.now for record in records.values())
    assert [outcome.reason for outcome in watch.round()] == [""] * (len(HOSTS) * is_wide + 1)


@pytest.mark.parametrize("is_wide", [True, False])
def test_a_destination_gone_from_the_index_is_withdrawn(*, is_wide: bool) -> None:
    """No partition can detect a missing item, which may be in another partition."""
    watch = PartitionedWatch(is_wide=is_wide)
    watch.round()
    del watch.web.moved["YE"]
    watch.round()
    assert told(watch) == []
    watch.round(after_min=thresholds.WITHDRAWN_AFTER / timedelta(minutes=1))
    (withdrawn,) = watch.outbox.pending()
    assert (withdrawn.destination, withdrawn.kinds) == ("YE", ("withdrawn",))


def test_a_list_without_destinations_withdraws_nothing() -> None:
    """If a list does not name destinations, a missing one cannot be detected."""
    watch = PartitionedWatch()
    (endpoint,) = watch.source.endpoints

    def anonymous(target: Target, index: Page | None) -> Listing:
        listed = endpoint.list(target, index).documents
        return Listing(
            documents=tuple(replace(document, destinations=NOBODY) for document in listed)
        )

    watch.source = replace(watch.source, endpoints=(replace(endpoint, list=anonymous),))
    watch.round()
    assert len(watch.ledger.state("us_state").records) == len(CODES)
    del watch.web.moved["YE"]
    for _ in range(2):
        watch.round(after_min=thresholds.WITHDRAWN_AFTER / timedelta(minutes=1))
    assert told(watch) == []


def test_a_dead_host_fails_only_its_own_documents(watch: PartitionedWatch) -> None:
    """The other hosts answer, so subscribers must not get an outage alert."""
    watch.web.publish(a_raise("AR"), a_raise("BR"))
    watch.web.down["a.example"] = DOWN
    watch.round()
    assert told(watch) == [("subscribers", "BR")]
    partition = watch.ledger.partitions("us_state")["a.example#0"]
    assert (partition.documents, partition.unread, partition.failure) == (8, 1, "no answer")
    watch.round(after_min=thresholds.DOCUMENT_TOLD_AFTER / timedelta(minutes=1))
    operators = [alert for alert in watch.outbox.pending() if alert.audience is Audience.OPERATORS]
    assert [alert.kinds for alert in operators] == [("source_partly_blind",)]
    assert "AR" in str(operators[0].note)


def test_if_most_documents_fail_the_source_fails(watch: PartitionedWatch) -> None:
    """If so many partitions fail, silence no longer means that nothing changed."""
    watch.web.publish(*(a_raise(code) for code in CODES[:12]))
    watch.web.down = dict.fromkeys(HOSTS, DOWN)
    watch.round()
    outcome = watch.check()
    assert not outcome.ok
    assert outcome.reason.startswith("12 of 24 documents could not be read, such as a.example#0")
    watch.work()
    watch.round(after_min=thresholds.SUBSCRIBERS_TOLD_AFTER / timedelta(minutes=1))
    assert (Audience.SUBSCRIBERS.value, None) in told(watch)


def test_a_partition_that_was_not_saved_is_processed_again(watch: PartitionedWatch) -> None:
    """An unsaved partition makes no alert, so the queue must deliver it again."""

    def full(health: Health, alerts: object = ()) -> None:
        del alerts
        raise LedgerError(f"{health.partition}: no room")

    watch.web.publish(a_raise("KW"))
    watch.check()
    watch.ledger.save_health = full  # type: ignore[method-assign]
    with pytest.raises(LedgerError, match="this was not remembered: nothing more was recorded"):
        watch.work()


def test_a_source_whose_queue_refuses_is_not_read(watch: PartitionedWatch) -> None:
    """Otherwise a queue deleted by hand would look like a quiet world."""
    watch.line.is_closed = True
    outcome = watch.check()
    assert (outcome.ok, outcome.reason) == (False, "expected a queue, found none")
    assert watch.ledger.state("us_state").health.failure == "expected a queue, found none"
