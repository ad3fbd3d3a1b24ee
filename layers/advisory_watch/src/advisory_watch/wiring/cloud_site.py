"""The function that writes the site: apart from `cloud`, since it alone needs the templates."""

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
"""The daily sweep; any other writes the front page alone."""


WRITERS = 8
"""Threads that wait for S3: years, written for the first time, are thirty thousand files."""


def publisher() -> Publisher:
    """Build the publisher for one run: what stands in the bucket is remembered no longer."""
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
    """Do what a schedule asks for."""
    return publisher.whole() if extent == ALL else publisher.overview()


def rung_for(publisher: Publisher, keys: Sequence[Mapping[str, Any]]) -> dict[str, str | None]:
    """Name the destination that each key of the table's stream is about, by its sort key.

    An item of the outbox names only its alert, which is looked up: one that came may be a
    correction, one that left may have been cancelled. None where it is about no destination.
    """
    owed = {key["sk"]["S"]: lying(dict(key)) for key in keys if key["pk"]["S"] == OUTBOX}
    places = publisher.destinations_of(owed.values())
    return {
        sk: places.get(owed[sk]) if sk in owed else sk.removeprefix(DESTINATION)
        for sk in (key["sk"]["S"] for key in keys)
    }
