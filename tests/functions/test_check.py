"""The check function, from the saved event to the ledger and the archive."""

import json

import pytest

from advisory_watch.core.errors import LedgerError
from advisory_watch.sources import SOURCES
from support.aws.moto_stack import MotoStack
from support.aws.template import event
from support.publishers.http_publisher import Site, an_answer
from support.publishers.us_feed import WORLD, a_feed, a_raise

ONE = event("check_one_source")


def test_a_first_check_creates_no_alerts(cloud: MotoStack) -> None:
    """After a hundred and fifty alerts on the first day, subscribers would read no others."""
    assert len(cloud.items("HISTORY#us_state#")) == len(WORLD)
    assert cloud.items("OUTBOX") == []


def test_a_raise_is_one_version_one_alert_and_one_page(cloud: MotoStack, site: Site) -> None:
    """The recipients of an alert must be able to see the page behind it."""
    site.play("/us_state/rss", an_answer(a_feed(KW=a_raise())))
    assert cloud.invoke("CheckFunction", ONE) == {"sources": 1, "failures": 0}
    assert len(cloud.items("HISTORY#us_state#KW")) == 2
    assert len(cloud.items("OUTBOX")) == 1
    (page,) = cloud.pages()
    assert page.startswith("pages/")


def test_the_same_event_again_records_nothing(cloud: MotoStack, site: Site) -> None:
    """Lambda may deliver an event twice; subscribers must not get two alerts for that."""
    site.play("/us_state/rss", an_answer(a_feed(KW=a_raise())))
    for _ in range(2):
        cloud.invoke("CheckFunction", ONE)
    assert len(cloud.items("HISTORY#us_state#KW")) == 2
    assert len(cloud.items("OUTBOX")) == 1


def test_a_failing_source_does_not_stop_the_others(cloud: MotoStack, site: Site) -> None:
    """An event without sources means all of them, and some source is always out of order."""
    site.play("/us_state/rss", an_answer(a_feed()))
    answer = cloud.invoke("CheckFunction", event("check_every_source"))
    assert answer == {"sources": len(SOURCES), "failures": len(SOURCES) - 1}


def test_an_unreadable_source_is_answered_and_logged(
    cloud: MotoStack, site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    """Feeds fail every day; dead letters for each would hide a fault of our own."""
    site.play("/us_state/rss", an_answer(b"<html>Access denied</html>", status=403))
    assert cloud.invoke("CheckFunction", ONE) == {"sources": 1, "failures": 1}
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    (unread,) = (entry for entry in lines if entry.get("level") == "ERROR")
    assert (unread["source"], unread["service"]) == ("us_state", "check")


def test_a_failure_that_cannot_be_recorded_fails(cloud: MotoStack, site: Site) -> None:
    """A check that succeeds without reading anything would look like a quiet day, without end."""
    site.play("/us_state/rss", an_answer(b"<html>Access denied</html>", status=403))
    cloud.close_ledger()
    with pytest.raises(LedgerError):
        cloud.invoke("CheckFunction", ONE)


def test_a_check_near_its_timeout_sends_no_requests(cloud: MotoStack, site: Site) -> None:
    """A page that is fetched but not judged is fetched twice, and an aborted check is lost."""
    site.play("/us_state/rss", an_answer(a_feed(KW=a_raise())))
    answer = cloud.invoke("CheckFunction", ONE, remaining_s=100)
    assert answer == {"sources": 1, "failures": 1}
    assert site.asked == []
    assert cloud.items("OUTBOX") == []


def test_every_outcome_is_logged(
    cloud: MotoStack, site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    """Operators can only see outcomes that are in the log."""
    site.play("/us_state/rss", an_answer(a_feed(KW=a_raise())))
    cloud.invoke("CheckFunction", ONE)
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    (change,) = (entry for entry in lines if entry.get("message") == "change.decided")
    assert (change["source"], change["destination"]) == ("us_state", "KW")
    assert change["change"] == "level_raised"
