"""A check that is killed leaves a mark, and later checks count it as a failure."""

from datetime import timedelta

import pytest

from advisory_watch.app import check_mark
from advisory_watch.core import thresholds
from advisory_watch.core.health import CHECK_MAX, Health
from advisory_watch.core.page import Page
from advisory_watch.core.source_event import SourceEvent
from support.scenarios.indexed_source import IndexedWatch
from support.scenarios.watched_source import Watch, a_document, a_raise, kinds

OVER_MIN = CHECK_MAX.total_seconds() / 60 + 1


class Killed(BaseException):
    """Simulate the end of the process for lack of memory."""


@pytest.fixture(autouse=True)
def _every_document_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check_mark, "MARKED_FROM_BYTES", 1)


@pytest.fixture
def watch() -> Watch:
    """Watch a source that was read once, and has news now."""
    watch = Watch()
    watch.check()
    watch.serve(a_document(a_raise()))
    return watch


def kill(watch: Watch, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run a check that dies while it parses the new document."""

    def die(_: object, page: Page) -> None:
        raise Killed(page.target.url)

    with monkeypatch.context() as patched:
        patched.setattr("advisory_watch.app.document_fetcher.read_strictly", die)
        with pytest.raises(Killed):
            watch.check(after_min=0)


def health(watch: Watch) -> Health:
    """Return the stored health."""
    return watch.ledger.state("us_state").health


def test_a_killed_check_leaves_its_mark(watch: Watch, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a trace, a source that kills every check would look quiet."""
    kill(watch, monkeypatch)
    assert health(watch).begun_at == watch.time.now
    assert health(watch).failing_since is None


def test_a_killed_check_is_a_failure_since_it_began(
    watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every check dies: operators and subscribers must hear that nothing is seen."""
    kill(watch, monkeypatch)
    began = watch.time.now
    watch.time.passes(minutes=OVER_MIN)
    kill(watch, monkeypatch)
    assert health(watch).failing_since == began
    assert "did not end: it was killed" in (health(watch).failure or "")
    watch.time.passes(seconds=thresholds.SUBSCRIBERS_TOLD_AFTER.total_seconds())
    kill(watch, monkeypatch)
    told = [alert for alert in watch.pending() if SourceEvent.BLIND.value in alert.kinds]
    assert len(told) == 2


def test_a_check_that_may_still_run_is_no_failure(
    watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two schedules may overlap; a slow check is not a dead one."""
    kill(watch, monkeypatch)
    began = watch.time.now
    watch.time.passes(seconds=CHECK_MAX.total_seconds())
    kill(watch, monkeypatch)
    assert (health(watch).begun_at, health(watch).failing_since) == (began, None)


def test_a_check_that_ends_removes_the_mark(watch: Watch, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was killed once and works again needs no operator; its news is not lost."""
    kill(watch, monkeypatch)
    watch.time.passes(minutes=OVER_MIN)
    assert kinds(watch.check(after_min=0))[0] == ("KW", "level_raised")
    assert (health(watch).begun_at, health(watch).failing_since) == (None, None)


def test_an_unchanged_check_writes_no_mark() -> None:
    """Most checks find nothing new; a second write each would double what they cost."""
    watch = IndexedWatch()
    watch.check()
    watch.ledger.diary.clear()
    watch.check()
    assert watch.ledger.diary == ["health"]


def test_a_mark_in_the_future_is_replaced(watch: Watch, monkeypatch: pytest.MonkeyPatch) -> None:
    """A clock that was ahead must not hide deaths until its time comes."""
    kill(watch, monkeypatch)
    ahead = watch.time.now
    watch.time.passes(days=-30)
    kill(watch, monkeypatch)
    assert health(watch).begun_at == ahead - timedelta(days=30)


def test_small_documents_write_no_mark(watch: Watch, monkeypatch: pytest.MonkeyPatch) -> None:
    """The mark would double what most checks write, and pay for."""
    monkeypatch.setattr(check_mark, "MARKED_FROM_BYTES", 2_000_000)
    kill(watch, monkeypatch)
    assert health(watch).begun_at is None
