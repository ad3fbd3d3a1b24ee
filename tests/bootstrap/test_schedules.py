"""What a stack expects to run, from the settings of its template."""

from datetime import timedelta

import pytest

from advisory_watch.bootstrap.schedules import expected_intervals
from advisory_watch.bootstrap.settings import Settings
from advisory_watch.core.errors import UsageError
from advisory_watch.sources import SOURCES

GROUPS = sorted({source.check_interval_min for source in SOURCES.values()})


def test_without_settings_every_source_has_its_default() -> None:
    """A source that is not expected would never be missed."""
    assert expected_intervals(Settings()) == {
        name: timedelta(minutes=source.check_interval_min) for name, source in SOURCES.items()
    }


def test_each_group_of_sources_has_its_expression() -> None:
    """The template has one expression for each default interval, the shortest first."""
    expressions = ",".join(f"rate({number} hours)" for number in range(2, 2 + len(GROUPS)))
    found = expected_intervals(Settings({"CHECK_SCHEDULES": expressions}))
    for name, source in SOURCES.items():
        assert found[name] == timedelta(hours=2 + GROUPS.index(source.check_interval_min))


def test_what_is_off_is_not_expected() -> None:
    """An alarm about a source that its owner switched off never ends."""
    expressions = ",".join(["off", *["rate(1 hour)"] * (len(GROUPS) - 1)])
    settings = {"CHECK_SCHEDULES": expressions, "SOURCES_OFF": "nl_bz", "DIGEST_HOUR": "off"}
    fast = {name for name, source in SOURCES.items() if source.check_interval_min == GROUPS[0]}
    assert set(expected_intervals(Settings(settings))) == set(SOURCES) - fast - {"nl_bz"}


def test_daily_tasks_are_expected_if_they_are_on() -> None:
    """Their template parameters say so."""
    found = expected_intervals(Settings({"DIGEST_HOUR": "7", "SIGNS_MANIFESTS": "yes"}))
    assert (found["digest"], found["seal"]) == (timedelta(days=1), timedelta(days=1))


@pytest.mark.parametrize(
    "settings", [{"SOURCES_OFF": "nowhere"}, {"CHECK_SCHEDULES": "rate(5 minutes)"}]
)
def test_a_wrong_setting_is_an_error(settings: dict[str, str]) -> None:
    """A typing error must not switch the judgement off."""
    with pytest.raises(UsageError, match="expected"):
        expected_intervals(Settings(settings))
