"""The schedules of the template: every source is read, in its own time, and spread a little."""

import json
import re
from typing import Any

import pytest

from advisory_watch.sources.register import SOURCES
from template import ROOT, event, schedules, template

CHECKS = {name: each for name, each in schedules().items() if name.startswith("CheckFunction.")}
MINUTES = {
    "us_state": (5, 5),
    "us_embassies": (5, 15),
    "uk_fcdo": (5, 15),
    "ca_gac": (5, 15),
    "de_aa": (5, 15),
    "ie_dfa": (15, 30),
    "nz_mfat": (15, 30),
}
"""At least and at most: soon enough to tell within minutes, seldom enough to be welcome."""


def source_of(schedule: dict[str, Any]) -> str:
    """Return the one source that a schedule names."""
    (source,) = json.loads(schedule["Input"])["sources"]
    return str(source)


def parameter_of(schedule: dict[str, Any]) -> str:
    """Return the parameter that says when a schedule fires."""
    return str(schedule["ScheduleExpression"]["Fn::If"][1]["Ref"])


def test_every_source_has_one_schedule_and_every_schedule_a_source() -> None:
    """A source that is written and not scheduled is never read, and nothing would say so."""
    assert sorted(source_of(each) for each in CHECKS.values()) == sorted(SOURCES)


@pytest.mark.parametrize("name", CHECKS)
def test_a_schedule_is_named_for_its_source_and_heeds_its_parameter(name: str) -> None:
    """Whoever switches off Ireland must not switch off Canada."""
    schedule = CHECKS[name]
    camel = "".join(part.capitalize() for part in source_of(schedule).split("_"))
    condition = template()["Conditions"][f"Reads{camel}"]
    assert name == f"CheckFunction.{camel}"
    assert parameter_of(schedule) == f"{camel}Schedule"
    assert schedule["State"] == {"Fn::If": [f"Reads{camel}", "ENABLED", "DISABLED"]}
    assert condition == {"Fn::Not": [{"Fn::Equals": [{"Ref": f"{camel}Schedule"}, "off"]}]}


@pytest.mark.parametrize("name", CHECKS)
def test_a_source_is_read_as_often_as_is_decent(name: str) -> None:
    """Too seldom is late; too often is refused by the publisher, and then all is late."""
    schedule = CHECKS[name]
    default = template()["Parameters"][parameter_of(schedule)]["Default"]
    said = re.fullmatch(r"rate\((\d+) minutes\)", default)
    least, most = MINUTES[source_of(schedule)]
    assert said is not None
    assert least <= int(said[1]) <= most
    assert schedule["FlexibleTimeWindow"]["MaximumWindowInMinutes"] < int(said[1])


@pytest.mark.parametrize("name", schedules())
def test_a_schedule_is_spread_and_gives_up(name: str) -> None:
    """Checks that all start at the full minute meet; retries without an end pile up."""
    schedule = schedules()[name]
    assert schedule["FlexibleTimeWindow"]["Mode"] == "FLEXIBLE"
    assert 0 < schedule["RetryPolicy"]["MaximumRetryAttempts"] <= 5
    assert schedule["RetryPolicy"]["MaximumEventAgeInSeconds"] <= 3600


@pytest.mark.parametrize("name", schedules())
def test_a_schedule_has_no_fixed_name(name: str) -> None:
    """A second stack in the account would fail on it."""
    assert schedules()[name]["OmitName"] is True


@pytest.mark.parametrize("name", schedules())
def test_a_schedule_sends_an_event_that_is_saved(name: str) -> None:
    """Otherwise the tests run on events that never come."""
    sent = json.loads(schedules()[name]["Input"])
    saved = [event(path.stem) for path in ROOT.glob("events/*.json")]
    assert set(sent) in [set(each) for each in saved]


def test_the_front_page_is_written_every_hour_and_all_of_it_every_day() -> None:
    """`Read 3 minutes ago` is a lie after a day; what no doorbell rang for comes with the sweep."""
    sweeps = {each["Input"]: each for name, each in schedules().items() if "SiteFunction" in name}
    assert {json.dumps(event(each)) for each in ("site_front", "site_all")} == set(sweeps)
    assert sweeps['{"sweep": "front"}']["ScheduleExpression"] == "rate(1 hour)"
    assert sweeps['{"sweep": "all"}']["ScheduleExpression"] == "rate(1 day)"


def test_the_saved_event_of_one_source_is_that_of_its_schedule() -> None:
    """The event of every test of the function is what really arrives."""
    assert json.loads(CHECKS["CheckFunction.UsState"]["Input"]) == event("check_one_source")
