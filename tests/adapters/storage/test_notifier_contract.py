"""What every carrier promises: what it was given arrives, as often as it was given."""

import json
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from advisory_watch.adapters.memory import MemoryNotifier
from advisory_watch.adapters.sns import SnsNotifier
from advisory_watch.app.ports import Notifier
from advisory_watch.core.alerts import Alert, SourceNews
from advisory_watch.core.grouping import alone
from advisory_watch.core.message import Publication
from advisory_watch.core.messages.publications import publication
from builders import an_alert
from stores import envelopes, subscribe_queue


@dataclass(frozen=True, slots=True)
class Carrier:
    """A notifier, and the ids of the alerts that came out at its other end."""

    notifier: Notifier
    arrived: Callable[[], list[str]]


def publication_of(alert: Alert) -> Publication:
    """Word an alert as it goes out by itself."""
    return publication(alone(alert), lambda source: source)


@pytest.fixture(params=["memory", "aws"])
def carrier(request: pytest.FixtureRequest) -> Carrier:
    """Return a carrier that nobody has used yet."""
    if request.param == "memory":
        notifier = MemoryNotifier()
        return Carrier(notifier, lambda: [each.id for each in notifier.publications])
    aws = request.getfixturevalue("aws")
    arn = aws("sns").create_topic(Name="alerts")["TopicArn"]
    url = subscribe_queue(aws, arn)
    return Carrier(
        SnsNotifier(aws("sns"), arn),
        lambda: [json.loads(each["Message"])["id"] for each in envelopes(aws, url)],
    )


def test_an_alert_arrives(carrier: Carrier) -> None:
    """This is the moment that all else is for."""
    carrier.notifier.send(publication_of(an_alert()))
    assert carrier.arrived() == ["0123456789abcdef"]


def test_an_alert_sent_twice_arrives_twice(carrier: Carrier) -> None:
    """After a crash the relay sends again; a carrier that remembers could drop a first send."""
    carrier.notifier.send(publication_of(an_alert()))
    carrier.notifier.send(publication_of(an_alert()))
    assert carrier.arrived() == ["0123456789abcdef"] * 2


def test_news_about_a_source_arrives(carrier: Carrier) -> None:
    """`We cannot see it` has no destination and no level, and matters all the same."""
    news = {"destination": None, "before": None, "after": None, "evidence": None}
    carrier.notifier.send(publication_of(an_alert(kinds=(SourceNews.BLIND.value,), **news)))
    assert carrier.arrived() == ["0123456789abcdef"]
