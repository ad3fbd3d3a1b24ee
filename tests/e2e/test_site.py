"""A change appears on the site within a minute of its alert, and nothing is written without one.

This file runs after `test_retraction`: the pages it causes must be written before the site is
quiet.
"""

import json
from collections import Counter
from datetime import UTC, datetime
from typing import Any

import boto3
import pytest

from e2e.progress import note, wait_for
from e2e.stack import Item, Stack

TICK_S = 60
"""The schedule of the tested check, in seconds."""

SETTLED_AFTER_S = 20
"""The stream batches records for ten seconds, and a run takes a few seconds."""


def versions(watch: Stack) -> dict[str, list[datetime]]:
    """Return the write times of all versions of each file of the site."""
    client: Any = boto3.client("s3")
    pages = client.get_paginator("list_object_versions").paginate(
        Bucket=watch.outputs["SiteBucket"]
    )
    written: dict[str, list[datetime]] = {}
    for page in pages:
        for version in page.get("Versions", []):
            written.setdefault(version["Key"], []).append(version["LastModified"])
    return written


def read(watch: Stack, path: str) -> tuple[str, Item]:
    """Return the text of a file of the site, and its metadata."""
    client: Any = boto3.client("s3")
    found = client.get_object(Bucket=watch.outputs["SiteBucket"], Key=path)
    return found["Body"].read().decode(), found


@pytest.fixture(scope="session")
def news(second_check: Item, watch: Stack) -> dict[str, datetime]:
    """Wait until the alerts of the second check have pages; return their ids and sending times."""
    del second_check
    wait_for(lambda: len(watch.items("SENT#")) >= 3, "three alerts sent", TICK_S)
    sent = [item["sk"]["S"].split("#") for item in watch.items("SENT#")]
    sent_at = {alert_id: datetime.fromisoformat(at) for at, alert_id in sorted(sent)[:3]}
    pages = {f"c/{alert_id}.html" for alert_id in sent_at}
    wait_for(lambda: pages <= set(versions(watch)), "a page for each alert", TICK_S)
    return sent_at


def test_a_change_has_its_page_within_one_tick(news: dict[str, datetime], watch: Stack) -> None:
    """A reader who follows the link of an email must find the page."""
    written = versions(watch)
    for alert_id, sent_at in news.items():
        late_s = (min(written[f"c/{alert_id}.html"]) - sent_at).total_seconds()
        note(f"site: c/{alert_id}.html {late_s:.0f} s after its alert was sent")
        assert late_s <= TICK_S


def test_lists_and_destination_pages_show_the_change(
    news: dict[str, datetime], watch: Stack
) -> None:
    """A page without links to it is found only from the email."""
    listed = json.dumps(json.loads(read(watch, "changes.json")[0]))
    assert [alert_id for alert_id in news if alert_id not in listed] == []
    assert "Kuwait" in read(watch, "d/kw.html")[0]
    assert {"index.html", "changes.csv", "state.json", "404.html"} <= set(versions(watch))


def test_files_have_their_content_type(news: dict[str, datetime], watch: Stack) -> None:
    """A browser downloads a file with a wrong content type instead of showing it."""
    del news
    kinds = {path: read(watch, path)[1] for path in ("index.html", "feed.json", "d/kw.atom")}
    assert [kind["ContentType"] for kind in kinds.values()] == [
        "text/html; charset=utf-8",
        "application/feed+json",
        "application/atom+xml",
    ]
    assert kinds["index.html"]["CacheControl"] == "public, max-age=60"


def test_unchanged_checks_write_nothing(news: dict[str, datetime], watch: Stack) -> None:
    """Every version costs money, and signals a change to feed readers."""
    del news
    checks_before = len(watch.checks())
    wait_until_quiet(watch)
    before = Counter({path: len(times) for path, times in versions(watch).items()})
    checks = len(watch.checks())
    wait_for(lambda: len(watch.checks()) >= checks + 2, "two more checks", 3 * TICK_S)
    wait_until_quiet(watch)
    after = Counter({path: len(times) for path, times in versions(watch).items()})
    note(f"site: {len(after)} files after {len(watch.checks()) - checks_before} more checks")
    assert after - before == Counter()


def wait_until_quiet(watch: Stack) -> None:
    """Wait until no file was written for a while."""

    def is_quiet() -> bool:
        last = max(max(times) for times in versions(watch).values())
        return (datetime.now(UTC) - last).total_seconds() > SETTLED_AFTER_S

    wait_for(is_quiet, "a quiet site", TICK_S)
