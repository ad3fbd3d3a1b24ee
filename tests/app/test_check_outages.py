"""Outage alerts of a source: to which audience, when, and how often."""

from datetime import timedelta

from advisory_watch.core.alert import Alert
from advisory_watch.core.errors import Unreachable
from advisory_watch.core.source_event import Audience
from support.scenarios.watched_source import Watch, a_document, a_raise

GONE = Unreachable("us_state", "no answer")


def told(alerts: list[Alert]) -> list[tuple[str, Audience]]:
    """List the kind and the audience of each alert."""
    return sorted(((alert.kind, alert.audience) for alert in alerts), key=str)


def test_the_start_of_an_outage_is_remembered(watch: Watch) -> None:
    """'We cannot see since 12:10' shows people which hours to check themselves."""
    watch.serve(GONE)
    watch.check()
    since = watch.time.now
    watch.check()
    assert watch.health().failing_since == since
    assert watch.health().failure == "rss: no answer; api: no answer"


def test_operators_hear_after_half_an_hour_and_once(watch: Watch) -> None:
    """An operator alerted to every brief failure stops looking; one never alerted cannot act."""
    watch.serve(GONE)
    watch.check()
    watch.check(after_min=29)
    assert watch.pending() == []
    for _ in range(3):
        watch.check(after_min=1)
    assert told(watch.pending()) == [("source_blind", Audience.OPERATORS)]


def test_subscribers_hear_after_six_hours_and_once(watch: Watch) -> None:
    """They take silence for 'nothing changed', which is wrong after hours of failure."""
    watch.serve(GONE)
    watch.check()
    watch.check(after_min=6 * 60 - 1)
    assert told(watch.pending()) == [("source_blind", Audience.OPERATORS)]
    for _ in range(3):
        watch.check(after_min=1)
    assert told(watch.pending()) == [
        ("source_blind", Audience.OPERATORS),
        ("source_blind", Audience.SUBSCRIBERS),
    ]


def test_the_end_of_an_outage_alerts_each_audience_once(watch: Watch) -> None:
    """A warning without an end teaches people to ignore the next one."""
    watch.serve(GONE)
    for minutes in (0, 31, 6 * 60):
        watch.check(after_min=minutes)
    for alert in watch.pending():
        watch.outbox.mark_sent(alert, watch.time.now)
    watch.serve(a_document())
    watch.check()
    watch.check()
    assert told(watch.pending()) == [
        ("source_recovered", Audience.OPERATORS),
        ("source_recovered", Audience.SUBSCRIBERS),
    ]
    assert watch.health().failing_since is None


def test_a_short_failure_ends_silently(watch: Watch) -> None:
    """'It works again' is noise for people who never heard of the outage."""
    watch.serve(GONE)
    watch.check()
    watch.serve(a_document())
    watch.check()
    assert watch.pending() == []


def test_a_second_outage_alerts_again(watch: Watch) -> None:
    """The alert of last month must not suppress the alert of today."""
    for _ in range(2):
        watch.serve(GONE)
        watch.check()
        watch.check(after_min=31)
        watch.serve(a_document())
        watch.check()
    assert len(watch.pending()) == 4


def test_a_raise_during_an_outage_alerts_at_the_next_read(watch: Watch) -> None:
    """The raise may happen in just those hours."""
    watch.serve(GONE)
    watch.check()
    watch.time.now += timedelta(hours=20)
    watch.serve(a_document(a_raise()))
    assert watch.check().changes[0].kind == "level_raised"
