"""Every price states its origin; every assumption refers to something that exists."""

import re
from pathlib import Path

import pytest

from advisory_watch.adapters import sqs
from advisory_watch.adapters.http import concurrency
from advisory_watch.core.partition import split_into_partitions
from advisory_watch.costs import prices
from advisory_watch.costs.model import PartitionedCheck
from advisory_watch.costs.prices import SOURCE_PROFILES, Price
from advisory_watch.sources import SOURCES
from support.aws.template import ROOT

TABLE = [
    *(entry for entry in vars(prices).values() if isinstance(entry, Price)),
    *prices.SMS.values(),
]


@pytest.mark.parametrize("price", TABLE, ids=lambda price: price.what)
def test_a_price_has_a_page_and_a_month(price: Price) -> None:
    """A number without a page and a month cannot be checked."""
    assert price.page.startswith("https://aws.amazon.com/")
    assert re.fullmatch(r"20\d\d-(0[1-9]|1[0-2])", price.as_of)
    assert price.usd > 0
    assert price.per > 0
    assert price.free >= 0


def test_no_price_is_written_anywhere_else() -> None:
    """A price written twice becomes two prices at the first change."""
    places = [ROOT / item for item in ("layers/advisory_watch/src", "bench", "functions", "tools")]
    found = [item for place in places for item in place.rglob("*.py") if _has_price(item)]
    assert [item.name for item in found] == ["prices.py"]


def _has_price(path: Path) -> bool:
    """Report whether a file constructs a `Price` or writes one per thousand or per million."""
    return re.search(r"\bPrice\(|= ?[\d.]+ / 1(_?000|e\d)", path.read_text()) is not None


def test_every_profile_belongs_to_a_source() -> None:
    """A renamed source would silently fall back to the usual profile."""
    assert set(SOURCE_PROFILES) <= set(SOURCES)


def test_the_listed_documents_match_the_code() -> None:
    """The list decides whether a source is wide, and how many partitions it has."""
    has_many = {
        name
        for name, source in SOURCES.items()
        if name in SOURCE_PROFILES and any(endpoint.has_many for endpoint in source.endpoints)
    }
    assert {name for name, habit in SOURCE_PROFILES.items() if habit.listed} == has_many
    (feeds,) = SOURCES["us_embassies"].endpoints
    listed = feeds.list(feeds.target, None).documents
    parts = split_into_partitions("us_embassies", feeds.id, listed, frozenset())
    wide = PartitionedCheck(habit=SOURCE_PROFILES["us_embassies"], workers=6)
    assert (wide.habit.listed, wide.parts) == (len(listed), len(parts))


def test_the_concurrency_matches_the_code() -> None:
    """If a number is written in two places, one of them becomes wrong."""
    assert prices.HOSTS_AT_ONCE == concurrency.HOSTS_AT_ONCE
    assert prices.PARTS_A_SEND == sqs.BATCH


def test_every_metric_is_on_the_bill() -> None:
    """One more metric costs thirty cents a month in every account that has ten others."""
    code = (ROOT / "layers/advisory_watch/src/advisory_watch/metrics.py").read_text()
    names = set(re.findall(r'_(?:count|tell)\(\s*"(\w+)"', code))
    reckoned = (
        prices.METRICS_OF_EVERY_HOUR,
        prices.METRICS_OF_TROUBLE,
        prices.METRICS_OF_ALERTS,
        prices.SITE_METRICS,
    )
    assert len(names) == sum(reckoned)


def test_every_metric_of_workers_is_on_the_bill() -> None:
    """CloudWatch counts the same metric name of another function separately."""
    code = (ROOT / "layers/advisory_watch/src/advisory_watch/metrics.py").read_text()
    _, _, rest = code.partition("def part_checked(")
    counted = re.findall(
        r"^ +\w+\((?:outcome|change)\.source", rest.partition("\ndef ")[0], re.MULTILINE
    )
    reckoned = (prices.WORK_METRICS_OF_TROUBLE, prices.WORK_METRICS_OF_ALERTS)
    assert len(counted) == sum(reckoned)
