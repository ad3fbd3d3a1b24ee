"""No log, record or page of the functions contains an address of a subscriber."""

import zlib
from collections.abc import Iterator

import boto3
import pytest

from support.address_finder import found_in
from support.aws.moto_stack import SITE_URL, MotoStack
from support.aws.template import event
from support.publishers.http_publisher import Site, an_answer
from support.publishers.us_feed import a_feed, a_raise

EMAIL, PHONE, HOOK = "ann.lee@example.org", "+442079460187", "/in?token=s3cret"


def tell(cloud: MotoStack, site: Site) -> None:
    """Send a raise to subscribers of every kind, after SNS refused it once."""
    site.play("/us_state/rss", an_answer(a_feed(KW=a_raise())))
    cloud.references["SiteUrl"] = SITE_URL
    cloud.invoke("CheckFunction", event("check_one_source"))
    cloud.close_alerts_topic()
    assert cloud.invoke("NotifyFunction", event("notify_sweep")) == {"sent": 0, "failures": 1}
    topic = cloud.open_alerts_topic()
    subscribers = {EMAIL: "email", PHONE: "sms", site.url(HOOK): "http"}
    for endpoint, protocol in subscribers.items():
        boto3.client("sns").subscribe(TopicArn=topic, Protocol=protocol, Endpoint=endpoint)
    for function, saved in (
        ("NotifyFunction", "notify_sweep"),
        ("NotifyFunction", "notify_digest"),
        ("SiteFunction", "site_all"),
    ):
        cloud.invoke(function, event(saved))


def kept(cloud: MotoStack) -> Iterator[bytes]:
    """Yield the content of the ledger, the archive and the site, decompressed."""
    for item in cloud.items():
        yield str(item).encode()
        if "record" in item:
            yield zlib.decompress(item["record"]["B"])
    for bucket in ("archive", "site"):
        for page in cloud.s3.get_paginator("list_objects_v2").paginate(Bucket=bucket):
            for entry in page.get("Contents", []):
                body = cloud.s3.get_object(Bucket=bucket, Key=entry["Key"])["Body"].read()
                is_packed = entry["Key"].endswith(".gz")
                yield zlib.decompress(body, zlib.MAX_WBITS | 32) if is_packed else body


@pytest.mark.slow
def test_no_address_is_logged_or_kept(
    cloud: MotoStack, site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    """Which country a subscriber follows is private; an intruder must not learn it."""
    tell(cloud, site)
    logged = capsys.readouterr().out
    everything = [logged.encode(), *kept(cloud)]
    assert "alert.sent" in logged
    assert len(everything) > len(cloud.items())
    addresses = (EMAIL, PHONE, f"http://127.0.0.1{HOOK}")
    assert [address for text in everything for address in found_in(text, addresses)] == []
