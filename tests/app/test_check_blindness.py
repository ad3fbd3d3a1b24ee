"""When a source cannot be read: who hears of it, when, and how often."""

from datetime import timedelta

from advisory_watch.core.alerts import Alert, Audience
from advisory_watch.core.errors import Unreachable
from watch import Watch, a_document, a_raise

GONE = Unreachable("us_state", "no answer")


def told(alerts: list[Alert]) -> list[tuple[str, Audience]]:
    """List what was told to whom."""
    return sorted(((each.kind, each.audience) for each in alerts), key=str)


def test_the_moment_since_when_we_are_blind_is_remembered(watch: Watch) -> None:
    """'We cannot see since 12:10' tells people which hours to check for themselves."""
    watch.serve(GONE)
    watch.check()
    since = watch.time.now
    watch.check()
    assert watch.health().failing_since == since
    assert watch.health().failure == "rss: no answer; api: no answer"


def test_operators_hear_after_half_an_hour_and_once(watch: Watch) -> None:
    """Who is paged for every hiccup stops to look; who is never paged cannot mend it."""
    watch.serve(GONE)
    watch.check()
    watch.check(after_min=29)
    assert watch.owed() == []
    for _ in range(3):
        watch.check(after_min=1)
    assert told(watch.owed()) == [("source_blind", Audience.OPERATORS)]


def test_subscribers_hear_after_six_hours_and_once(watch: Watch) -> None:
    """They take silence for 'nothing changed', and after hours it no longer means that."""
    watch.serve(GONE)
    watch.check()
    watch.check(after_min=6 * 60 - 1)
    assert told(watch.owed()) == [("source_blind", Audience.OPERATORS)]
    for _ in range(3):
        watch.check(after_min=1)
    assert told(watch.owed()) == [
        ("source_blind", Audience.OPERATORS),
        ("source_blind", Audience.SUBSCRIBERS),
    ]


def test_whoever_was_told_hears_once_that_it_is_over(watch: Watch) -> None:
    """A warning that is never taken back teaches people to ignore the next one."""
    watch.serve(GONE)
    for minutes in (0, 31, 6 * 60):
        watch.check(after_min=minutes)
    for alert in watch.owed():
        watch.outbox.mark_sent(alert, watch.time.now)
    watch.serve(a_document())
    watch.check()
    watch.check()
    assert told(watch.owed()) == [
        ("source_recovered", Audience.OPERATORS),
        ("source_recovered", Audience.SUBSCRIBERS),
    ]
    assert watch.health().failing_since is None


def test_a_hiccup_that_nobody_heard_of_ends_in_silence(watch: Watch) -> None:
    """'It works again' is noise for whoever did not know that it was broken."""
    watch.serve(GONE)
    watch.check()
    watch.serve(a_document())
    watch.check()
    assert watch.owed() == []


def test_a_second_blindness_is_told_again(watch: Watch) -> None:
    """The alert of last month must not swallow the one of today."""
    for _ in range(2):
        watch.serve(GONE)
        watch.check()
        watch.check(after_min=31)
        watch.serve(a_document())
        watch.check()
    assert len(watch.owed()) == 4


def test_a_raise_that_came_in_the_dark_is_told_at_the_first_light(watch: Watch) -> None:
    """The hours in which nobody saw are when it happened."""
    watch.serve(GONE)
    watch.check()
    watch.time.now += timedelta(hours=20)
    watch.serve(a_document(a_raise()))
    assert watch.check().changes[0].kind == "level_raised"
