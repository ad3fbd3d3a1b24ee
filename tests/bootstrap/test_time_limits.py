"""The time limits of a check and of its requests."""

from datetime import timedelta
from pathlib import Path

import pytest

from advisory_watch.bootstrap import check_function, local, runtime
from advisory_watch.bootstrap.settings import Settings
from advisory_watch.bootstrap.web import limits
from advisory_watch.core.errors import UsageError
from advisory_watch.core.page import FetchRequest
from support.aws.template import functions
from support.publishers.http_reader import a_target

FINISHING_S = limits(Settings()).total_s + check_function.RECORDING_S
"""The time to fetch the last page, and a minute to judge and record all pages."""


def test_the_last_fetch_starts_well_before_the_timeout() -> None:
    """A page that is fetched but not recorded is lost when the function stops."""
    earliest = runtime.now()
    until = check_function.until(900_000)
    latest = runtime.now()
    assert earliest <= until - timedelta(seconds=900 - FINISHING_S) <= latest


def test_most_of_a_functions_time_is_for_reading() -> None:
    """With a reserve longer than the timeout, a check would read nothing."""
    assert functions()["CheckFunction"]["Timeout"] / 4 > FINISHING_S


def test_a_closed_check_sends_no_more_requests(tmp_path: Path) -> None:
    """After Ctrl-C no thread may go on sending requests to publishers."""
    with local.open_home(tmp_path) as home, local.open_check(home) as check:
        web = check.web
    asks = [FetchRequest(target=a_target("https://example.org/feed"))]
    assert list(web.fetch_each(asks, None)) == [None]


@pytest.mark.parametrize("said", ["0", "-3", "121", "soon", "nan"])
def test_an_invalid_time_limit_is_refused_with_a_message(said: str) -> None:
    """With a limit of zero every publisher times out; with hours, none ever does."""
    with pytest.raises(UsageError, match="ADVISORY_WATCH_TIMEOUT_S: expected 1 to 120 seconds"):
        limits(Settings({"ADVISORY_WATCH_TIMEOUT_S": said}))


def test_a_slow_connection_can_have_a_longer_limit() -> None:
    """In the field a page may take a minute; a limit of 20 seconds would read nothing."""
    slow = limits(Settings({"ADVISORY_WATCH_TIMEOUT_S": "60"}))
    assert (slow.connect_s, slow.read_s, slow.total_s) == (10.0, 60.0, 180.0)
