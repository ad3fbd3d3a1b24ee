"""The intake of readers elsewhere; loaded only if the stack registers any."""

from typing import Any

from advisory_watch.adapters.s3.ingest import S3IngestStore
from advisory_watch.adapters.warc.records import unpack_records
from advisory_watch.app.ingest import Ingest
from advisory_watch.bootstrap.settings import Settings
from advisory_watch.core.ingest.registry import parse_readers
from advisory_watch.parsing.classify import check_is_document
from advisory_watch.sources import SOURCE_IDS


def intake(s3: Any, settings: Settings) -> Ingest | None:
    """Build the intake; without a reader in `READERS`, S3 is not asked."""
    readers = parse_readers(settings.readers, SOURCE_IDS)
    if not readers:
        return None
    return Ingest(
        store=S3IngestStore(s3, settings.archive_bucket),
        readers=readers,
        unpack=unpack_records,
        judge=check_is_document,
    )
