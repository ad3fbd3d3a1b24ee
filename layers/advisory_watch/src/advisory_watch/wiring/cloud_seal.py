"""Objects of the function `seal`, which signs the end of every version chain once a day."""

from functools import cache

import boto3

from advisory_watch.adapters.dynamodb import DynamoLedger
from advisory_watch.adapters.kms import KmsSigner
from advisory_watch.adapters.seal_bucket import BucketSeals
from advisory_watch.app.sealing import Sealing
from advisory_watch.sources.register import SOURCES
from advisory_watch.wiring.cloud_environment import required
from advisory_watch.wiring.moments import now


@cache
def sealing() -> Sealing:
    """Build the use case of the function `seal`."""
    return Sealing(
        ledger=DynamoLedger(boto3.client("dynamodb"), required("TABLE_NAME"), tuple(SOURCES)),
        sources=tuple(SOURCES),
        seals=BucketSeals(boto3.client("s3"), required("ARCHIVE_BUCKET")),
        signer=KmsSigner(boto3.client("kms"), required("SIGNING_KEY")),
        clock=now,
    )
