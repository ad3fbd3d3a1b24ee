"""Many destinations that rise at once: a fault of an hour, or a pandemic."""

from datetime import timedelta

from advisory_watch.core.advisory import Advisory, Severity
from core.detection.cases import CODES, L1, L2, L3, OLDER, Watch, a_bare_level

MOVED = CODES[3:]
"""All destinations of the watch but the quiet ones."""


def everywhere(severity: Severity) -> tuple[Advisory, ...]:
    """Build one level for every destination, from an endpoint without texts."""
    return tuple(a_bare_level(severity, OLDER, destination=code, name=code) for code in MOVED)


def test_a_raise_of_everything_is_told_by_the_next_read_after_two_hours() -> None:
    """Real case: in March 2020, 151 destinations rose in one update."""
    watch = Watch()
    watch.read(*everywhere(L1))
    watch.read(*everywhere(L3))
    assert watch.alerts == ()
    watch.read(*everywhere(L3), after=timedelta(hours=2))
    assert watch.kinds == ["level_raised"] * len(MOVED)
    pending = [alert for alert in watch.outbox.pending() if alert.destination]
    assert {alert.is_urgent for alert in pending} == {True}


def test_a_raise_of_everything_that_is_gone_within_the_hour_is_not_told() -> None:
    """A broken feed once moved every level, and came back at the next read."""
    watch = Watch()
    watch.read(*everywhere(L1))
    watch.read(*everywhere(L3), after=timedelta(minutes=5))
    watch.read(*everywhere(L1), after=timedelta(minutes=55))
    watch.read(*everywhere(L1), after=timedelta(hours=3))
    assert watch.alerts == ()


def test_a_fall_of_everything_waits_longer() -> None:
    """Late news that things are better hurts no traveller; false news does."""
    watch = Watch()
    watch.read(*everywhere(L2))
    watch.read(*everywhere(L1))
    watch.read(*everywhere(L1), after=timedelta(hours=3))
    assert watch.alerts == ()
    watch.read(*everywhere(L1), after=timedelta(hours=36))
    assert watch.kinds == ["level_lowered"] * len(MOVED)
