"""A check on a laptop whose clock is wrong, against publishers on this machine."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from advisory_watch.app.results import SourceOutcome
from advisory_watch.bootstrap.home_doctor import home_doctor
from advisory_watch.bootstrap.local import Home, open_check, open_home
from advisory_watch.bootstrap.web import sources
from advisory_watch.core.advisory import Severity
from advisory_watch.core.doctor_facts import CheckStatus
from support.publishers.http_publisher import Site, an_answer, publisher
from support.publishers.us_feed import FeedEntry, a_feed

pytestmark = pytest.mark.slow

NOON = datetime(2026, 9, 1, 12, tzinfo=UTC)
AHEAD = pytest.mark.parametrize(
    "ahead", [timedelta(hours=2), timedelta(days=2), timedelta(days=400)]
)
DATED = pytest.mark.parametrize("is_dated", [True, False], ids=["dated", "undated"])


class Laptop:
    """A home folder, a publisher, and the true time; each check is five minutes later."""

    def __init__(self, folder: Path, site: Site, *, is_dated: bool) -> None:
        self.folder = folder
        self.site = site
        self.is_dated = is_dated
        self.now = NOON

    def check(self, document: bytes, ahead: timedelta = timedelta()) -> SourceOutcome:
        """Check `us_state` once, under a clock that is ahead by so much."""
        self.now += timedelta(minutes=5)
        answer = an_answer(document)
        if self.is_dated:
            answer = an_answer(document, Date=format_datetime(self.now, usegmt=True))
        self.site.play("/us_state/rss", answer)
        with open_home(self.folder) as home:
            return self._checked(home, ahead)

    def _checked(self, home: Home, ahead: timedelta) -> SourceOutcome:
        with open_check(home, clock=lambda: self.now + ahead) as check:
            (outcome,) = check.run(sources(["us_state"]))
        return outcome


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """Open a publisher that serves both American endpoints."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with publisher() as site:
        for endpoint in ("rss", "api"):
            monkeypatch.setenv(
                f"ADVISORY_WATCH_DOOR_US_STATE_{endpoint.upper()}",
                site.url(f"/us_state/{endpoint}"),
            )
        yield site


@pytest.fixture
def laptop(tmp_path: Path, site: Site, *, is_dated: bool) -> Laptop:
    """Return a laptop that has not checked anything yet."""
    return Laptop(tmp_path / "home", site, is_dated=is_dated)


def a_raised_feed(at: datetime) -> bytes:
    """Write the feed with a raise of Kuwait on that day."""
    text = "Do not travel to Kuwait due to armed conflict. Missiles hit the capital."
    issue = FeedEntry(severity=Severity.DO_NOT_TRAVEL, issued_on=at.date(), text=text)
    return a_feed(KW=issue)


def told(outcome: SourceOutcome) -> list[tuple[str, str]]:
    """List the level changes of a check."""
    return [
        (change.destination, change.kind)
        for change in outcome.changes
        if change.kind.startswith("level")
    ]


RAISED = [("KW", "level_raised")]


@AHEAD
@DATED
def test_a_check_under_a_clock_ahead_does_not_blind_the_next(
    laptop: Laptop, ahead: timedelta
) -> None:
    """The owner of a laptop with an empty battery would be told nothing for a year."""
    laptop.check(a_feed(), ahead=ahead)
    assert told(laptop.check(a_raised_feed(laptop.now))) == RAISED
    assert told(laptop.check(a_raised_feed(laptop.now))) == []


@AHEAD
@pytest.mark.parametrize("is_dated", [True])
def test_a_check_under_a_clock_ahead_goes_on_with_the_time_of_the_servers(
    laptop: Laptop, ahead: timedelta
) -> None:
    """A war that begins while the clock is wrong is reported at once, and has its true time."""
    laptop.check(a_feed())
    outcome = laptop.check(a_raised_feed(laptop.now), ahead=ahead)
    assert told(outcome) == RAISED
    times = {outcome.decided_at, *(change.decided_at for change in outcome.changes)}
    assert all(abs(moment - laptop.now) < timedelta(minutes=1) for moment in times)
    assert outcome.ok
    (fault,) = outcome.own_faults
    assert fault.startswith("the clock of this computer is ahead")
    assert fault in outcome.reason
    assert laptop.check(a_raised_feed(laptop.now)).own_faults == ()


@pytest.mark.parametrize("is_dated", [True, False])
def test_the_clock_jumps_during_a_run_of_checks(laptop: Laptop) -> None:
    """A virtual machine that was suspended comes back with any time."""
    jumps = (0, 400, 2, 0, 30, 0)
    outcomes = [laptop.check(a_feed(), ahead=timedelta(days=days)) for days in jumps]
    assert [told(outcome) for outcome in outcomes] == [[]] * len(jumps)
    assert told(laptop.check(a_raised_feed(laptop.now), ahead=timedelta(days=1))) == RAISED


@pytest.mark.parametrize("is_dated", [True])
def test_a_clock_that_is_behind_still_tells_and_says_so(laptop: Laptop) -> None:
    """The record is right, and the clock is not: a raise must not wait for the clock."""
    laptop.check(a_feed())
    outcome = laptop.check(a_raised_feed(laptop.now), ahead=-timedelta(hours=5))
    assert told(outcome) == RAISED
    assert outcome.own_faults[0].startswith("the clock of this computer is behind")
    assert laptop.check(a_raised_feed(laptop.now)).own_faults == ()


@AHEAD
@pytest.mark.parametrize("is_dated", [True])
def test_the_doctor_says_that_the_clock_was_ahead(laptop: Laptop, ahead: timedelta) -> None:
    """The doctor is asked when something looks wrong, and `last read 400 days ago` misleads."""
    laptop.check(a_feed(), ahead=ahead)
    with home_doctor(laptop.folder) as doctor:
        (us_state,) = (result for result in doctor.run() if result.about == "us_state")
    assert us_state.concern is CheckStatus.LOOK
    assert "the clock was ahead of the servers" in us_state.found
