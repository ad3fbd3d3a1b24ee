"""A change on the site of the stack, a minute after the alert; and quiet while nothing changes.

The file comes after `test_retraction`: what is written because of it is part of what must settle.
"""

import json
from collections import Counter
from datetime import UTC, datetime
from typing import Any

import boto3
import pytest

from e2e.stack import Item, Stack
from e2e.waiting import note, wait_for

TICK_S = 60
"""The schedule of the check under test."""

SETTLED_AFTER_S = 20
"""The stream waits ten seconds for more, and a run takes a few."""


def versions(watch: Stack) -> dict[str, list[datetime]]:
    """Return when each version of each file of the site was written."""
    client: Any = boto3.client("s3")
    pages = client.get_paginator("list_object_versions").paginate(
        Bucket=watch.outputs["SiteBucket"]
    )
    written: dict[str, list[datetime]] = {}
    for page in pages:
        for each in page.get("Versions", []):
            written.setdefault(each["Key"], []).append(each["LastModified"])
    return written


def read(watch: Stack, path: str) -> tuple[str, Item]:
    """Return what is in a file of the site, and what it is served with."""
    client: Any = boto3.client("s3")
    found = client.get_object(Bucket=watch.outputs["SiteBucket"], Key=path)
    return found["Body"].read().decode(), found


@pytest.fixture(scope="session")
def news(second_check: Item, watch: Stack) -> dict[str, datetime]:
    """Wait until the alerts of the second check have pages; return their ids and sending times."""
    del second_check
    wait_for(lambda: len(watch.items("SENT#")) >= 3, "three alerts sent", TICK_S)
    sent = [each["sk"]["S"].split("#") for each in watch.items("SENT#")]
    told = {alert_id: datetime.fromisoformat(at) for at, alert_id in sorted(sent)[:3]}
    pages = {f"c/{alert_id}.html" for alert_id in told}
    wait_for(lambda: pages <= set(versions(watch)), "a page for each alert", TICK_S)
    return told


def test_a_change_has_its_page_within_one_tick(news: dict[str, datetime], watch: Stack) -> None:
    """Whoever follows the link in an email must not find nothing."""
    written = versions(watch)
    for alert_id, sent_at in news.items():
        late_s = (min(written[f"c/{alert_id}.html"]) - sent_at).total_seconds()
        note(f"site: c/{alert_id}.html {late_s:.0f} s after its alert was sent")
        assert late_s <= TICK_S


def test_the_lists_and_the_country_have_it_too(news: dict[str, datetime], watch: Stack) -> None:
    """A page that nothing links to is found by whoever got the email alone."""
    listed = json.dumps(json.loads(read(watch, "changes.json")[0]))
    assert [each for each in news if each not in listed] == []
    assert "Kuwait" in read(watch, "d/kw.html")[0]
    assert {"index.html", "changes.csv", "state.json", "404.html"} <= set(versions(watch))


def test_files_say_what_they_are(news: dict[str, datetime], watch: Stack) -> None:
    """A browser saves what it is not told to show."""
    del news
    kinds = {each: read(watch, each)[1] for each in ("index.html", "feed.json", "d/kw.atom")}
    assert [each["ContentType"] for each in kinds.values()] == [
        "text/html; charset=utf-8",
        "application/feed+json",
        "application/atom+xml",
    ]
    assert kinds["index.html"]["CacheControl"] == "public, max-age=60"


def test_unchanged_checks_write_nothing(news: dict[str, datetime], watch: Stack) -> None:
    """Every version is paid for, and tells a reader of the feed that something is new."""
    del news
    begun = len(watch.checks())
    settled(watch)
    before = Counter({each: len(times) for each, times in versions(watch).items()})
    checks = len(watch.checks())
    wait_for(lambda: len(watch.checks()) >= checks + 2, "two more checks", 3 * TICK_S)
    settled(watch)
    after = Counter({each: len(times) for each, times in versions(watch).items()})
    note(f"site: {len(after)} files after {len(watch.checks()) - begun} more checks")
    assert after - before == Counter()


def settled(watch: Stack) -> None:
    """Wait until nothing was written for a while."""

    def is_quiet() -> bool:
        last = max(max(times) for times in versions(watch).values())
        return (datetime.now(UTC) - last).total_seconds() > SETTLED_AFTER_S

    wait_for(is_quiet, "a quiet site", TICK_S)
