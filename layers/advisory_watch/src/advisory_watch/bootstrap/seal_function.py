"""Objects of the function `seal`, which signs the end of every version chain once a day."""

from functools import cache

import boto3

from advisory_watch.adapters.dynamodb.ledger import DynamoLedger
from advisory_watch.adapters.dynamodb.system_log import DynamoSystemLog
from advisory_watch.adapters.kms import KmsSigner
from advisory_watch.adapters.s3.pages import S3ManifestStore
from advisory_watch.app.sign_manifest import SignManifest
from advisory_watch.bootstrap.runtime import now
from advisory_watch.bootstrap.settings import process_settings
from advisory_watch.sources import SOURCE_IDS


@cache
def sign_manifest() -> SignManifest:
    """Build the use case of the function `seal`."""
    settings = process_settings()
    client = boto3.client("dynamodb")
    ledger = DynamoLedger(client, settings.table, SOURCE_IDS)
    return SignManifest(
        ledger=ledger,
        seals=ledger,
        sources=SOURCE_IDS,
        manifests=S3ManifestStore(boto3.client("s3"), settings.archive_bucket),
        signer=KmsSigner(boto3.client("kms"), settings.signing_key),
        clock=now,
        run_log=DynamoSystemLog(client, settings.table),
    )
