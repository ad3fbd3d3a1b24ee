"""How much time a check is given, and who it is given to."""

from datetime import timedelta
from pathlib import Path

import pytest

from advisory_watch.core.errors import UsageError
from advisory_watch.core.pages import Ask
from advisory_watch.wiring import cloud, embedded, moments, settings
from reader import a_target
from template import functions

FINISHING_S = settings.limits({}).total_s + cloud.RECORDING_S
"""What the last page needs to be fetched, and a minute to judge and record all of them."""


def test_the_last_page_is_begun_well_before_a_function_is_stopped() -> None:
    """What was read and not yet recorded is lost with the function."""
    earliest = moments.now()
    until = cloud.until(900_000)
    latest = moments.now()
    assert earliest <= until - timedelta(seconds=900 - FINISHING_S) <= latest


def test_most_of_a_functions_time_is_for_reading() -> None:
    """A reserve longer than the timeout would be a watch that never looks."""
    assert functions()["CheckFunction"]["Timeout"] / 4 > FINISHING_S


def test_a_check_that_was_left_asks_nobody_any_more(tmp_path: Path) -> None:
    """After Ctrl-C no thread goes on asking publishers."""
    with embedded.open_home(tmp_path) as home, embedded.open_check(home) as check:
        web = check.web
    asks = [Ask(target=a_target("https://example.org/feed"))]
    assert list(web.fetch_each(asks, None)) == [None]


@pytest.mark.parametrize("said", ["0", "-3", "121", "soon", "nan"])
def test_a_time_limit_that_is_none_is_refused_in_words(said: str) -> None:
    """A limit of nothing would find every publisher silent, one of hours would find none."""
    with pytest.raises(UsageError, match="ADVISORY_WATCH_TIMEOUT_S: expected 1 to 120 seconds"):
        settings.limits({"ADVISORY_WATCH_TIMEOUT_S": said})


def test_whoever_sits_behind_a_slow_line_allows_more() -> None:
    """In the field a page may take a minute; giving up at 20 seconds would read nothing."""
    slow = settings.limits({"ADVISORY_WATCH_TIMEOUT_S": "60"})
    assert (slow.connect_s, slow.read_s, slow.total_s) == (10.0, 60.0, 180.0)
