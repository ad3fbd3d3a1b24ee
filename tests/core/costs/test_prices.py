"""Every price says where it is from; everything assumed is about what there is."""

import re
from pathlib import Path

import pytest

from advisory_watch.core.costs import assumptions, prices
from advisory_watch.core.costs.habits import HABITS
from advisory_watch.core.costs.prices import Price
from advisory_watch.sources.register import SOURCES
from template import ROOT

TABLE = [
    *(each for each in vars(prices).values() if isinstance(each, Price)),
    *prices.SMS.values(),
]


@pytest.mark.parametrize("price", TABLE, ids=lambda price: price.what)
def test_a_price_has_a_page_and_a_month(price: Price) -> None:
    """A number without either cannot be checked, and will not be."""
    assert price.page.startswith("https://aws.amazon.com/")
    assert re.fullmatch(r"20\d\d-(0[1-9]|1[0-2])", price.as_of)
    assert price.usd > 0
    assert price.per > 0
    assert price.free >= 0


def test_no_price_is_written_anywhere_else() -> None:
    """Two places with one price are two prices, after the first change."""
    places = [ROOT / each for each in ("layers/advisory_watch/src", "bench", "functions", "tools")]
    found = [each for place in places for each in place.rglob("*.py") if _has_price(each)]
    assert [each.name for each in found] == ["prices.py"]


def _has_price(path: Path) -> bool:
    """Tell whether a price is made there, or written as so much for a thousand or a million."""
    return re.search(r"\bPrice\(|= ?[\d.]+ / 1(_?000|e\d)", path.read_text()) is not None


def test_habits_are_those_of_sources() -> None:
    """A renamed source would fall back to what is usual, and nobody would see it."""
    assert set(HABITS) <= set(SOURCES)


def test_every_metric_is_on_the_bill() -> None:
    """A name more is thirty cents a month more, in every account that has ten others."""
    code = (ROOT / "layers/advisory_watch/src/advisory_watch/metrics.py").read_text()
    names = set(re.findall(r'_(?:count|tell)\(\s*"(\w+)"', code))
    reckoned = (
        assumptions.METRICS_OF_EVERY_HOUR,
        assumptions.METRICS_OF_TROUBLE,
        assumptions.METRICS_OF_ALERTS,
        assumptions.SITE_METRICS,
    )
    assert len(names) == sum(reckoned)
