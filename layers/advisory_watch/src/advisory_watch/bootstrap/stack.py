"""A deployed stack, as its owner uses it from a terminal; needs boto3."""

from dataclasses import dataclass
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError

from advisory_watch.adapters.aws_control import StackControl
from advisory_watch.adapters.aws_status import AwsProbe, StackClients
from advisory_watch.adapters.cloudformation import DeployedStack, find_stack, reason_of
from advisory_watch.adapters.dynamodb.ledger import DynamoLedger
from advisory_watch.adapters.dynamodb.outbox import DynamoOutbox
from advisory_watch.adapters.dynamodb.system_log import DynamoSystemLog
from advisory_watch.adapters.s3.ingest import S3IngestStore
from advisory_watch.adapters.s3.pages import S3Archive, S3ManifestStore
from advisory_watch.adapters.sns import SnsTrialSender
from advisory_watch.adapters.sns_subscriptions import SnsSubscriptions
from advisory_watch.adapters.warc.page import pack_page, unpack_page
from advisory_watch.app.doctor import Doctor
from advisory_watch.app.retract import Retractor
from advisory_watch.app.subscribe import Subscribe
from advisory_watch.bootstrap.evidence import EvidenceStores
from advisory_watch.bootstrap.runtime import now
from advisory_watch.core.errors import UsageError
from advisory_watch.core.ingest.registry import RegisteredReader, parse_readers
from advisory_watch.sources import SOURCE_IDS, SOURCES

PATIENCE = Config(connect_timeout=5, read_timeout=15, retries={"total_max_attempts": 3})
"""Shorter timeouts for a waiting person: the defaults of boto3 retry for minutes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedStack:
    """A stack, and the session that found it."""

    session: Any
    stack: DeployedStack

    def client(self, service: str) -> Any:
        """Create a client; boto3 reads its own variables, such as `AWS_ENDPOINT_URL`."""
        return self.session.client(service, config=PATIENCE)

    def subscribe(self) -> Subscribe:
        """Build the use case on the topic of alerts."""
        topic = self.stack.output("AlertsTopic")
        outputs = self.stack.outputs  # the second is of older stacks
        letters = outputs.get("DeadLetters") or outputs.get("DeliveryDeadLetters")
        arn = _queue_arn(topic, letters) if letters else None
        return Subscribe(SnsSubscriptions(self.client("sns"), topic, arn))

    def confirm(self, token: str, topic_arn: str | None, output: str) -> str:
        """Confirm a subscription of one of the topics; return its ARN.

        `topic_arn` is the topic that a link names; without it, the `output` of the stack counts.
        """
        topics = {name: self.stack.output(name) for name in ("AlertsTopic", "OperatorsTopic")}
        topic = topic_arn or topics[output]
        if topic not in topics.values():
            raise UsageError(
                f"confirm: expected a link of a topic of the stack {self.stack.name}, found one of "
                f"{topic}; name its stack with --stack"
            )
        return SnsSubscriptions(self.client("sns"), topic).confirm(token)

    def trial_sender(self) -> SnsTrialSender:
        """Build the sender of test messages; the caller needs `sns:Publish` on the topic."""
        return SnsTrialSender(self.client("sns"), self.stack.output("AlertsTopic"))

    def stores(self) -> EvidenceStores:
        """Open the storage of the stack for verification."""
        table, bucket = self.stack.output("Table"), self.stack.output("ArchiveBucket")
        client, s3 = self.client("dynamodb"), self.client("s3")
        ledger = DynamoLedger(client, table, SOURCE_IDS)
        return EvidenceStores(
            place=f"the table {table}",
            ledger=ledger,
            outbox=DynamoOutbox(client, table),
            raw_records=ledger,
            seals=ledger,
            raw_archive=S3Archive(s3, bucket, pack_page, unpack_page),
            manifests=S3ManifestStore(s3, bucket),
            reader_keys={reader.name: reader.key for reader in self.readers()},
        )

    def retractor(self) -> Retractor:
        """Build the use case on the outbox; the stack's own dispatcher sends the corrections."""
        outbox = DynamoOutbox(self.client("dynamodb"), self.stack.output("Table"))
        return Retractor(outbox=outbox, clock=now)

    def readers(self) -> tuple[RegisteredReader, ...]:
        """Return the readers elsewhere that the stack trusts. Raises `UsageError`."""
        return parse_readers(self.stack.parameters.get("Readers", ""), SOURCE_IDS)

    def ingest_writer(self) -> S3IngestStore:
        """Open the bucket for the records of a reader."""
        return S3IngestStore(self.client("s3"), self.stack.output("ArchiveBucket"))

    def failing_sources(self) -> tuple[str, ...]:
        """Return the sources that the last checks could not read, in whole or in part."""
        ledger = DynamoLedger(self.client("dynamodb"), self.stack.output("Table"), SOURCE_IDS)
        found = map(ledger.health, SOURCES)
        return tuple(health.source for health in found if health.failing_since or health.unread)

    def control(self) -> StackControl:
        """Build what stops, starts and runs the stack by hand."""
        return StackControl(
            client=self.client,
            stack=self.stack.name,
            outputs=self.stack.outputs,
            resources=self._account().resources,
        )

    def _account(self) -> StackClients:
        return StackClients(
            client=self.client,
            name=self.stack.name,
            outputs=self.stack.outputs,
            parameters=self.stack.parameters,
        )

    def doctor(self) -> Doctor:
        """Build the check-up of the whole stack."""
        table, client = self.stack.output("Table"), self.client("dynamodb")
        for output in ("AlertsTopic", "OperatorsTopic"):
            self.stack.output(output)
        return Doctor(
            probe=AwsProbe(self._account()).look,
            ledger=DynamoLedger(client, table, SOURCE_IDS),
            outbox=DynamoOutbox(client, table),
            sources=tuple(SOURCES),
            clock=now,
            last_judgement=DynamoSystemLog(client, table).last_judgement,
        )


def open_stack(name: str, *, profile: str | None = None, region: str | None = None) -> OpenedStack:
    """Find a stack. Raises `UsageError` with advice if it fails."""
    try:
        session = boto3.Session(profile_name=profile, region_name=region)
        client = session.client("cloudformation", config=PATIENCE)
    except (BotoCoreError, ValueError) as error:
        raise UsageError(f"stack {name}: {reason_of(error, region)}") from error
    return OpenedStack(session=session, stack=find_stack(client, name))


def open_bucket(bucket: str, *, profile: str | None, region: str | None) -> S3IngestStore:
    """Open a bucket by its name, for credentials that may only write there."""
    try:
        session = boto3.Session(profile_name=profile, region_name=region)
        client = session.client("s3", config=PATIENCE)
    except (BotoCoreError, ValueError) as error:
        raise UsageError(f"bucket {bucket}: {reason_of(error, region)}") from error
    return S3IngestStore(client, bucket)


def _queue_arn(topic_arn: str, url: str) -> str:
    """Return the ARN of a queue in the stack's account and region, from its URL."""
    _, partition, _, region, account, _ = topic_arn.split(":", 5)
    return f"arn:{partition}:sqs:{region}:{account}:{url.rpartition('/')[2]}"
