"""The cost of reading a wide source in partitions, and no cost if it is off."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as some

from advisory_watch.costs.lines import estimate
from advisory_watch.costs.model import (
    Bill,
    PartitionedCheck,
    PlannedFunction,
    PlannedSchedule,
    PlannedStack,
    ReaderCount,
)
from advisory_watch.costs.prices import Price, SourceProfile, price

CHECKED = PlannedSchedule(expression="rate(10 minutes)", sources=("wide",))
CHECKS = 6 * 730

OFF = PlannedStack(
    functions={
        "CheckFunction": PlannedFunction(
            name="CheckFunction", memory_mb=256, schedules={"Wide": CHECKED}, is_traced=True
        )
    },
    resources={"AWS::DynamoDB::Table": 1},
)

WORK = PlannedFunction(name="WorkFunction", memory_mb=256, schedules={}, workers=6, is_traced=True)
WIDE = replace(OFF, functions={**OFF.functions, "WorkFunction": WORK}, wide_from_documents=200)

NEWS = ReaderCount(changes=20)

hosts = some.integers(1, 40)
documents = some.integers(40, 5000)


def a_profile(listed: int, hosts: int = 1) -> SourceProfile:
    """Describe a source that fetches every document, each in one second."""
    return SourceProfile(
        seconds=3 + listed,
        documents=listed,
        known_kb=150,
        health_kb=1 + listed // 16,
        alerts=4,
        urgent=1,
        listed=listed,
        hosts=hosts,
    )


def month(stack: PlannedStack, profile: SourceProfile) -> Bill:
    """Estimate a month of one source."""
    return estimate(stack, NEWS, {"wide": profile})


def quantity(bill: Bill, wanted: Price) -> float:
    """Return the quantity used of a priced item."""
    return sum(line.quantity for line in bill.lines if line.price is wanted)


@given(documents, some.integers(0, 3000), hosts)
def test_more_documents_never_cost_less(listed: int, more: int, hosts: int) -> None:
    """An owner who asks whether a source may grow must not see a smaller bill for it."""
    fewer, grown = (month(WIDE, a_profile(number, hosts)) for number in (listed, listed + more))
    assert grown.usd >= fewer.usd


@given(documents, documents, hosts)
def test_a_lower_threshold_never_costs_less(listed: int, threshold: int, hosts: int) -> None:
    """Partitions exist for work that one check cannot do, never to save money."""
    profile = a_profile(listed, hosts)
    low = month(replace(WIDE, wide_from_documents=threshold), profile)
    high = month(replace(WIDE, wide_from_documents=threshold + 1), profile)
    assert low.usd >= high.usd > month(OFF, profile).usd


@given(documents, hosts)
def test_without_partitions_the_bill_is_unchanged(listed: int, hosts: int) -> None:
    """One check reads all documents of a source, however many, and no other function is paid."""
    profile = a_profile(listed, hosts)
    assert month(OFF, profile) == month(OFF, replace(profile, listed=0, hosts=1))


def test_one_document_for_all_is_never_wide() -> None:
    """A feed in a single document has nothing to partition at any threshold."""
    profile = replace(a_profile(300), listed=0)
    bill = month(replace(WIDE, wide_from_documents=1), profile)
    assert quantity(bill, price("lambda_requests")) == CHECKS


def test_without_workers_no_partition_is_dispatched() -> None:
    """Another template may have a function of that name without a queue."""
    idle = replace(WORK, workers=0)
    stack = replace(WIDE, functions={**WIDE.functions, "WorkFunction": idle})
    assert month(stack, a_profile(300)).usd == month(OFF, a_profile(300)).usd


def test_a_source_is_wide_from_the_threshold_on() -> None:
    """The parameter is the number of documents from which a source is wide."""
    runs = {
        listed: quantity(month(WIDE, a_profile(listed)), price("lambda_requests"))
        for listed in (199, 200)
    }
    assert runs == {199: CHECKS, 200: CHECKS * (1 + 4)}


def test_a_month_of_two_hosts_can_be_calculated_by_hand() -> None:
    """300 documents on two hosts: 150 on each, so four partitions a host, eight in all."""
    bill = month(WIDE, a_profile(300, hosts=2))
    waiting = 5 * 730 * 3600 / 20
    assert quantity(bill, price("queue_requests")) == waiting + CHECKS * (1 + 2 * 8)
    assert quantity(bill, price("lambda_requests")) == CHECKS * (1 + 8)
    workers_s = 2 * 300 + 2 * 1 + 8 * 0.1
    assert quantity(bill, price("lambda_time")) == pytest.approx(CHECKS * (3 + workers_s) / 4)
    alerts_written = 20 * 90
    assert quantity(bill, price("table_writes")) == CHECKS * (1 + 8 * 7) + alerts_written
    known, parts, own = 38, 8 * 7 / 4, 8 * 2
    recalled = 3 * (300 * 730 / 24 + 20 * 64)
    assert quantity(bill, price("table_reads")) == pytest.approx(
        CHECKS * (known + parts + own) + recalled + 20 * 30
    )


def test_twenty_thousand_documents_cost_as_in_the_decision() -> None:
    """docs/adr/0010 was decided by these figures: change them there too."""
    idle = replace(a_profile(20_000, hosts=40), seconds=3, documents=1, known_kb=155)
    month_round = PartitionedCheck(profile=idle, workers=6)
    assert (month_round.parts, month_round.requests, month_round.part_kb) == (320, 672, 7)
    assert (month_round.seconds, round(month_round.traces)) == (38, 22)
    bill = month(replace(WIDE, wide_from_documents=1000), idle)
    assert quantity(bill, price("queue_requests")) == 672 * CHECKS + 657_000


def test_an_empty_queue_is_paid_for() -> None:
    """Lambda polls the queue day and night, so a deployed queue is not free."""
    bill = month(WIDE, replace(a_profile(10), listed=10))
    (line,) = (item for item in bill.lines if item.price is price("queue_requests"))
    assert line.quantity == 657_000
    assert line.free_usd == line.usd


def test_another_host_makes_workers_wait_in_parallel() -> None:
    """A check waits for eight hosts within one second; eight workers wait one second each."""
    single, eight, forty = (
        PartitionedCheck(profile=a_profile(100, hosts), workers=6) for hosts in (1, 8, 40)
    )
    assert eight.seconds > 7 * single.seconds
    assert forty.seconds - eight.seconds == pytest.approx((40 - 8) * 0.1)
    assert (single.at_once, eight.at_once) == (1, 6)


@given(documents, hosts, some.integers(2, 1000))
def test_no_more_is_traced_than_runs(listed: int, hosts: int, workers: int) -> None:
    """X-Ray traces a run at most once."""
    month_round = PartitionedCheck(profile=a_profile(listed, hosts), workers=workers)
    assert 0 < month_round.traces <= month_round.parts
