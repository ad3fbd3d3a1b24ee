"""The schedules of the template: one for every source, at its own rate, slightly spread."""

import json
import re
from typing import Any

import pytest

from advisory_watch.sources import SOURCES
from support.aws.template import ROOT, event, schedules, template

CHECKS = {
    name: schedule for name, schedule in schedules().items() if name.startswith("CheckFunction.")
}
USUAL_MINUTES = (5, 15)
"""Lowest and highest interval in minutes: prompt for readers, polite to publishers."""

MINUTES = {"us_state": (5, 5), "ie_dfa": (15, 30), "nz_mfat": (15, 30), "nl_bz": (30, 60)}
"""The sources for which other intervals are prompt, or polite."""


def source_of(schedule: dict[str, Any]) -> str:
    """Return the one source that a schedule names."""
    (source,) = json.loads(schedule["Input"])["sources"]
    return str(source)


def parameter_of(schedule: dict[str, Any]) -> str:
    """Return the parameter that sets when a schedule fires."""
    return str(schedule["ScheduleExpression"]["Fn::If"][1]["Ref"])


def test_every_source_has_exactly_one_schedule() -> None:
    """A source without a schedule is never read, and no error would say so."""
    assert sorted(source_of(schedule) for schedule in CHECKS.values()) == sorted(SOURCES)


@pytest.mark.parametrize("name", CHECKS)
def test_a_schedule_follows_the_parameter_of_its_source(name: str) -> None:
    """An owner who switches off Ireland must not switch off Canada."""
    schedule = CHECKS[name]
    camel = "".join(part.capitalize() for part in source_of(schedule).split("_"))
    condition = template()["Conditions"][f"Reads{camel}"]
    assert name == f"CheckFunction.{camel}"
    assert parameter_of(schedule) == f"{camel}Schedule"
    assert schedule["State"] == {"Fn::If": [f"Reads{camel}", "ENABLED", "DISABLED"]}
    assert condition == {"Fn::Not": [{"Fn::Equals": [{"Ref": f"{camel}Schedule"}, "off"]}]}


@pytest.mark.parametrize("name", CHECKS)
def test_a_source_is_read_at_a_polite_rate(name: str) -> None:
    """Too rare makes alerts late; too frequent makes the publisher refuse all requests."""
    schedule = CHECKS[name]
    default = template()["Parameters"][parameter_of(schedule)]["Default"]
    said = re.fullmatch(r"rate\((\d+) minutes\)", default)
    least, most = MINUTES.get(source_of(schedule), USUAL_MINUTES)
    assert said is not None
    assert least <= int(said[1]) <= most
    assert schedule["FlexibleTimeWindow"]["MaximumWindowInMinutes"] < int(said[1])


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
    assert json.loads(CHECKS["CheckFunction.UsState"]["Input"]) == event("check_one_source")
