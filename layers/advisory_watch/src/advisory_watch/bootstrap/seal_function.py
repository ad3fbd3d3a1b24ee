"""Objects of the function `seal`, which signs the end of every version chain once a day."""

from functools import cache

import boto3

from advisory_watch.adapters.dynamodb import DynamoLedger
from advisory_watch.adapters.kms import KmsSigner
from advisory_watch.adapters.s3 import S3ManifestStore
from advisory_watch.app.sign_manifest import SignManifest
from advisory_watch.bootstrap.runtime import now, required
from advisory_watch.sources import SOURCES


@cache
def sign_manifest() -> SignManifest:
    """Build the use case of the function `seal`."""
    return SignManifest(
        ledger=DynamoLedger(boto3.client("dynamodb"), required("TABLE_NAME"), tuple(SOURCES)),
        sources=tuple(SOURCES),
        manifests=S3ManifestStore(boto3.client("s3"), required("ARCHIVE_BUCKET")),
        signer=KmsSigner(boto3.client("kms"), required("SIGNING_KEY")),
        clock=now,
    )
