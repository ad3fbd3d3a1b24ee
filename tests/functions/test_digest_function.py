"""The digest function, from the saved event to the message for SNS."""

import json

import boto3
import pytest
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.sns.models import sns_backends

from advisory_watch.adapters.dynamodb.outbox import DynamoOutbox
from advisory_watch.adapters.sns import SnsDigestNotifier
from advisory_watch.app.retract import Retractor
from advisory_watch.bootstrap import digest_function
from advisory_watch.bootstrap.runtime import now
from advisory_watch.core.errors import DeliveryFailed
from advisory_watch.core.messages.digest import DigestMessage
from advisory_watch.sources import SOURCES
from support.aws.moto_stack import REGION, MotoStack
from support.aws.template import event
from support.publishers.http_publisher import Site, an_answer
from support.publishers.us_feed import WORLD, a_feed, a_raise
from support.scenarios.stores import envelopes, subscribe_queue

DAILY = event("notify_digest")
MESSAGE = DigestMessage(subject="Today", email="Dear reader", document='{"id": 1}')


@pytest.fixture(autouse=True)
def _anew(cloud: MotoStack) -> None:
    """Rebuild the digest for every account; its owner follows no destination."""
    cloud.references.setdefault("DigestDestinations", "")
    digest_function.digest.cache_clear()


def test_the_digest_has_the_attributes_for_filters(cloud: MotoStack) -> None:
    """Subscribers of the digest get it; a filter for urgent alerts blocks it."""
    assert cloud.invoke("NotifyFunction", DAILY) == {"sources": 1, "unseen": 0, "changes": 0}
    (envelope,) = cloud.published()
    attributes = {name: member["Value"] for name, member in envelope["MessageAttributes"].items()}
    assert attributes == {"channels": '["digest"]', "urgency": "normal"}
    document = json.loads(envelope["Message"])
    assert document["kind"] == "digest"
    assert [member["source"] for member in document["sources"]] == list(SOURCES)
    assert len(document["sources"][0]["first_seen"]) == len(WORLD)


def test_the_digest_includes_a_raise(cloud: MotoStack, site: Site) -> None:
    """The digest reads the same ledger as the alerts."""
    site.play("/us_state/rss", an_answer(a_feed(KW=a_raise())))
    cloud.invoke("CheckFunction", event("check_one_source"))
    assert cloud.invoke("NotifyFunction", DAILY)["changes"] == 1


def actions(cloud: MotoStack) -> set[str]:
    """Return the AWS actions of the digest."""
    return {call.action for call in cloud.asked["NotifyFunction"]}


def test_the_digest_queries_publishes_and_marks_its_run(cloud: MotoStack) -> None:
    """One missing permission means no digest every day, or an alarm about a digest that came."""
    cloud.invoke("NotifyFunction", DAILY)
    assert actions(cloud) == {"dynamodb:PutItem", "dynamodb:Query", "sns:Publish"}
    assert [mark["sk"]["S"] for mark in cloud.items("RUN")] == ["digest", "digest_due"]


def test_the_digest_looks_up_retractions(cloud: MotoStack, site: Site) -> None:
    """The next morning must not repeat an alert that was corrected in the evening."""
    site.play("/us_state/rss", an_answer(a_feed(KW=a_raise())))
    cloud.invoke("CheckFunction", event("check_one_source"))
    outbox = DynamoOutbox(boto3.client("dynamodb"), "ledger")
    (alert,) = outbox.pending()
    outbox.mark_sent(alert, now())
    Retractor(outbox=outbox, clock=now).retract(alert.id, "A test page.")
    assert cloud.invoke("NotifyFunction", DAILY)["changes"] == 0
    assert actions(cloud) == {
        *("dynamodb:BatchGetItem", "dynamodb:PutItem", "dynamodb:Query"),
        "sns:Publish",
    }


def test_phones_and_urgent_subscribers_get_no_digest(cloud: MotoStack) -> None:
    """People soon mute a phone that rings for a daily summary."""
    arn = cloud.references["AlertsTopic"]
    phone = subscribe_queue(boto3.client, arn, urgency=["urgent"])
    other = subscribe_queue(boto3.client, arn, channels=["sms"])
    asked = subscribe_queue(boto3.client, arn, channels=["digest"])
    cloud.invoke("NotifyFunction", DAILY)
    assert [len(envelopes(boto3.client, queue)) for queue in (phone, other, asked)] == [0, 0, 1]


def test_the_digest_has_text_for_email_and_none_for_sms(cloud: MotoStack) -> None:
    """An SMS without text cannot be sent by mistake."""
    arn = cloud.references["AlertsTopic"]
    SnsDigestNotifier(boto3.client("sns"), arn).send(MESSAGE)
    topic = sns_backends[DEFAULT_ACCOUNT_ID][REGION].topics[arn]
    ((_, message, subject, *_),) = topic.sent_notifications
    assert json.loads(message) == {"default": MESSAGE.document, "email": MESSAGE.email}
    assert subject == "Today"


def test_a_refused_digest_fails_and_is_sent_once_by_a_scheduled_run(cloud: MotoStack) -> None:
    """Lambda repeats no failed run, and tomorrow's digest would be silent about today."""
    cloud.close_alerts_topic()
    for daily in (DAILY, event("notify_sweep")):
        with pytest.raises(DeliveryFailed, match="digest: expected SNS to accept it"):
            cloud.invoke("NotifyFunction", daily)
    cloud.open_alerts_topic()
    for _ in range(2):
        cloud.invoke("NotifyFunction", event("notify_sweep"))
    assert [json.loads(sent["Message"])["kind"] for sent in cloud.published()] == ["digest"]


def test_a_sent_digest_is_logged(cloud: MotoStack, capsys: pytest.CaptureFixture[str]) -> None:
    """Operators look in the log to see whether yesterday's digest was sent."""
    cloud.invoke("NotifyFunction", DAILY)
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    (sent,) = (entry for entry in lines if entry.get("message") == "digest.sent")
    assert (sent["sources"], sent["changes"]) == (1, 0)
