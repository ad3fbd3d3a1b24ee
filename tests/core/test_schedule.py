"""The longest time between two runs of a schedule."""

from datetime import timedelta

import pytest

from advisory_watch.core.errors import UsageError
from advisory_watch.core.schedule import interval_of


@pytest.mark.parametrize(
    ("expression", "minutes"),
    [
        ("rate(1 minute)", 1),
        ("rate(5 minutes)", 5),
        ("rate(2 hours)", 120),
        ("rate(1 day)", 1440),
        ("cron(0 7 * * ? *)", 1440),
        ("cron(0/15 * * * ? *)", 15),
        ("cron(0 7,19 * * ? *)", 720),
        ("cron(0 6,8,20 * * ? *)", 720),
        ("cron(0/5 6-22 * * ? *)", 425),
        ("cron(0 7 ? * MON-FRI *)", 7 * 1440),
        ("cron(0 7 1 * ? *)", 31 * 1440),
    ],
)
def test_the_interval_is_the_longest_gap(expression: str, minutes: int) -> None:
    """A shorter one would ring every night of a schedule that pauses at night."""
    assert interval_of(expression) == timedelta(minutes=minutes)


@pytest.mark.parametrize(
    "expression", ["rate(0 minutes)", "rate(5 mins)", "cron(0 25 * * ? *)", "cron(x * * * ? *)", ""]
)
def test_another_expression_is_an_error_that_shows_the_form(expression: str) -> None:
    """Without an interval, a stopped schedule would never be late."""
    with pytest.raises(UsageError, match=r"expected rate\(5 minutes\)"):
        interval_of(expression)
