"""Every price says where it is from; everything assumed is about what there is."""

import re
from pathlib import Path

import pytest

from advisory_watch.adapters import parts_queue
from advisory_watch.adapters.web import parallel
from advisory_watch.core.costs import assumptions, prices
from advisory_watch.core.costs.habits import HABITS
from advisory_watch.core.costs.prices import Price
from advisory_watch.core.costs.wide import Round
from advisory_watch.core.parts import parted
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


def test_what_is_listed_is_what_the_code_lists() -> None:
    """From it follows whether a source is wide, and in how many parts it is read."""
    has_many = {name for name, each in SOURCES.items() if any(door.has_many for door in each.doors)}
    assert {name for name, habit in HABITS.items() if habit.listed} == has_many
    (feeds,) = SOURCES["us_embassies"].doors
    listed = feeds.list(feeds.target, None).documents
    parts = parted("us_embassies", feeds.id, listed, frozenset())
    wide = Round(habit=HABITS["us_embassies"], workers=6)
    assert (wide.habit.listed, wide.parts) == (len(listed), len(parts))


def test_what_runs_at_once_is_what_the_code_says() -> None:
    """A number in two places is right in one of them."""
    assert assumptions.HOSTS_AT_ONCE == parallel.HOSTS_AT_ONCE
    assert assumptions.PARTS_A_SEND == parts_queue.BATCH


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


def test_every_metric_of_workers_is_on_the_bill() -> None:
    """The same names of another function are other numbers to CloudWatch."""
    code = (ROOT / "layers/advisory_watch/src/advisory_watch/metrics.py").read_text()
    _, _, rest = code.partition("def part_checked(")
    counted = re.findall(
        r"^ +\w+\((?:outcome|change)\.source", rest.partition("\ndef ")[0], re.MULTILINE
    )
    reckoned = (assumptions.WORK_METRICS_OF_TROUBLE, assumptions.WORK_METRICS_OF_ALERTS)
    assert len(counted) == sum(reckoned)
