"""The simulated stack of `make bench-scale`, with populations small enough to verify by hand."""

from array import array
from collections import defaultdict
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scaling import assumptions
from scaling.bill import bill
from scaling.designs import INDEXED, PLANNED, SHARDED, Design
from scaling.limits import binds_at
from scaling.population import Change, Host, Population, populate
from scaling.stack_run import StackRun, run_stack
from scaling.waiting_times import WaitingTimes

STEP_S = assumptions.ANSWER_S + assumptions.CRAWL_DELAY_S
HOUR_S = 3600.0


def a_population(*sizes: int, readers: int = 10, at_s: float = 0.0) -> Population:
    """Build hosts with these numbers of pages; the last page of each host changes at `at_s`.

    Every page has `readers` subscribers per channel.
    """
    hosts, first = [], 0
    for size in sizes:
        hosts.append(Host(first=first, pages=size))
        first += size
    news = [
        Change(page=host.first + host.pages - 1, published_at_s=at_s, is_urgent=True)
        for host in hosts
    ]
    return Population(
        hosts=tuple(hosts),
        readers={channel: array("L", [readers] * first) for channel in assumptions.DELIVERY_S},
        changes=tuple(news),
        length_s=HOUR_S,
        subscribers=first,
    )


def found_at_s(population: Population, design: Design) -> list[float]:
    """Return the end of the first visit that reads the changed page, by host."""
    ended: dict[int, float] = {}
    run_stack(
        population, design, lambda host, _began_s, ended_s: _first(ended, host.first, ended_s)
    )
    return [ended[host.first] for host in population.hosts]


def _first(ended: dict[int, float], host: int, ended_s: float) -> None:
    ended.setdefault(host, ended_s)


def delivered_count(stack_run: StackRun) -> int:
    """Count the messages that were delivered."""
    return sum(waits.count for waits in stack_run.delivery.waits.values())


def test_one_page_is_alerted_at_the_computed_time() -> None:
    """Results for a million pages are only credible if a small case can be verified by hand."""
    stack_run = run_stack(a_population(1), PLANNED)
    outbox_s = assumptions.OUTBOX_WCU / 1000 + assumptions.RECORD_S
    dispatcher_s = (
        assumptions.TRIGGER_S
        + assumptions.SETTLE_S
        + assumptions.READ_ALERT_S
        + assumptions.EMAIL_GAP_S
    )
    sent_s = assumptions.ANSWER_S + outbox_s + dispatcher_s
    assert stack_run.delivery.waits["data", False].longest_s == pytest.approx(sent_s + 0.1)
    assert stack_run.delivery.waits["email", False].longest_s == pytest.approx(
        sent_s + 10 / 10 + 2.0
    )
    assert stack_run.delivery.waits["sms", False].longest_s == pytest.approx(sent_s + 10 / 20 + 3.0)


def test_work_matches_the_plan() -> None:
    """The bill is computed from these numbers."""
    totals = run_stack(a_population(100, 150), PLANNED).totals
    rounds = HOUR_S / assumptions.INTERVAL_S
    assert (totals.messages, totals.invocations) == (3 * rounds, 3 * rounds)
    assert totals.requests == 250 * rounds
    assert totals.worked_s == pytest.approx(250 * rounds * STEP_S)
    assert (totals.workers_wanted, totals.messages_waiting, totals.hosts_late) == (2, 3, 0)


def test_a_batch_lasts_as_long_as_its_slowest_host() -> None:
    """A shared invocation waits for its slowest host, and each waiting second is billed."""
    totals = run_stack(a_population(100, 10), SHARDED).totals
    assert totals.worked_s == pytest.approx(HOUR_S / assumptions.INTERVAL_S * 100 * STEP_S)


@settings(deadline=None, max_examples=20)
@given(
    st.sampled_from([PLANNED, SHARDED, INDEXED]),
    st.integers(1, 5),
    st.integers(),
    st.integers(1, 9),
)
def test_nothing_is_lost_and_no_host_is_asked_twice_at_once(
    design: Design, workers: int, seed: int, thousands: int
) -> None:
    """No change may be lost, and no publisher may get parallel requests, at any size."""
    population = populate(thousands * 1000, 1000, 2 * HOUR_S, seed)
    visits: dict[int, list[tuple[float, float]]] = defaultdict(list)
    stack_run = run_stack(
        population,
        replace(design, workers=workers),
        lambda host, began_s, ended_s: visits[host.first].append((began_s, ended_s)),
    )
    pending = sum(
        counts[change.page]
        for change in population.changes
        for channel, counts in population.readers.items()
        if change.is_urgent or channel != "sms"
    )
    assert delivered_count(stack_run) == pending
    for intervals in visits.values():
        ends = [0.0, *(ended_s for _, ended_s in intervals)]
        assert all(began_s >= end for (began_s, _), end in zip(intervals, ends, strict=False))


@settings(deadline=None, max_examples=50)
@given(
    st.lists(st.integers(1, assumptions.CHUNK_PAGES), min_size=1, max_size=12), st.integers(1, 6)
)
def test_more_invocations_at_once_are_never_slower(sizes: list[int], workers: int) -> None:
    """Raising a quota must not make a change later."""
    population = a_population(*sizes)
    few, more = (
        found_at_s(population, replace(PLANNED, workers=count)) for count in (workers, workers + 1)
    )
    assert all(late >= soon for late, soon in zip(few, more, strict=True))


def test_a_seed_decides_everything() -> None:
    """The figures in a document must equal the output of its command."""
    first, second = (bill(run_stack(populate(2000, 2000, HOUR_S, 7), SHARDED)) for _ in range(2))
    assert first == second
    assert first != bill(run_stack(populate(2000, 2000, HOUR_S, 8), SHARDED))


def test_a_quantile_counts_messages_and_not_batches() -> None:
    """A change with 100,000 followers must weigh more than a change without any."""
    waits = WaitingTimes()
    waits.add(1.0, 1.0, 98)
    waits.add(50.0, 50.0, 2)
    assert (waits.quantile_s(0.5), waits.quantile_s(0.99), waits.longest_s) == (1.0, 50.0, 50.0)


def test_a_quota_binds_where_its_use_crosses_it() -> None:
    """The quotas are raised in the order in which they bind."""
    assert binds_at([1000, 10_000], [0.1, 10.0]) == pytest.approx(3162, rel=1e-3)
    assert binds_at([1000, 10_000], [5.0, 50.0]) == 200
    assert binds_at([1000, 10_000], [0.01, 0.1]) == 100_000
