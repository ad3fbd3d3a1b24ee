"""The simulation of revisits: requests and delays follow from the rests of a plan."""

from datetime import date, timedelta
from statistics import mean, median

import pytest
from revisits import (
    DAY,
    HOUR,
    NEVER,
    History,
    PageDay,
    any_level,
    checked,
    divided,
    fixed,
    optimum,
    own_change,
    read_history,
    signalled,
    simulate,
)

from support.shared_data import shared

FIRST = date(2026, 1, 1)
QUIET = PageDay(level=1, since_text_days=NEVER, since_level_days=NEVER, since_abroad_days=NEVER)
RAISED = PageDay(level=3, since_text_days=NEVER, since_level_days=NEVER, since_abroad_days=2)
PAGES = {"KW": RAISED, "FR": QUIET, "NP": QUIET}


def a_history(*changed: str) -> History:
    """Build ten equal days, with a change of level of each destination on the second day."""
    days = {FIRST + timedelta(days=count): PAGES for count in range(10)}
    return History(days=days, changes=tuple((FIRST + timedelta(days=1), code) for code in changed))


@pytest.mark.parametrize("rest_s", [HOUR, 6 * HOUR])
def test_a_fixed_interval_waits_half_of_it(rest_s: float) -> None:
    """The plan of today is the yardstick of all others."""
    result = simulate(a_history("KW"), fixed(rest_s))
    assert result.requests == pytest.approx(len(PAGES) * DAY / rest_s)
    assert mean(result.delays) == pytest.approx(rest_s / 2, rel=0.1)
    assert max(result.delays) <= result.longest_rest_s == rest_s


def test_the_optimum_spends_its_budget_where_changes_are() -> None:
    """Otherwise it would be no bound for the other plans."""
    history = a_history("KW", "KW", "KW")
    best = optimum(history, 60)
    assert simulate(history, best).requests == pytest.approx(60)
    assert median(simulate(history, best).delays) < median(
        simulate(history, fixed(DAY / 20)).delays
    )


def test_no_rest_is_longer_than_the_floor() -> None:
    """A quiet page may be the one that a war begins with."""
    result = simulate(a_history("KW", "FR"), signalled(90, 2400, days=7))
    assert result.longest_rest_s == 2400
    assert max(result.delays) <= 2400


def test_a_change_elsewhere_shortens_the_rest() -> None:
    """A raise by another government is the best sign."""
    result = simulate(a_history("KW"), signalled(90, 2400, days=7))
    assert max(result.delays) <= 90
    assert max(simulate(a_history("KW"), signalled(90, 2400, days=1)).delays) > 90


def test_the_built_in_plan_divides_the_same_requests() -> None:
    """A plan that asks more in all would be quicker for that reason alone."""
    history = a_history("KW")
    plan = divided(HOUR, any_level, days=7)
    result = simulate(history, plan)
    assert result.requests == pytest.approx(len(PAGES) * 24)
    assert max(result.delays) < HOUR
    assert simulate(a_history("FR"), plan).longest_rest_s == pytest.approx(HOUR * 4 / 3)


def test_a_rest_ends_at_a_check() -> None:
    """A page is fetched after its check began, so half an hour is not over at the next."""
    assert simulate(a_history("KW"), checked(fixed(HOUR / 2), HOUR / 2)).longest_rest_s == HOUR
    assert simulate(a_history("KW"), checked(fixed(HOUR / 2), HOUR / 6)).longest_rest_s == 2400


def test_the_built_in_plan_is_quicker_on_a_real_history() -> None:
    """Its median delay to a change of level falls by a fifth, at no more requests."""
    history = read_history(shared("corpus", "ie_dfa.warc.gz").parent)
    before = simulate(history, fixed(HOUR / 2))
    after = simulate(history, divided(HOUR / 2, own_change, days=7))
    assert after.requests <= before.requests + 1
    assert median(after.delays) <= 0.8 * median(before.delays)
    assert after.longest_rest_s <= 2400.001
