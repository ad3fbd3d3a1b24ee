"""The schedules of the template: one for each interval of sources, slightly spread."""

import json
from typing import Any

import pytest

from advisory_watch.sources import SOURCES
from support.aws.template import ROOT, event, schedules, template

CHECKS = {
    name: schedule for name, schedule in schedules().items() if name.startswith("CheckFunction.")
}
DEFAULTS = str(template()["Parameters"]["CheckSchedules"]["Default"]).split(",")
MINUTES = [int(rate.removeprefix("rate(").removesuffix(" minutes)")) for rate in DEFAULTS]


def ids_of(schedule: dict[str, Any]) -> list[str]:
    """Return the sources that a schedule names."""
    return list(json.loads(schedule["Input"])["sources"])


def test_every_source_has_exactly_one_schedule() -> None:
    """A source without a schedule is never read, and no error would say so."""
    named = [source_id for schedule in CHECKS.values() for source_id in ids_of(schedule)]
    assert sorted(named) == sorted(SOURCES)


@pytest.mark.parametrize("name", CHECKS)
def test_a_group_is_checked_as_often_as_its_sources_need(name: str) -> None:
    """Too rare makes alerts late; an empty list of sources would check all of them."""
    schedule = CHECKS[name]
    condition, rate, never = schedule["ScheduleExpression"]["Fn::If"]
    index, parameter = rate["Fn::Select"]
    assert parameter == {"Ref": "CheckSchedules"}
    assert name == f"CheckFunction.Every{MINUTES[index]}Minutes"
    assert {SOURCES[source_id].check_interval_min for source_id in ids_of(schedule)} == {
        MINUTES[index]
    }
    assert schedule["State"] == {"Fn::If": [condition, "ENABLED", "DISABLED"]}
    assert never == "rate(1 day)"
    assert template()["Conditions"][condition] == {"Fn::Not": [{"Fn::Equals": [rate, "off"]}]}
    assert schedule["FlexibleTimeWindow"]["MaximumWindowInMinutes"] < MINUTES[index]


@pytest.mark.parametrize("name", schedules())
def test_a_schedule_is_spread_and_gives_up(name: str) -> None:
    """Simultaneous checks compete for resources, and endless retries pile up."""
    schedule = schedules()[name]
    assert schedule["FlexibleTimeWindow"]["Mode"] == "FLEXIBLE"
    assert 0 < schedule["RetryPolicy"]["MaximumRetryAttempts"] <= 5
    assert schedule["RetryPolicy"]["MaximumEventAgeInSeconds"] <= 3600


@pytest.mark.parametrize("name", schedules())
def test_a_schedule_has_no_fixed_name(name: str) -> None:
    """A fixed name would make a second stack in the account fail."""
    assert schedules()[name]["OmitName"] is True


@pytest.mark.parametrize("name", schedules())
def test_a_schedule_sends_an_event_that_is_saved(name: str) -> None:
    """Otherwise the tests use events that never occur in production."""
    sent = json.loads(schedules()[name]["Input"])
    saved = [event(path.stem) for path in ROOT.glob("events/*.json")]
    assert set(sent) in [set(content) for content in saved]


def test_the_front_page_is_hourly_and_the_whole_site_daily() -> None:
    """`Read 3 minutes ago` is false after a day; the full build covers missed triggers."""
    sweeps = {
        schedule["Input"]: schedule
        for name, schedule in schedules().items()
        if "SiteFunction" in name
    }
    assert {json.dumps(event(saved)) for saved in ("site_front", "site_all")} == set(sweeps)
    assert sweeps['{"sweep": "front"}']["ScheduleExpression"] == "rate(1 hour)"
    assert sweeps['{"sweep": "all"}']["ScheduleExpression"] == "rate(1 day)"


def test_the_saved_event_matches_the_schedule() -> None:
    """Tests of the function must use the event that really arrives."""
    assert json.loads(CHECKS["CheckFunction.Every5Minutes"]["Input"]) == event("check_one_source")
