"""The arithmetic of the bill: which inputs change it, and in which direction."""

from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as some

from advisory_watch.core.errors import UsageError
from advisory_watch.costs.model import BillLine, Usage, estimate
from advisory_watch.costs.prices import DAYS, assumptions, price, profile_of, read, sms_prices
from advisory_watch.costs.template import Stack, read_stack
from advisory_watch.sources import SOURCES
from support.aws.template import ROOT

STACK = read_stack(ROOT / "template.yaml", {})

TEN_MINUTES = frozenset(name for name in SOURCES if SOURCES[name].check_interval_min == 10)

counts = some.integers(0, 10_000)
phones = some.dictionaries(some.sampled_from(sorted(sms_prices())), counts, max_size=3)
usages = some.builds(Usage, email=counts, webhook=counts, sms=phones, changes=some.none() | counts)


def with_parameters(stack: Stack = STACK, **changed: str) -> Stack:
    """Return a stack with other parameters."""
    return replace(stack, parameters={**stack.parameters, **changed})


def amounts(stack: Stack, usage: Usage) -> Mapping[str, float]:
    """Return the cost of each line in US dollars."""
    return {line.price.what: line.usd for line in estimate(stack, usage)}


def usd(usage: Usage, stack: Stack = STACK) -> float:
    """Return the cost of a month at list price."""
    return sum(line.usd for line in estimate(stack, usage))


def quantity(name: str, usage: Usage, stack: Stack = STACK) -> float:
    """Return the quantity of a line."""
    return sum(line.quantity for line in estimate(stack, usage) if line.price == price(name))


@given(usages, counts, counts)
def test_more_subscribers_never_cost_less(fewer: Usage, emails: int, webhooks: int) -> None:
    """A bill that falls with more subscribers has a wrong sign somewhere."""
    more = replace(
        fewer,
        email=fewer.email + emails,
        webhook=fewer.webhook + webhooks,
        sms={country: 2 * number for country, number in fewer.sms.items()},
    )
    before, after = estimate(STACK, fewer), estimate(STACK, more)
    paid = [sum(line.usd - line.free_usd for line in lines) for lines in (before, after)]
    assert usd(more) >= usd(fewer)
    assert paid[1] >= paid[0] - 1e-9


@given(usages, some.integers(0, 5000))
def test_more_news_never_costs_less(usage: Usage, more: int) -> None:
    """An owner who plans for a crisis must not see a smaller bill for it."""
    quiet, loud = (replace(usage, changes=changes) for changes in (10, 10 + more))
    assert usd(loud) >= usd(quiet)


@given(some.integers(1, 600), some.integers(1, 600))
def test_checking_less_often_never_costs_more(minutes: int, longer: int) -> None:
    """Checking less often is the first thing that owners change to pay less."""
    often, seldom = (Usage(interval_min=each) for each in (minutes, minutes + longer))
    assert usd(seldom) <= usd(often) + 1e-9


@given(usages)
def test_no_more_is_free_than_is_used(usage: Usage) -> None:
    """AWS pays nothing back for an unused free tier."""
    for line in estimate(STACK, usage):
        assert 0 <= line.free_usd <= line.usd + 1e-9


def test_without_sources_only_fixed_parts_are_paid() -> None:
    """Without reads there is no news: no check, no alert, no page."""
    nothing, all_read = amounts(STACK, Usage(sources=frozenset())), amounts(STACK, Usage())
    assert "S3, writes" not in nothing
    assert "Data sent to the internet" not in nothing
    assert all(paid <= all_read[what] for what, paid in nothing.items())
    for what in ("CloudWatch, alarms", "DynamoDB, storage"):
        assert nothing[what] == all_read[what]


def test_each_schedule_is_counted_by_its_rate() -> None:
    """The number of checks multiplies nearly every line of the bill."""
    rates = {"rate(1 minute),rate(2 hours)": 43_800 + 365, "off,rate(1 day)": DAYS, "off,off": 0}
    base = quantity("scheduler", Usage(sources=frozenset()))
    for parameter, checks in rates.items():
        stack = with_parameters(CheckSchedules=parameter)
        assert quantity("scheduler", Usage(), stack) - base == pytest.approx(checks)
    checks = quantity("scheduler", Usage(interval_min=30)) - base
    assert checks == pytest.approx(2 * 1460)


def test_a_list_of_too_few_rates_is_refused() -> None:
    """CloudFormation refuses it late, after a minute of deployment."""
    with pytest.raises(UsageError, match="CheckSchedules: expected 2 rates, found 1"):
        estimate(with_parameters(CheckSchedules="off"), Usage())


def test_a_source_that_is_off_is_not_checked() -> None:
    """A user who asks what `off` saves must see it in the costs."""
    off = with_parameters(SourcesOff="us_state,nl_bz")
    left = frozenset(SOURCES) - {"us_state", "nl_bz"}
    assert usd(Usage(), off) == pytest.approx(usd(Usage(sources=left)))
    assert usd(Usage(), off) < usd(Usage())


