"""Outage alerts: subscribers must know when silence does not mean `no change`."""

from datetime import timedelta

from advisory_watch.core import thresholds
from advisory_watch.core.detection.outages import after_partial_success
from advisory_watch.core.health import DocumentHealth
from advisory_watch.core.source_event import Audience
from core.detection.cases import L4, MARK, NEWER, Watch, an_issue
from support.builders import NOON, a_health

MINUTES = timedelta(minutes=10)


def a_watch() -> Watch:
    """Start a watch that has read Kuwait once."""
    watch = Watch()
    watch.read(an_issue(L4, MARK))
    return watch


def test_a_short_failure_makes_no_alert() -> None:
    """Feeds fail for minutes every day; operators who are woken each time ignore the alarm."""
    watch = a_watch()
    for _ in range(3):
        watch.fail(MINUTES)
    watch.read(an_issue(L4, MARK), after=MINUTES)
    assert watch.alerts == ()


def test_operators_are_alerted_after_half_an_hour() -> None:
    """An operator should look before subscribers rely on a source that cannot be read."""
    watch = a_watch()
    for _ in range(4):
        watch.fail(MINUTES)
    (alert,) = watch.alerts
    assert (alert.kind, alert.audience) == ("source_blind", Audience.OPERATORS)
    assert alert.note == ("We cannot see us_state since 2026-09-01 13:10 UTC: rss: nobody answers")


def test_subscribers_are_alerted_after_six_hours() -> None:
    """`Nothing changed` and `we cannot see` must not look the same for a whole day."""
    watch = a_watch()
    for _ in range(6 * 6):
        watch.fail(MINUTES)
    assert [alert.audience for alert in watch.alerts] == [Audience.OPERATORS]
    watch.fail(MINUTES)
    assert [alert.audience for alert in watch.alerts] == list(Audience)[::-1]


def test_subscribers_get_the_meaning_but_not_the_cause() -> None:
    """The text of a block page or the names of our hosts must not reach subscribers."""
    watch = a_watch()
    for _ in range(6 * 6 + 1):
        watch.fail(MINUTES)
    assert watch.alerts[-1].note == (
        "We cannot see us_state since 2026-09-01 13:10 UTC; what it says may have changed since."
    )


def test_an_outage_is_reported_once() -> None:
    """An outage of a week is one piece of news, not one for each check."""
    watch = a_watch()
    for _ in range(7 * 24):
        watch.fail(timedelta(hours=1))
    assert watch.kinds == ["source_blind"] * 2


def test_the_end_of_an_outage_is_reported_once_to_each_audience() -> None:
    """Without it, subscribers keep looking at the publisher's site themselves."""
    watch = a_watch()
    for _ in range(8):
        watch.fail(timedelta(hours=1))
    watch.read(an_issue(L4, MARK))
    watch.read(an_issue(L4, MARK))
    recovered = [alert for alert in watch.alerts if alert.kind == "source_recovered"]
    assert {alert.audience for alert in recovered} == set(Audience)
    assert len(recovered) == 2
    assert recovered[0].note == (
        "We can see us_state again; we could not since 2026-09-01 14:00 UTC."
    )


def test_subscribers_hear_no_end_of_an_unreported_outage() -> None:
    """Only operators were alerted to an outage of an hour."""
    watch = a_watch()
    for _ in range(2):
        watch.fail()
    watch.read(an_issue(L4, MARK))
    audiences = [alert.audience for alert in watch.alerts if alert.kind == "source_recovered"]
    assert audiences == [Audience.OPERATORS]


def test_a_second_outage_is_reported_again() -> None:
    """A second outage hides changes as much as the first."""
    watch = a_watch()
    for _ in range(2):
        watch.fail()
        watch.fail()
        watch.read(an_issue(L4, MARK))
    assert watch.kinds == ["source_blind", "source_recovered"] * 2


def test_an_outage_changes_no_record() -> None:
    """A month without the source must not lower, withdraw or forget anything."""
    watch = a_watch()
    before = watch.known
    for _ in range(30):
        watch.fail(timedelta(days=1))
    assert watch.known == before


def test_a_raise_during_an_outage_alerts_at_the_first_good_read() -> None:
    """The source may be blocked on the very day of a raise."""
    watch = Watch()
    watch.read(an_issue(L4.__class__(2), MARK))
    for _ in range(3):
        watch.fail(MINUTES)
    watch.read(an_issue(L4, NEWER), after=MINUTES)
    assert watch.kinds == ["level_raised"]


def test_a_message_names_a_few_pages_and_counts_the_rest() -> None:
    """An email must stay short, but its count must include every failing document."""
    dark = DocumentHealth(tried_at=NOON, failing_since=NOON, failure="HTTP 403")
    health = a_health(documents={f"post-{number}": dark for number in range(9)})
    alerted, (alert,) = after_partial_success(health, NOON + thresholds.DOCUMENT_TOLD_AFTER)
    assert alert.note.count("HTTP 403") == thresholds.DOCUMENTS_NAMED_MAX
    assert alert.note.endswith("and 4 more, which `check us_state` names")
    assert after_partial_success(alerted, NOON + 2 * thresholds.DOCUMENT_TOLD_AFTER) == (
        alerted,
        (),
    )
