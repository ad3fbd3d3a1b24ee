"""The real mass event: what people get of the day on which Canada advised against all travel."""

import pytest

from advisory_watch.adapters.memory import MemoryArchive, MemoryLedger, MemoryOutbox
from advisory_watch.adapters.warc_reader import find_captures, load_captures
from advisory_watch.app.replay import Replay
from advisory_watch.bootstrap.rule_set import rule_set_version
from advisory_watch.core.alert import Alert
from advisory_watch.core.alert_batch import Channel
from advisory_watch.core.source_event import Audience
from advisory_watch.parsing.classify import check_is_document
from advisory_watch.sources import SOURCES
from support.fakes.dispatchers import a_dispatcher
from support.fakes.notifiers import MemoryNotifier
from support.shared_data import shared

RAISED = 151


@pytest.fixture(scope="module")
def sent() -> MemoryNotifier:
    """Replay the spring of 2020, and send after every check."""
    outbox, notifier = MemoryOutbox(), MemoryNotifier()
    places = list(find_captures([shared("corpus", "ca_gac_2020.warc.gz")]))
    replay = Replay(
        ledger=MemoryLedger(outbox),
        archive=MemoryArchive(),
        sources=SOURCES,
        rule_set_version=rule_set_version,
        check_page=check_is_document,
    )
    for _ in replay.run(sorted(load_captures(places), key=lambda page: page.fetched_at)):
        list(a_dispatcher(outbox, notifier).drain())
    return notifier


def mass_alerts(notifier: MemoryNotifier, channel: Channel) -> list[tuple[Alert, ...]]:
    """Return the alerts of the mass move, by message of a channel."""
    return [
        publication.alerts
        for publication in notifier.publications
        if publication.is_for(channel) and publication.alerts[0].mass is not None
    ]


def test_people_get_one_message_that_names_all(sent: MemoryNotifier) -> None:
    """Before, each phone would have got 151 SMS within a minute."""
    for channel in (Channel.EMAIL, Channel.SMS):
        (alerts,) = mass_alerts(sent, channel)
        assert len({alert.destination for alert in alerts}) == RAISED
    (group,) = [item for item in sent.publications if len(item.alerts) == RAISED]
    assert group.message.subject.startswith("ca_gac raised 151 of 230 destinations at once: ")


def test_programs_get_one_document_for_each(sent: MemoryNotifier) -> None:
    """The contract with programs knows no mass."""
    assert [len(alerts) for alerts in mass_alerts(sent, Channel.DATA)] == [1] * RAISED


def test_operators_hear_one_read_earlier(sent: MemoryNotifier) -> None:
    """The raise waited for a second read, and the next capture was six hours later."""
    (moved,) = [
        alert
        for publication in sent.publications
        for alert in publication.alerts
        if alert.kind == "source_moved_everything"
    ]
    (told,) = mass_alerts(sent, Channel.SMS)
    assert moved.audience is Audience.OPERATORS
    assert moved.created_at < min(alert.created_at for alert in told)
    assert "152 of 230 destinations at once (151 raised, 1 lowered)" in moved.note