def test_sources_of_one_run_wait_side_by_side() -> None:
    """A group of publishers costs the wait of the slowest, and the work of all."""
    names = ("au_dfat", "uk_fcdo")
    usages = [Usage(sources=frozenset(of), changes=0) for of in (names, names[:1], names[1:], ())]
    both, *alone, none = (quantity("lambda_time", usage) for usage in usages)
    assert max(alone) < both < sum(alone) - none
    both, *alone, none = (quantity("table_reads", usage) for usage in usages)
    assert both - none == pytest.approx(sum(alone) - 2 * none)


def test_a_measured_run_of_several_sources_is_an_upper_bound(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """While one source waits, another one computes; fewer sources never take longer."""
    memory_mb, listed = STACK.memory_mb("CheckFunction"), sorted(TEN_MINUTES)
    group = {"seconds": 10, "memory_mb": memory_mb, "sources": listed}
    named = (TEN_MINUTES, TEN_MINUTES - {"us_embassies"})
    usages = [Usage(sources=sources, changes=0) for sources in named]
    monkeypatch.setitem(read("measured"), "groups", {})
    whole_before, fewer_before = (quantity("lambda_time", usage) for usage in usages)
    monkeypatch.setitem(read("measured"), "groups", {"ten": group})
    whole, fewer_now = (quantity("lambda_time", usage) for usage in usages)
    calls = sum(profile_of(source).use["calls"] for source in listed)
    seconds = 10 + read("assumptions")["run"]["wait_s"] + calls * assumptions()["call_s"]
    base = quantity("lambda_time", Usage(sources=frozenset(), changes=0))
    assert whole - base == pytest.approx(4380 * seconds * memory_mb / 1024)
    assert fewer_now <= whole < fewer_before < whole_before
    monkeypatch.setitem(read("measured"), "groups", {"ten": {**group, "memory_mb": 10_240}})
    assert quantity("lambda_time", usages[0]) == whole_before


def test_waiting_costs_by_memory_and_work_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    """An owner who halves the memory saves on waiting alone: the processor is half as fast."""
    monkeypatch.setitem(read("measured"), "groups", {})
    properties, memory_mb = STACK.resources["CheckFunction"]["Properties"], 160
    checks = (
        {"Type": "", "Properties": {**properties, "MemorySize": of}}
        for of in (2 * memory_mb, memory_mb)
    )
    stacks = (
        replace(STACK, resources={**STACK.resources, "CheckFunction": check}) for check in checks
    )
    usage = Usage(sources=frozenset({"us_state"}), changes=0)
    whole, half = (quantity("lambda_time", usage, stack) for stack in stacks)
    use = profile_of("us_state").use
    seconds = read("assumptions")["run"]["wait_s"] + use["wait_s"]
    seconds += use["calls"] * assumptions()["call_s"]
    assert whole - half == pytest.approx(8760 * seconds * memory_mb / 1024)


def test_partitions_cost_their_messages_and_runs() -> None:
    """A queue that is polled and workers that are started are on the bill of AWS."""
    usage = Usage(sources=frozenset({"us_embassies"}), changes=0)
    wide, off = with_parameters(WideFromDocuments="100"), STACK
    parts = 4380 * profile_of("us_embassies").parts
    more = quantity("lambda_requests", usage, wide) - quantity("lambda_requests", usage, off)
    assert more == pytest.approx(parts)
    assert quantity("queue_requests", usage, wide) > 2 * parts
    assert quantity("queue_requests", usage, off) == 0
    assert quantity("alarms", usage, wide) == quantity("alarms", usage, off) + 1


def test_a_number_of_the_united_states_is_leased() -> None:
    """Without a number of its own, no SMS is delivered there."""
    none, toll_free = (amounts(STACK, Usage(sms={country: 1})) for country in ("DE", "US"))
    local = amounts(STACK, Usage(sms={"US": 1}, us_number="10dlc"))
    assert not any("US" in name for name in none)
    assert toll_free["SMS, US toll-free number"] == 2
    assert toll_free["SMS, US carriers' fees for toll-free"] > 0
    assert local["SMS, US 10DLC number"] + local["SMS, US 10DLC campaign of low volume"] == 3


def test_a_line_is_quantity_times_price() -> None:
    """Emails cost two cents a thousand, and the first thousand are free."""
    line = BillLine(price=price("emails"), quantity=3000, driver="")
    assert line.usd == pytest.approx(0.06)
    assert line.free_usd == pytest.approx(0.02)


def test_an_sms_is_paid_by_country_and_only_if_urgent() -> None:
    """SMS is the only line that can grow past all the others."""
    lines = estimate(STACK, Usage(sms={"US": 10, "DE": 10}, changes=100))
    sms = {line.price.what: line for line in lines}
    american, german = sms[sms_prices()["US"].what], sms[sms_prices()["DE"].what]
    assert american.quantity == german.quantity < 10 * 100
    assert german.usd / american.usd == pytest.approx(
        sms_prices()["DE"].usd / sms_prices()["US"].usd
    )
