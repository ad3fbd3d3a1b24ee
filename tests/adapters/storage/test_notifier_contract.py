"""Contract of every notifier: each message arrives as often as it was sent."""

import json
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from advisory_watch.adapters.sns import SnsNotifier
from advisory_watch.app.ports import Notifier
from advisory_watch.core.alert import Alert
from advisory_watch.core.alert_batch import Publication, single_transmission
from advisory_watch.core.messages import build_publication
from advisory_watch.core.source_event import SourceEvent
from support.builders import an_alert
from support.fakes.notifiers import MemoryNotifier
from support.scenarios.stores import envelopes, subscribe_queue


@dataclass(frozen=True, slots=True)
class Carrier:
    """A notifier, and the ids of the alerts that it delivered."""

    notifier: Notifier
    arrived: Callable[[], list[str]]


def publication_of(alert: Alert) -> Publication:
    """Build the publication of a single alert."""
    return build_publication(single_transmission(alert), lambda source: source)


@pytest.fixture(params=["memory", "aws"])
def carrier(request: pytest.FixtureRequest) -> Carrier:
    """Return an unused notifier of each kind."""
    if request.param == "memory":
        notifier = MemoryNotifier()
        return Carrier(notifier, lambda: [message.id for message in notifier.publications])
    aws = request.getfixturevalue("aws")
    arn = aws("sns").create_topic(Name="alerts")["TopicArn"]
    url = subscribe_queue(aws, arn)
    return Carrier(
        SnsNotifier(aws("sns"), arn),
        lambda: [json.loads(envelope["Message"])["id"] for envelope in envelopes(aws, url)],
    )


def test_an_alert_arrives(carrier: Carrier) -> None:
    """All other code exists for this moment."""
    carrier.notifier.send(publication_of(an_alert()))
    assert carrier.arrived() == ["0123456789abcdef"]


def test_an_alert_sent_twice_arrives_twice(carrier: Carrier) -> None:
    """The dispatcher sends again after a crash; a notifier must not drop the repetition."""
    carrier.notifier.send(publication_of(an_alert()))
    carrier.notifier.send(publication_of(an_alert()))
    assert carrier.arrived() == ["0123456789abcdef"] * 2


def test_news_about_a_source_arrives(carrier: Carrier) -> None:
    """`We cannot see it` has no destination and no level, and matters all the same."""
    news = {"destination": None, "before": None, "after": None, "evidence": None}
    carrier.notifier.send(publication_of(an_alert(kinds=(SourceEvent.BLIND.value,), **news)))
    assert carrier.arrived() == ["0123456789abcdef"]
