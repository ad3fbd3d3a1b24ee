"""Objects of the function `site`: separate from `cloud`, because only it needs the templates."""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from typing import Any

import boto3

from advisory_watch.adapters.dynamodb import DynamoLedger, DynamoOutbox
from advisory_watch.adapters.dynamodb.alert_items import OUTBOX, lying
from advisory_watch.adapters.dynamodb.items import DESTINATION
from advisory_watch.adapters.site_bucket import BucketShelf
from advisory_watch.app.publish import Publisher
from advisory_watch.app.publish_pages import Outcome, Printed
from advisory_watch.site.edition import Edition
from advisory_watch.site.press import Press
from advisory_watch.sources.register import SOURCES
from advisory_watch.wiring.cloud_environment import required
from advisory_watch.wiring.moments import now

ALL = "all"
"""The daily scheduled retry has this value. Any other value writes the front page alone."""


WRITERS = 8
"""Threads that wait for S3: the first run for years of data writes thirty thousand files."""


def publisher() -> Publisher:
    """Build the publisher for one run, so that no bucket content is cached from an earlier run."""
    client, table = boto3.client("dynamodb"), required("TABLE_NAME")
    edition = Edition(
        sources=tuple(SOURCES.values()),
        base_url=os.environ.get("SITE_URL", ""),
        evidence_url=os.environ.get("EVIDENCE_URL", ""),
        has_alerts=True,
        contact=os.environ.get("SUBSCRIBE_CONTACT", ""),
    )
    alone = Publisher(
        ledger=DynamoLedger(client, table, tuple(SOURCES)),
        outbox=DynamoOutbox(client, table),
        shelf=BucketShelf(boto3.client("s3"), required("SITE_BUCKET")),
        press=Press(edition=edition),
        sources=tuple(SOURCES.values()),
        clock=now,
    )

    def side_by_side(codes: Iterable[str], at: datetime) -> Iterator[Printed]:
        with ThreadPoolExecutor(WRITERS) as pool:
            yield from pool.map(lambda code: alone.pages.of(code, at), codes)

    return replace(alone, spread=side_by_side)


def swept(publisher: Publisher, extent: object) -> Iterator[Outcome]:
    """Write what a schedule asks for: every page, or the front page."""
    return publisher.whole() if extent == ALL else publisher.overview()


def rung_for(publisher: Publisher, keys: Sequence[Mapping[str, Any]]) -> dict[str, str | None]:
    """Map each key of the table's stream, by its sort key, to the destination it is about.

    An outbox item names only its alert, which is looked up: a new item may be a correction, and a
    removed one may have been cancelled. The value is None for an item about no destination.
    """
    owed = {key["sk"]["S"]: lying(dict(key)) for key in keys if key["pk"]["S"] == OUTBOX}
    places = publisher.destinations_of(owed.values())
    return {
        sk: places.get(owed[sk]) if sk in owed else sk.removeprefix(DESTINATION)
        for sk in (key["sk"]["S"] for key in keys)
    }
