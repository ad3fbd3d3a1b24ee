"""Test the SNS adapters: the attributes that subscribers filter on, and the limits of SNS."""

import json
from dataclasses import replace

import pytest
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.sns.models import sns_backends

from advisory_watch.adapters.sns import SnsNotifier
from advisory_watch.core.advisory import Region, Severity
from advisory_watch.core.alert import Alert
from advisory_watch.core.alert_batch import (
    Message,
    Publication,
    group_transmission,
    single_transmission,
    split_into_batches,
    transmission_beside_group,
)
from advisory_watch.core.errors import DeliveryFailed
from advisory_watch.core.messages import build_publication
from advisory_watch.core.source_event import Audience, SourceEvent
from support.builders import an_advisory, an_alert
from support.scenarios.stores import REGION, MakeClient, envelopes, subscribe_queue

MESSAGE = Message(subject="Kuwait", email="Dear reader", sms="KW 2-3", document='{"id": 1}')


def published(alert: Alert, message: Message = MESSAGE) -> Publication:
    """Build the publication of an alert: always the same message, with its own attributes."""
    return replace(build_publication(single_transmission(alert), lambda _: "US"), message=message)


@pytest.fixture
def topic_arn(aws: MakeClient) -> str:
    """Create the topic of the subscribers."""
    arn: str = aws("sns").create_topic(Name="alerts")["TopicArn"]
    return arn


@pytest.fixture
def notifier(aws: MakeClient, topic_arn: str) -> SnsNotifier:
    """Return a notifier for that topic, without a topic for operators."""
    return SnsNotifier(aws("sns"), topic_arn)


def attributes_of(aws: MakeClient, topic_arn: str, alert: Alert) -> dict[str, tuple[str, str]]:
    """Return the attributes with which an alert arrives."""
    url = subscribe_queue(aws, topic_arn)
    SnsNotifier(aws("sns"), topic_arn).send(published(alert))
    (envelope,) = envelopes(aws, url)
    received = envelope["MessageAttributes"].items()
    return {name: (attribute["Type"], attribute["Value"]) for name, attribute in received}


def test_attributes_follow_the_documented_contract(aws: MakeClient, topic_arn: str) -> None:
    """Subscribers' filters name these; a renamed one silences them without an error."""
    assert attributes_of(aws, topic_arn, an_alert()) == {
        "source": ("String", "us_state"),
        "destination": ("String", "KW"),
        "kind": ("String", "level_raised"),
        "urgency": ("String", "urgent"),
        "severity": ("Number", "3"),
        "from_severity": ("Number", "2"),
        "channels": ("String.Array", '["email", "sms", "data"]'),
        "AWS.SNS.SMS.SMSType": ("String", "Transactional"),
    }


def test_an_attribute_without_a_value_is_left_out(aws: MakeClient, topic_arn: str) -> None:
    """SNS refuses an empty attribute, and with it the whole alert."""
    news = an_alert(
        kinds=(SourceEvent.BLIND.value,), destination=None, before=None, after=None, is_urgent=False
    )
    assert attributes_of(aws, topic_arn, news) == {
        "source": ("String", "us_state"),
        "kind": ("String", "source_blind"),
        "urgency": ("String", "normal"),
        "channels": ("String.Array", '["email", "sms", "data"]'),
        "AWS.SNS.SMS.SMSType": ("String", "Transactional"),
    }


def test_an_unstated_level_is_left_out(aws: MakeClient, topic_arn: str) -> None:
    """`See individual summaries` is not a number, and must not be sent as one."""
    unstated = an_alert(before=an_advisory(None), after=an_advisory(Severity.RECONSIDER))
    assert "from_severity" not in attributes_of(aws, topic_arn, unstated)


def test_a_filter_passes_only_matching_alerts(
    aws: MakeClient, topic_arn: str, notifier: SnsNotifier
) -> None:
    """A subscriber to Kuwait at level 3 or above gets that, and nothing else."""
    grave = subscribe_queue(aws, topic_arn, destination=["KW"], severity=[{"numeric": [">=", 3]}])
    notifier.send(published(an_alert(destination="FR")))
    notifier.send(published(an_alert(after=an_advisory(Severity.CAUTION))))
    notifier.send(published(an_alert()))
    (envelope,) = envelopes(aws, grave)
    assert envelope["MessageAttributes"]["destination"]["Value"] == "KW"
    assert envelope["MessageAttributes"]["severity"]["Value"] == "3"


def test_each_protocol_gets_its_own_form(topic_arn: str, notifier: SnsNotifier) -> None:
    """JSON on a phone is useless, prose in a queue is unreadable."""
    notifier.send(published(an_alert()))
    topic = sns_backends[DEFAULT_ACCOUNT_ID][REGION].topics[topic_arn]
    ((_, message, subject, *_),) = topic.sent_notifications
    assert json.loads(message) == {
        "default": MESSAGE.document,
        "email": MESSAGE.email,
        "sms": MESSAGE.sms,
    }
    assert subject == "Kuwait"


