"""What every carrier promises: what it was given arrives, as often as it was given."""

import json
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from advisory_watch.adapters.memory import MemoryNotifier
from advisory_watch.adapters.sns import SnsNotifier
from advisory_watch.app.ports import Notifier
from advisory_watch.core.alerts import Alert, SourceNews
from advisory_watch.core.message import Message
from builders import an_alert
from stores import envelopes, subscribe_queue


@dataclass(frozen=True, slots=True)
class Carrier:
    """A notifier, and the ids of the alerts that came out at its other end."""

    notifier: Notifier
    arrived: Callable[[], list[str]]


def render(alert: Alert) -> Message:
    """Word an alert by its id."""
    document = json.dumps({"id": alert.id})
    return Message(subject=alert.kind, email=alert.id, sms=alert.id, document=document)


@pytest.fixture(params=["memory", "aws"])
def carrier(request: pytest.FixtureRequest) -> Carrier:
    """Return a carrier that nobody has used yet."""
    if request.param == "memory":
        notifier = MemoryNotifier()
        return Carrier(notifier, lambda: [each.id for each in notifier.sent_alerts])
    aws = request.getfixturevalue("aws")
    arn = aws("sns").create_topic(Name="alerts")["TopicArn"]
    url = subscribe_queue(aws, arn)
    return Carrier(
        SnsNotifier(aws("sns"), arn, render),
        lambda: [json.loads(each["Message"])["id"] for each in envelopes(aws, url)],
    )


def test_an_alert_arrives(carrier: Carrier) -> None:
    """This is the moment that all else is for."""
    carrier.notifier.send(an_alert())
    assert carrier.arrived() == ["0123456789abcdef"]


def test_an_alert_sent_twice_arrives_twice(carrier: Carrier) -> None:
    """After a crash the relay sends again; a carrier that remembers could drop a first send."""
    carrier.notifier.send(an_alert())
    carrier.notifier.send(an_alert())
    assert carrier.arrived() == ["0123456789abcdef"] * 2


def test_news_about_a_source_arrives(carrier: Carrier) -> None:
    """`We cannot see it` has no destination and no level, and matters all the same."""
    news = {"destination": None, "before": None, "after": None, "evidence": None}
    carrier.notifier.send(an_alert(kinds=(SourceNews.BLIND.value,), **news))
    assert carrier.arrived() == ["0123456789abcdef"]
