"""The arithmetic of the bill: which inputs change it, and in which direction."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as some

from advisory_watch.core.errors import UsageError
from advisory_watch.costs.lines import estimate
from advisory_watch.costs.model import (
    Bill,
    BillLine,
    PlannedFunction,
    PlannedSchedule,
    PlannedStack,
    ReaderCount,
    checking_every,
    reading_only,
)
from advisory_watch.costs.prices import price, sms_prices

CHECKS = {
    source: PlannedSchedule(expression="rate(5 minutes)", sources=(source,))
    for source in ("us_state", "ca_gac", "newcomer")
}

STACK = PlannedStack(
    functions={
        "CheckFunction": PlannedFunction(
            name="CheckFunction", memory_mb=256, schedules=CHECKS, is_traced=True
        ),
        "NotifyFunction": PlannedFunction(
            name="NotifyFunction",
            memory_mb=256,
            schedules={"Sweep": PlannedSchedule(expression="rate(5 minutes)")},
            is_rung=True,
        ),
        "DigestFunction": PlannedFunction(
            name="DigestFunction",
            memory_mb=256,
            schedules={"Daily": PlannedSchedule(expression="cron(0 7 * * ? *)")},
        ),
    },
    resources={
        "AWS::DynamoDB::Table": 1,
        "AWS::S3::Bucket": 1,
        "AWS::CloudWatch::Alarm": 14,
        "AWS::CloudWatch::Dashboard": 1,
    },
    recovered_tables=1,
)

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
    often = checking_every(STACK, f"rate({minutes} minutes)")
    seldom = checking_every(STACK, f"rate({minutes + longer} minutes)")
    assert estimate(seldom, ReaderCount()).usd <= estimate(often, ReaderCount()).usd


@given(audiences)
def test_no_more_is_free_than_is_used(audience: ReaderCount) -> None:
    """AWS pays nothing back for an unused free tier."""
    for line in estimate(STACK, audience).lines:
        assert 0 <= line.free_usd <= line.usd + 1e-9


def test_without_sources_only_fixed_resources_are_paid() -> None:
    """Without reads there is no news: no check, no alert, no page, no email."""
    nothing = reading_only(STACK, ())
    bill = estimate(nothing, ReaderCount())
    full = estimate(STACK, ReaderCount())
    assert not any("us_state" in line.driver for line in bill.lines)
    assert [name for name in amounts(bill) if name.startswith(BY_NEWS)] == [
        "SNS, messages published"  # the digest: it reports that no source is read
    ]
    for name, usd in amounts(bill).items():
        assert usd <= amounts(full)[name]
    for what in (price(name).what for name in ("alarms", "dashboards", "table_storage")):
        assert amounts(bill)[what] == amounts(full)[what]


def test_an_empty_stack_pays_only_for_key_requests() -> None:
    """A resource that is not in the template cannot be on its bill."""
    assert list(amounts(estimate(PlannedStack(functions={}), ReaderCount()))) == ["KMS, requests"]


def test_a_line_is_quantity_times_price() -> None:
    """Emails cost two cents a thousand, and the first thousand are free."""
    line = BillLine(price=price("emails"), quantity=3000, driver="")
    assert line.usd == pytest.approx(0.06)
    assert line.free_usd == pytest.approx(0.02)


def test_an_sms_is_paid_by_country_and_only_if_urgent() -> None:
    """SMS is the only line that can grow past all the others."""
    bill = estimate(STACK, ReaderCount(sms={"US": 10, "DE": 10}, changes=100))
    sms = {line.price.what: line for line in bill.lines if "SMS" in line.price.what}
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
    single = estimate(reading_only(STACK, ["newcomer"]), ReaderCount())
    none = estimate(reading_only(STACK, []), ReaderCount())
    assert single.usd > none.usd
