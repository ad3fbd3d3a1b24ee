"""The function that sends the digest, from the saved event to what SNS is given."""

import json

import boto3
import pytest
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.sns.models import sns_backends

from advisory_watch.adapters.dynamodb import DynamoOutbox
from advisory_watch.adapters.sns import SnsBulletin
from advisory_watch.app.retraction import Retractor
from advisory_watch.core.errors import DeliveryFailed
from advisory_watch.core.messages.digest import DigestMessage
from advisory_watch.sources.register import SOURCES
from advisory_watch.wiring import cloud_digest as wiring
from advisory_watch.wiring.moments import now
from cloud import REGION, Cloud
from publisher import Site, an_answer
from stores import envelopes, subscribe_queue
from template import event
from us_feed import WORLD, a_feed, a_raise

DAILY = event("digest")
MESSAGE = DigestMessage(subject="Today", email="Dear reader", document='{"id": 1}')


@pytest.fixture(autouse=True)
def _anew(cloud: Cloud) -> None:
    """Build the digest anew for every account; its owner follows no destination."""
    cloud.references.setdefault("DigestDestinations", "")
    wiring.digest.cache_clear()


def test_the_day_is_told_with_what_subscribers_filter_on(cloud: Cloud) -> None:
    """Whoever asked for the digest gets it; a filter for urgent alerts lets none through."""
    assert cloud.invoke("DigestFunction", DAILY) == {"sources": 1, "unseen": 0, "changes": 0}
    (envelope,) = cloud.published()
    told = {name: each["Value"] for name, each in envelope["MessageAttributes"].items()}
    assert told == {"channels": '["digest"]', "urgency": "normal"}
    document = json.loads(envelope["Message"])
    assert document["kind"] == "digest"
    assert [each["source"] for each in document["sources"]] == list(SOURCES)
    assert len(document["sources"][0]["first_seen"]) == len(WORLD)


def test_a_raise_stands_in_the_digest(cloud: Cloud, site: Site) -> None:
    """The digest is read from the same ledger that alerts come from."""
    site.play("/us_state/rss", an_answer(a_feed(KW=a_raise())))
    cloud.invoke("CheckFunction", event("check_one_source"))
    assert cloud.invoke("DigestFunction", DAILY)["changes"] == 1


def actions(cloud: Cloud) -> set[str]:
    """Return what the digest asked of AWS."""
    return {each.action for each in cloud.asked["DigestFunction"]}


def test_it_only_asks_and_publishes(cloud: Cloud) -> None:
    """One permission too few is a silent day, every day."""
    cloud.invoke("DigestFunction", DAILY)
    assert actions(cloud) == {"dynamodb:Query", "sns:Publish"}


def test_it_looks_up_what_was_retracted(cloud: Cloud, site: Site) -> None:
    """The next morning must not repeat what was corrected in the evening."""
    site.play("/us_state/rss", an_answer(a_feed(KW=a_raise())))
    cloud.invoke("CheckFunction", event("check_one_source"))
    outbox = DynamoOutbox(boto3.client("dynamodb"), "ledger")
    (alert,) = outbox.pending()
    outbox.mark_sent(alert, now())
    Retractor(outbox=outbox, clock=now).retract(alert.id, "A test page.")
    assert cloud.invoke("DigestFunction", DAILY)["changes"] == 0
    assert actions(cloud) == {"dynamodb:BatchGetItem", "dynamodb:Query", "sns:Publish"}


def test_a_phone_and_a_subscriber_of_urgent_alerts_hear_nothing(cloud: Cloud) -> None:
    """A phone that rings for a daily summary is soon switched off."""
    arn = cloud.references["AlertsTopic"]
    phone = subscribe_queue(boto3.client, arn, urgency=["urgent"])
    other = subscribe_queue(boto3.client, arn, channels=["sms"])
    asked = subscribe_queue(boto3.client, arn, channels=["digest"])
    cloud.invoke("DigestFunction", DAILY)
    assert [len(envelopes(boto3.client, each)) for each in (phone, other, asked)] == [0, 0, 1]


def test_there_is_prose_for_email_and_no_text_for_phones(cloud: Cloud) -> None:
    """An SMS that was never written cannot be sent by mistake."""
    arn = cloud.references["AlertsTopic"]
    SnsBulletin(boto3.client("sns"), arn).send(MESSAGE)
    topic = sns_backends[DEFAULT_ACCOUNT_ID][REGION].topics[arn]
    ((_, message, subject, *_),) = topic.sent_notifications
    assert json.loads(message) == {"default": MESSAGE.document, "email": MESSAGE.email}
    assert subject == "Today"


def test_a_digest_that_nobody_took_fails(cloud: Cloud) -> None:
    """Lambda tries again only if it learns of it."""
    cloud.close_alerts_topic()
    with pytest.raises(DeliveryFailed, match="digest: expected SNS to accept it"):
        cloud.invoke("DigestFunction", DAILY)


def test_what_was_sent_is_logged(cloud: Cloud, capsys: pytest.CaptureFixture[str]) -> None:
    """Whoever asks whether there was a digest yesterday looks here."""
    cloud.invoke("DigestFunction", DAILY)
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    (sent,) = (each for each in lines if each.get("message") == "digest.sent")
    assert (sent["sources"], sent["changes"]) == (1, 0)
