"""Objects of the function `site`: only it needs the templates."""

from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

import boto3

from advisory_watch.adapters.dynamodb.items import DESTINATION, OUTBOX, alert_id_of_key
from advisory_watch.adapters.dynamodb.ledger import DynamoLedger
from advisory_watch.adapters.dynamodb.outbox import DynamoOutbox
from advisory_watch.adapters.s3.site import S3SiteStorage
from advisory_watch.app.publish import PublishSite
from advisory_watch.app.publish_pages import BuiltPages, Outcome, PageBuilder
from advisory_watch.bootstrap.runtime import now
from advisory_watch.bootstrap.settings import process_settings
from advisory_watch.site.build import StaticSiteBuilder
from advisory_watch.site.rendering.config import SiteConfig
from advisory_watch.sources import SOURCE_IDS, SOURCES

ALL = "all"
"""The daily scheduled retry has this value. Any other value writes the front page alone."""

WRITERS = 8
"""Threads that wait for S3: the first run for years of data writes thirty thousand files."""


def publisher() -> PublishSite:
    """Build the publisher for one run, so that no bucket content is cached from an earlier run."""
    settings, client = process_settings(), boto3.client("dynamodb")
    config = SiteConfig(
        sources=tuple(SOURCES.values()),
        base_url=settings.site_url,
        evidence_url=settings.evidence_url,
        has_alerts=True,
        contact=settings.subscribe_contact,
    )
    pages = PageBuilder(
        ledger=DynamoLedger(client, settings.table, SOURCE_IDS),
        outbox=DynamoOutbox(client, settings.table),
        storage=S3SiteStorage(boto3.client("s3"), settings.site_bucket),
        site_builder=StaticSiteBuilder(config=config),
        sources=tuple(SOURCES.values()),
    )

    def side_by_side(codes: Iterable[str], at: datetime) -> Iterator[BuiltPages]:
        with ThreadPoolExecutor(WRITERS) as pool:
            yield from pool.map(lambda code: pages.of(code, at), codes)

    return PublishSite(pages=pages, clock=now, spread=side_by_side)


def retry(publisher: PublishSite, extent: object) -> Iterator[Outcome]:
    """Write what a schedule asks for: every page, or the front page."""
    return publisher.whole() if extent == ALL else publisher.front_page()


def changed_destinations(
    publisher: PublishSite, stream_records: Iterable[Mapping[str, Any]]
) -> dict[str, str | None]:
    """Map the sort key of each record of the table's stream to the destination it is about.

    An outbox item names only its alert, which is looked up: a new item may be a correction, and a
    removed one may have been cancelled. The value is None for an item about no destination.
    """
    keys = [record["dynamodb"]["Keys"] for record in stream_records]
    pending = {
        key["sk"]["S"]: alert_id_of_key(dict(key)) for key in keys if key["pk"]["S"] == OUTBOX
    }
    places = publisher.destinations_of(pending.values())
    return {
        sk: places.get(pending[sk]) if sk in pending else sk.removeprefix(DESTINATION)
        for sk in (key["sk"]["S"] for key in keys)
    }
