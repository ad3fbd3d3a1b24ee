"""The arithmetic of the bill: which inputs change it, and in which direction."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from advisory_watch.core.errors import UsageError
from advisory_watch.costs.model import (
    Bill,
    BillLine,
    PlannedRun,
    PlannedStack,
    ReaderCount,
    estimate,
)
from advisory_watch.costs.prices import assumptions, price, profile_of, sms_prices, uses
from advisory_watch.costs.schedules import runs_a_month

CHECKED = ("us_state", "ca_gac", "newcomer")


def a_stack(*sources: str, minutes: int = 5, **fields: Any) -> PlannedStack:
    """Return a stack that checks some sources, and has what every stack has."""
    checks = (
        PlannedRun(
            kind="sources",
            memory_mb=256,
            number=runs_a_month(f"rate({minutes} minutes)"),
            sources=(source,),
        )
        for source in sources
    )
    others = (
        PlannedRun(kind="ring", memory_mb=256),
        PlannedRun(kind="sweep", memory_mb=256, number=runs_a_month("rate(5 minutes)")),
        PlannedRun(kind="digest", memory_mb=256, number=runs_a_month("cron(0 7 * * ? *)")),
    )
    resources = {
        "AWS::DynamoDB::Table": 1,
        "AWS::S3::Bucket": 1,
        "AWS::CloudWatch::Alarm": 4,
        "AWS::CloudWatch::Dashboard": 1,
    }
    return PlannedStack(runs=(*checks, *others), resources=resources, **fields)


STACK = a_stack(*CHECKED)

BY_NEWS = ("SNS, ", "S3, writes")
"""Lines caused only by news and its subscribers; a stack without sources has none."""

counts = some.integers(0, 10_000)
phones = some.dictionaries(some.sampled_from(sorted(sms_prices())), counts, max_size=3)
audiences = some.builds(
    ReaderCount, email=counts, webhook=counts, sms=phones, changes=some.none() | counts
)


def amounts(bill: Bill) -> Mapping[str, float]:
    """Return the cost of each line in US dollars."""
    return {line.price.what: line.usd for line in bill.lines}


def quantity(stack: PlannedStack, name: str) -> float:
    """Return the quantity of a line in a month without alerts."""
    lines = estimate(stack, ReaderCount(changes=0)).lines
    return sum(line.quantity for line in lines if line.price == price(name))


@given(audiences, counts, counts)
def test_more_subscribers_never_cost_less(fewer: ReaderCount, emails: int, webhooks: int) -> None:
    """A bill that falls with more subscribers has a wrong sign somewhere."""
    more = ReaderCount(
        email=fewer.email + emails,
        webhook=fewer.webhook + webhooks,
        sms={country: 2 * number for country, number in fewer.sms.items()},
        changes=fewer.changes,
    )
    before, after = estimate(STACK, fewer), estimate(STACK, more)
    assert after.usd >= before.usd
    assert after.usd - after.free_usd >= before.usd - before.free_usd - 1e-9


@given(audiences, some.integers(0, 5000))
def test_more_news_never_costs_less(audience: ReaderCount, more: int) -> None:
    """An owner who plans for a crisis must not see a smaller bill for it."""
    quiet = ReaderCount(email=audience.email, sms=audience.sms, changes=10)
    loud = ReaderCount(email=audience.email, sms=audience.sms, changes=10 + more)
    assert estimate(STACK, loud).usd >= estimate(STACK, quiet).usd


@given(some.integers(1, 600), some.integers(1, 600))
def test_checking_less_often_never_costs_more(minutes: int, longer: int) -> None:
    """Checking less often is the first thing that owners change to pay less."""
    often = a_stack(*CHECKED, minutes=minutes)
    seldom = a_stack(*CHECKED, minutes=minutes + longer)
    assert estimate(seldom, ReaderCount()).usd <= estimate(often, ReaderCount()).usd


@given(audiences)
def test_no_more_is_free_than_is_used(audience: ReaderCount) -> None:
    """AWS pays nothing back for an unused free tier."""
    for line in estimate(STACK, audience).lines:
        assert 0 <= line.free_usd <= line.usd + 1e-9


def test_without_sources_only_fixed_resources_are_paid() -> None:
    """Without reads there is no news: no check, no alert, no page, no email."""
    bill = estimate(a_stack(), ReaderCount())
    full = estimate(STACK, ReaderCount())
    assert not any("us_state" in line.driver for line in bill.lines)
    assert [name for name in amounts(bill) if name.startswith(BY_NEWS)] == [
        "SNS, messages published"  # the digest: it reports that no source is read
    ]
    for name, usd in amounts(bill).items():
        assert usd <= amounts(full)[name]
    for what in (price(name).what for name in ("alarms", "table_storage")):
        assert amounts(bill)[what] == amounts(full)[what]


def test_an_empty_stack_pays_nothing() -> None:
    """A resource that is not in the template cannot be on its bill."""
    assert estimate(PlannedStack(), ReaderCount(changes=0)).lines == ()


def test_sources_of_one_run_wait_side_by_side() -> None:
    """A group of eight publishers costs the wait of the slowest, and the work of all."""
    run = PlannedRun(kind="sources", memory_mb=256, number=1000, sources=("us_state", "uk_fcdo"))
    alone = [replace(run, sources=(source,)) for source in run.sources]
    both = quantity(PlannedStack(runs=(run,)), "lambda_time")
    each = [quantity(PlannedStack(runs=(of,)), "lambda_time") for of in alone]
    assert max(each) < both < sum(each)
    reads = [quantity(PlannedStack(runs=(of,)), "table_reads") for of in (run, *alone)]
    assert reads[0] == pytest.approx(sum(reads[1:]))


def test_waiting_costs_by_memory_and_work_does_not() -> None:
    """An owner who halves the memory saves on waiting alone: the processor is half as fast."""
    run = PlannedRun(kind="sources", memory_mb=256, number=1000, sources=("us_state",))
    half = replace(run, memory_mb=128)
    use, seconds = profile_of("us_state").use, uses()["run"]["wait_s"]
    seconds += use["wait_s"] + use["calls"] * assumptions()["call_s"]
    saved = quantity(PlannedStack(runs=(run,)), "lambda_time") - quantity(
        PlannedStack(runs=(half,)), "lambda_time"
    )
    assert saved == pytest.approx(1000 * seconds / 8)


def test_partitions_cost_their_messages_and_runs() -> None:
    """A queue that is polled and workers that are started are on the bill of AWS."""
    run = PlannedRun(kind="sources", memory_mb=256, number=1000, sources=("us_embassies",))
    wide = PlannedStack(runs=(run, PlannedRun(kind="part")), wide_from_documents=100)
    off = replace(wide, wide_from_documents=0)
    parts = profile_of("us_embassies").parts
    assert quantity(wide, "lambda_requests") == 1000 * (1 + parts)
    assert quantity(off, "lambda_requests") == 1000
    assert quantity(wide, "queue_requests") > 2 * 1000 * parts


def test_a_number_of_the_united_states_is_leased() -> None:
    """Without a number of its own, no SMS is delivered there."""
    none = amounts(estimate(STACK, ReaderCount(sms={"DE": 1})))
    toll_free = amounts(estimate(STACK, ReaderCount(sms={"US": 1})))
    local = amounts(estimate(STACK, ReaderCount(sms={"US": 1}, us_number="10dlc")))
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
    bill = estimate(STACK, ReaderCount(sms={"US": 10, "DE": 10}, changes=100))
    sms = {line.price.what: line for line in bill.lines}
    american, german = sms[sms_prices()["US"].what], sms[sms_prices()["DE"].what]
    assert american.quantity == german.quantity < 10 * 100
    assert german.usd / american.usd == pytest.approx(
        sms_prices()["DE"].usd / sms_prices()["US"].usd
    )


def test_a_country_without_a_known_price_is_refused() -> None:
    """An invented price is believed, and the true one may be twenty times higher."""
    with pytest.raises(UsageError, match=r"CA, DE, FR, GB, US.*found 'ZZ'"):
        estimate(STACK, ReaderCount(sms={"ZZ": 1}))


def test_a_source_without_a_profile_gets_the_usual_one() -> None:
    """A new publisher must not look free."""
    single = estimate(a_stack("newcomer"), ReaderCount())
    none = estimate(a_stack(), ReaderCount())
    assert single.usd > none.usd
