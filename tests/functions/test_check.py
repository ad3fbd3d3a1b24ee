"""The function that checks, from the saved event to the ledger and the archive."""

import json

import pytest

from advisory_watch.core.errors import LedgerError
from advisory_watch.sources.register import SOURCES
from cloud import Cloud
from publisher import Site, an_answer
from template import event
from us_feed import WORLD, a_feed, a_raise

ONE = event("check_one_source")


def test_a_first_check_owes_nobody_an_alert(cloud: Cloud) -> None:
    """A hundred and fifty alerts on the first day would be the last that anybody reads."""
    assert len(cloud.items("HISTORY#us_state#")) == len(WORLD)
    assert cloud.items("OUTBOX") == []


def test_a_raise_is_one_version_one_alert_and_one_page(cloud: Cloud, site: Site) -> None:
    """Whoever is told of a raise must be able to see the page that said so."""
    site.play("/us_state/rss", an_answer(a_feed(KW=a_raise())))
    assert cloud.invoke("CheckFunction", ONE) == {"sources": 1, "failures": 0}
    assert len(cloud.items("HISTORY#us_state#KW")) == 2
    assert len(cloud.items("OUTBOX")) == 1
    (page,) = cloud.pages()
    assert page.startswith("pages/")


def test_the_same_event_again_records_nothing(cloud: Cloud, site: Site) -> None:
    """Lambda may deliver an event twice; nobody may be told twice for that."""
    site.play("/us_state/rss", an_answer(a_feed(KW=a_raise())))
    for _ in range(2):
        cloud.invoke("CheckFunction", ONE)
    assert len(cloud.items("HISTORY#us_state#KW")) == 2
    assert len(cloud.items("OUTBOX")) == 1


def test_every_source_is_an_answer_whatever_the_others_do(cloud: Cloud, site: Site) -> None:
    """An event that names no source means all; one of them is always out of order."""
    site.play("/us_state/rss", an_answer(a_feed()))
    answer = cloud.invoke("CheckFunction", event("check_every_source"))
    assert answer == {"sources": len(SOURCES), "failures": len(SOURCES) - 1}


def test_a_source_that_cannot_be_read_is_an_answer_and_a_number(
    cloud: Cloud, site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    """Feeds fail every day: as a dead letter each, they would hide the one that is our fault."""
    site.play("/us_state/rss", an_answer(b"<html>Access denied</html>", status=403))
    assert cloud.invoke("CheckFunction", ONE) == {"sources": 1, "failures": 1}
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    (unread,) = (each for each in lines if "SecondsUnread" in each)
    assert (unread["source"], unread["service"]) == ("us_state", "check")
    assert unread["SecondsUnread"][0] > 0
    assert [each["source"] for each in lines if each.get("level") == "ERROR"] == ["us_state"]


def test_a_failure_that_is_not_remembered_fails(cloud: Cloud, site: Site) -> None:
    """A check that ends well while it is blind would look like a quiet world for ever."""
    site.play("/us_state/rss", an_answer(b"<html>Access denied</html>", status=403))
    cloud.close_ledger()
    with pytest.raises(LedgerError):
        cloud.invoke("CheckFunction", ONE)


def test_a_check_that_is_about_to_be_stopped_asks_nobody(cloud: Cloud, site: Site) -> None:
    """A page that is fetched and never judged is asked for twice, and a check cut off is lost."""
    site.play("/us_state/rss", an_answer(a_feed(KW=a_raise())))
    answer = cloud.invoke("CheckFunction", ONE, remaining_s=100)
    assert answer == {"sources": 1, "failures": 1}
    assert site.asked == []
    assert cloud.items("OUTBOX") == []


def test_every_outcome_is_logged_and_counted(
    cloud: Cloud, site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    """What stands in no log and no number did not happen, for whoever runs this."""
    site.play("/us_state/rss", an_answer(a_feed(KW=a_raise())))
    cloud.invoke("CheckFunction", ONE)
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    (change,) = (each for each in lines if each.get("message") == "change.decided")
    assert (change["source"], change["destination"]) == ("us_state", "KW")
    assert change["change"] == "level_raised"
    counted = {name for line in lines for name, value in line.items() if isinstance(value, list)}
    assert counted == {"SourcesRead", "ChangesDecided", "SecondsUnread"}
    assert [line["SecondsUnread"] for line in lines if "SecondsUnread" in line] == [[0.0]]
