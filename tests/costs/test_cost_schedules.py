"""How often a schedule expression runs in a month."""

import pytest

from advisory_watch.core.errors import UsageError
from advisory_watch.costs.schedules import DAYS, runs_a_month


@pytest.mark.parametrize(
    ("expression", "runs"),
    [
        ("off", 0),
        ("rate(5 minutes)", 8760),
        ("rate(1 hour)", 730),
        ("rate(1 day)", DAYS),
        ("cron(0 7 * * ? *)", DAYS),
        ("cron(0/15 * * * ? *)", 4 * 730),
        ("cron(*/20 6-22 ? * * *)", 3 * 17 * DAYS),
        ("cron(0,30 7,19 * * ? *)", 4 * DAYS),
        ("cron(10-50/10 * * * ? *)", 5 * 730),
    ],
)
def test_an_expression_is_counted(expression: str, runs: float) -> None:
    """The number of runs multiplies nearly every line of the bill."""
    assert runs_a_month(expression) == pytest.approx(runs)


@pytest.mark.parametrize(
    "expression",
    [
        "",
        "rate(0 minutes)",
        "rate(5 seconds)",
        "cron(0 7 ? * MON-FRI *)",
        "cron(0 7 1 * ? *)",
        "cron(61 7 * * ? *)",
        "cron(x 7 * * ? *)",
        "cron(0/0 7 * * ? *)",
        "cron(5-1 7 * * ? *)",
        "at(2026-11-25T12:00:00)",
    ],
)
def test_an_expression_that_cannot_be_counted_is_refused(expression: str) -> None:
    """If counted as never, it would look free."""
    with pytest.raises(UsageError, match="to reckon with; found"):
        runs_a_month(expression)
