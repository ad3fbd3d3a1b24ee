"""Every price states its origin; every assumption refers to something that exists."""

import json
import re
from math import inf
from pathlib import Path

import pytest

from advisory_watch.core.partition import numbers_of, split_into_partitions
from advisory_watch.costs.prices import (
    Price,
    prices,
    profile_of,
    read,
    seconds_together,
    sms_prices,
    source_profiles,
)
from advisory_watch.sources import SOURCES
from support.aws.template import ROOT, functions, schedules

TABLE = [*prices().values(), *sms_prices().values()]


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
    assert set(source_profiles()) <= set(SOURCES)


def test_the_listed_documents_match_the_code() -> None:
    """The list decides whether a source is wide, and how many partitions it has."""
    profiles = source_profiles()
    has_many = {
        name
        for name, source in SOURCES.items()
        if name in profiles and any(endpoint.has_many for endpoint in source.endpoints)
    }
    assert {name for name, profile in profiles.items() if profile.listed} == has_many
    (feeds,) = SOURCES["us_embassies"].endpoints
    listed = feeds.list(feeds.target, None).documents
    parts = split_into_partitions("us_embassies", feeds.id, listed, frozenset())
    embassies = profile_of("us_embassies")
    assert (embassies.listed, embassies.parts) == (len(listed), len(parts))
    for profile in profiles.values():
        if profile.listed and profile != embassies:
            assert profile.parts == numbers_of(profile.listed)


def test_every_figure_is_priced() -> None:
    """A misspelt name would be free."""
    raw = {"wait_s", "polite_s", "cpu_s", "calls", "log_kb"}
    members = {"times", "needs", "function"}
    events = [*read("assumptions")["events"].values(), read("assumptions")["run"]]
    measured = [*read("measured")["runs"].values(), *read("measured")["checks"].values()]
    figures = [*events, *measured, *(profile.use for profile in source_profiles().values())]
    paid = {price.figure for price in prices().values()}
    assert {name for use in figures for name in use} <= raw | members | paid


def test_a_doubt_about_a_price_is_explained() -> None:
    """The command prints the reason under the table."""
    assert {price.certainty for price in TABLE} == {"sure", *read("prices")["doubts"]}


def test_each_schedule_is_measured_with_the_memory_of_the_template() -> None:
    """With less memory, the bill would be an estimate; so it is of a source not measured yet."""
    memory_mb, known = functions()["CheckFunction"]["MemorySize"], read("measured")["checks"]
    inputs = [item["Input"] for item in schedules().values() if isinstance(item["Input"], str)]
    groups = [sources for text in inputs if (sources := json.loads(text).get("sources"))]
    assert {source for group in groups for source in group} == set(SOURCES)
    measured = [[source for source in group if source in known] for group in groups]
    assert all(0 < seconds_together(group, memory_mb) < inf for group in measured)
    assert seconds_together(measured[0], 1) == inf


def test_the_default_profile_has_as_many_alerts_as_canada() -> None:
    """The file says so; a recount of Canada's months must reach sources without a profile too."""
    default, canada = profile_of("newcomer"), profile_of("ca_gac")
    assert (default.alerts, default.urgent) == (canada.alerts, canada.urgent)
    assert not default.is_measured