def test_programs_get_the_document(aws: MakeClient, topic_arn: str, notifier: SnsNotifier) -> None:
    """The program behind a queue parses the message, and knows no English."""
    url = subscribe_queue(aws, topic_arn)
    notifier.send(published(an_alert()))
    (envelope,) = envelopes(aws, url)
    assert envelope["Message"] == MESSAGE.document


@pytest.mark.parametrize(
    ("worded", "sent"),
    [
        ("Türkiye, Curaçao", "Turkiye, Curacao"),
        ("two\nlines\tand  spaces", "two lines and spaces"),
        ("x" * 130, "x" * 100),
        ("Kuwait\r\nBcc: all\x00\x1b[31m\x7f", "Kuwait Bcc: all [31m"),
        ("Kuwait \N{RIGHTWARDS ARROW} Level 3", "Kuwait Level 3"),
    ],
)
def test_a_subject_is_made_acceptable_to_sns(
    aws: MakeClient, topic_arn: str, worded: str, sent: str
) -> None:
    """An accent in a name must not hold back an order to leave."""
    url = subscribe_queue(aws, topic_arn)
    SnsNotifier(aws("sns"), topic_arn).send(published(an_alert(), replace(MESSAGE, subject=worded)))
    (envelope,) = envelopes(aws, url)
    assert envelope["Subject"] == sent


def test_operators_have_a_topic_of_their_own(aws: MakeClient, topic_arn: str) -> None:
    """Travellers must not be woken because a feed is down."""
    operators_arn = aws("sns").create_topic(Name="operators")["TopicArn"]
    travellers, operators = (subscribe_queue(aws, arn) for arn in (topic_arn, operators_arn))
    notifier = SnsNotifier(aws("sns"), topic_arn, operators_topic_arn=operators_arn)
    notifier.send(published(an_alert(audience=Audience.OPERATORS)))
    assert envelopes(aws, travellers) == []
    assert len(envelopes(aws, operators)) == 1


def test_without_an_operators_topic_the_alert_is_dropped(
    aws: MakeClient, topic_arn: str, notifier: SnsNotifier
) -> None:
    """An alert that can never be sent must not wait in the outbox indefinitely."""
    travellers = subscribe_queue(aws, topic_arn)
    notifier.send(published(an_alert(audience=Audience.OPERATORS)))
    assert envelopes(aws, travellers) == []


def test_the_longest_texts_of_a_publisher_are_accepted(aws: MakeClient, topic_arn: str) -> None:
    """SNS limits a message to 256 kB: one endless paragraph would block a raised level."""
    words = "\N{SMILING FACE WITH SUNGLASSES} Wort " * 20_000
    regions = tuple(Region(name=words, severity=Severity.RECONSIDER) for _ in range(20))
    before = an_advisory(name=words, native_level=words, url=words, regions=regions)
    after = replace(before, severity=Severity.RECONSIDER)
    paragraphs = "\n".join(f"{number} {words}" for number in range(20))
    alert = an_alert(
        destination="XX", before=replace(before, text="old"), after=replace(after, text=paragraphs)
    )
    url = subscribe_queue(aws, topic_arn)
    SnsNotifier(aws("sns"), topic_arn).send(
        build_publication(single_transmission(alert), lambda _: "US")
    )
    assert len(envelopes(aws, url)) == 1


def test_a_refusal_is_a_failed_delivery(aws: MakeClient) -> None:
    """The dispatcher keeps the alert pending only if it learns that the delivery failed."""
    gone = f"arn:aws:sns:{REGION}:{DEFAULT_ACCOUNT_ID}:gone"
    with pytest.raises(DeliveryFailed, match="0123456789abcdef: expected SNS to accept it"):
        SnsNotifier(aws("sns"), gone).send(published(an_alert()))


def test_a_group_passes_the_filter_of_each_destination_in_it(
    aws: MakeClient, topic_arn: str, notifier: SnsNotifier
) -> None:
    """In a burst, a filter on Russia must pass the grouped email that lists Russia."""
    russia, france = (
        subscribe_queue(aws, topic_arn, channels=["email"], destination=[code])
        for code in ("RU", "FR")
    )
    alerts = [an_alert(id=f"{n:016}", destination=code) for n, code in enumerate(["RU", "KW"] * 6)]
    (batch,) = split_into_batches(alerts)
    notifier.send(build_publication(group_transmission(batch.alerts, batch), lambda _: "US"))
    notifier.send(build_publication(transmission_beside_group(alerts[0]), lambda _: "US"))
    (envelope,) = envelopes(aws, russia)
    destinations = envelope["MessageAttributes"]["destination"]
    assert destinations == {"Type": "String.Array", "Value": '["KW", "RU"]'}
    assert envelopes(aws, france) == []
