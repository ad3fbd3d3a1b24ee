"""What the functions write, from logs to pages: no address of whoever is told is in it."""

import zlib
from collections.abc import Iterator

import boto3
import pytest

from cloud import Cloud
from publisher import Site, an_answer
from spellings import found_in
from template import event
from us_feed import a_feed, a_raise

EMAIL, PHONE, HOOK = "ann.lee@example.org", "+442079460187", "/in?token=s3cret"


def tell(cloud: Cloud, site: Site) -> None:
    """Tell subscribers of every kind of a raise, after SNS refused it once."""
    site.play("/us_state/rss", an_answer(a_feed(KW=a_raise())))
    cloud.has_site = True
    cloud.invoke("CheckFunction", event("check_one_source"))
    cloud.close_alerts_topic()
    with pytest.raises(ExceptionGroup):
        cloud.invoke("NotifyFunction", event("notify_sweep"))
    topic = cloud.open_alerts_topic()
    everybody = {EMAIL: "email", PHONE: "sms", site.url(HOOK): "http"}
    for endpoint, protocol in everybody.items():
        boto3.client("sns").subscribe(TopicArn=topic, Protocol=protocol, Endpoint=endpoint)
    for function, saved in (
        ("NotifyFunction", "notify_sweep"),
        ("DigestFunction", "digest"),
        ("SiteFunction", "site_all"),
    ):
        cloud.invoke(function, event(saved))


def kept(cloud: Cloud) -> Iterator[bytes]:
    """Return all that stands in the ledger, the archive and the site, unpacked."""
    for item in cloud.items():
        yield str(item).encode()
        if "record" in item:
            yield zlib.decompress(item["record"]["B"])
    for bucket in ("archive", "site"):
        for page in cloud.s3.get_paginator("list_objects_v2").paginate(Bucket=bucket):
            for each in page.get("Contents", []):
                body = cloud.s3.get_object(Bucket=bucket, Key=each["Key"])["Body"].read()
                is_packed = each["Key"].endswith(".gz")
                yield zlib.decompress(body, zlib.MAX_WBITS | 32) if is_packed else body


def test_no_address_is_logged_or_kept(
    cloud: Cloud, site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    """Who reads what about which country is nobody's business, an intruder's least of all."""
    tell(cloud, site)
    logged = capsys.readouterr().out
    everything = [logged.encode(), *kept(cloud)]
    assert "alert.sent" in logged
    assert len(everything) > len(cloud.items())
    everybody = (EMAIL, PHONE, f"http://127.0.0.1{HOOK}")
    assert [who for each in everything for who in found_in(each, everybody)] == []
