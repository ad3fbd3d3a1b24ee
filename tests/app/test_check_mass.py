"""A snapshot that moves everything: operators hear at once, subscribers if it persists."""

from advisory_watch.core.advisory import Severity
from advisory_watch.core.alert import Alert
from advisory_watch.core.alert_batch import Channel
from advisory_watch.core.errors import Unreachable
from advisory_watch.core.source_event import Audience
from support.builders import an_advisory
from support.fakes.dispatchers import a_dispatcher
from support.fakes.notifiers import MemoryNotifier
from support.scenarios.watched_source import Watch, written

CODES = tuple(f"{letter}{other}" for letter in "ABCDEF" for other in "MNPQR")


def everywhere(severity: Severity) -> bytes:
    """Build a list of levels without texts, as Canada publishes it: thirty at one level."""
    return written(
        *(an_advisory(severity, destination=code, name=code, text=None) for code in CODES)
    )


CALM, GRAVE = everywhere(Severity.CAUTION), everywhere(Severity.DO_NOT_TRAVEL)


def a_watch() -> Watch:
    """Start a watch that has read thirty destinations once."""
    watch = Watch()
    watch.serve(CALM)
    watch.check()
    return watch


def told(watch: Watch, audience: Audience) -> list[Alert]:
    """Return the alerts to an audience."""
    return [alert for alert in watch.pending() if alert.audience is audience]


def test_a_true_mass_event_is_told_to_operators_at_once_and_to_all_in_two_hours() -> None:
    """Real case: in March 2020, a government raised two thirds of the world in one update."""
    watch = a_watch()
    watch.serve(GRAVE)
    watch.check()
    (alert,) = told(watch, Audience.OPERATORS)
    assert alert.note.startswith("us_state raised 30 of 30 destinations at once.")
    assert told(watch, Audience.SUBSCRIBERS) == []
    for _ in range(24):
        watch.check()
    assert {alert.destination for alert in told(watch, Audience.SUBSCRIBERS)} == {*CODES}
    assert told(watch, Audience.OPERATORS) == [alert]


def test_the_alerts_of_a_true_mass_event_are_one_message() -> None:
    """Every alert carries the numbers of its check, so that no dispatcher needs to count."""
    watch = a_watch()
    watch.serve(GRAVE)
    watch.check()
    watch.check(after_min=120)
    assert {alert.mass.words for alert in told(watch, Audience.SUBSCRIBERS) if alert.mass} == {
        "raised 30 of 30 destinations at once"
    }
    notifier = MemoryNotifier()
    list(a_dispatcher(watch.outbox, notifier).drain())
    texts = [sent for sent in notifier.publications if sent.is_for(Channel.SMS)]
    assert len(texts) == 1


def test_a_broken_feed_that_returns_within_the_hour_is_told_to_operators_only() -> None:
    """A feed once moved every level, and came back at the next read."""
    watch = a_watch()
    for minutes in range(0, 55, 5):
        watch.serve(GRAVE)
        watch.check(after_min=minutes and 5)
    watch.serve(CALM)
    for _ in range(3):
        watch.check(after_min=60)
    assert [alert.kind for alert in watch.pending()] == ["source_moved_everything"]


def test_a_feed_that_alternates_is_one_event() -> None:
    """Two back ends, one of them broken, answer in turn: operators are alerted once."""
    watch = a_watch()
    for _ in range(6):
        for document in (GRAVE, CALM):
            watch.serve(document)
            watch.check()
    assert len(told(watch, Audience.OPERATORS)) == 1


def test_the_first_read_moves_nothing() -> None:
    """An installation in the middle of a pandemic alerts to nothing."""
    watch = Watch()
    watch.serve(GRAVE)
    watch.check()
    assert watch.pending() == []


def test_a_mass_move_and_an_outage_are_two_pieces_of_news() -> None:
    """A source may break in both ways; one alert must not replace the other."""
    watch = a_watch()
    watch.serve(GRAVE)
    watch.check()
    watch.serve(Unreachable("us_state", "no answer"))
    watch.check()
    watch.check(after_min=31)
    kinds = [alert.kind for alert in watch.pending()]
    assert sorted(kinds) == ["source_blind", "source_moved_everything"]
