"""The template's resources on moto, and its functions run as Lambda runs them."""

import logging
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import module_from_spec, spec_from_file_location
from typing import Any

import boto3
import pytest
from moto import mock_aws

from advisory_watch.wiring import cloud, cloud_digest, cloud_notify, cloud_seal, cloud_work
from permissions import Asked, permissions
from stores import envelopes, one_call_at_a_time, subscribe_queue
from template import ROOT, functions, resources, template

REGION = "eu-west-1"

SITE_URL = "https://d111111abcdef8.cloudfront.net"
"""What CloudFormation puts where the template names the distribution."""

BATCH = 25
"""DynamoDB takes so many items at once."""

BUILT = (
    cloud.check,
    cloud_work.worker,
    cloud_notify.relay,
    cloud_digest.digest,
    cloud_seal.sealing,
)
"""What functions build once and keep warm: each invocation of a test begins without it."""

Handler = Callable[[dict[str, Any], object], Any]
Item = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What Lambda tells a handler about its invocation, which has just begun."""

    function_name: str
    memory_limit_in_mb: int = 256
    invoked_function_arn: str = f"arn:aws:lambda:{REGION}:123456789012:function:test"
    aws_request_id: str = "00000000-0000-4000-8000-000000000000"
    remaining_s: int

    def get_remaining_time_in_millis(self) -> int:
        """Tell how long it is until Lambda stops the function."""
        return self.remaining_s * 1000


@contextmanager
def account() -> Iterator["Cloud"]:
    """Open an account that exists for a while, and holds nothing yet."""
    with pytest.MonkeyPatch.context() as patch, mock_aws(), one_call_at_a_time():
        patch.setenv("AWS_ACCESS_KEY_ID", "nobody")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "nothing")
        patch.setenv("AWS_DEFAULT_REGION", REGION)
        patch.setenv("SETTLE_S", "0")
        boto3.setup_default_session()
        yield Cloud()


class Cloud:
    """Table, bucket and topics, and a queue that hears all that is published to alerts.

    `asked` is what each function has asked of AWS so far, in IAM's names; `calls` every call
    that functions made, each page of a Query one: `dynamodb:Query`.
    """

    def __init__(self) -> None:
        self.asked: dict[str, set[Asked]] = {each: set() for each in functions()}
        self.calls: list[str] = []
        self.has_site = False
        self.is_wide = False
        table = resources("AWS::DynamoDB::Table")["Table"]
        layout = {each: table[each] for each in ("KeySchema", "AttributeDefinitions")}
        self.dynamodb: Any = boto3.client("dynamodb")
        self.dynamodb.create_table(TableName="ledger", BillingMode="PAY_PER_REQUEST", **layout)
        self.s3 = boto3.client("s3")
        place: Any = {"LocationConstraint": REGION}
        for bucket in ("archive", "site"):
            self.s3.create_bucket(Bucket=bucket, CreateBucketConfiguration=place)
        versioned: Any = {"Status": "Enabled"}
        self.s3.put_bucket_versioning(Bucket="site", VersioningConfiguration=versioned)
        self.references = {
            "Table": "ledger",
            "ArchiveBucket": "archive",
            "SiteBucket": "site",
            "AlertsTopic": self.open_alerts_topic(),
            "OperatorsTopic": boto3.client("sns").create_topic(Name="operators")["TopicArn"],
            "Contact": "https://example.org/watch",
        }

    def make_signing_key(self) -> None:
        """Make the key that signs manifests, as the template does."""
        made = resources("AWS::KMS::Key")["SigningKey"]
        wanted: Any = {each: made[each] for each in ("KeySpec", "KeyUsage")}
        self.references["SigningKey"] = boto3.client("kms").create_key(**wanted)["KeyMetadata"][
            "Arn"
        ]

    def go_wide(self, from_documents: int) -> None:
        """Let checks hand on what lists so many documents, into a queue as the template has it."""
        self.is_wide = True
        self.sqs: Any = boto3.client("sqs")
        made = resources("AWS::SQS::Queue")["Parts"]
        wanted = {each: str(made[each]).lower() for each in ("FifoQueue", "VisibilityTimeout")}
        queue = self.sqs.create_queue(QueueName="parts.fifo", Attributes=wanted)["QueueUrl"]
        self.references |= {"Parts": queue, "WideFromDocuments": str(from_documents)}

    def waiting(self) -> list[dict[str, Any]]:
        """Take what Lambda would be given of the queue, ten messages at most."""
        answer = self.sqs.receive_message(
            QueueUrl=self.references["Parts"], MaxNumberOfMessages=10, AttributeNames=["All"]
        )
        return [
            {
                "messageId": each["MessageId"],
                "receiptHandle": each["ReceiptHandle"],
                "body": each["Body"],
                "attributes": each["Attributes"],
                "eventSource": "aws:sqs",
            }
            for each in answer.get("Messages", [])
        ]

    def open_alerts_topic(self) -> str:
        """Make the topic, under the same ARN each time, with a queue that hears it."""
        arn: str = boto3.client("sns").create_topic(Name="alerts")["TopicArn"]
        self.queue = subscribe_queue(boto3.client, arn)
        return arn

    def close_alerts_topic(self) -> None:
        """Let SNS refuse whatever is published from now on."""
        boto3.client("sns").delete_topic(TopicArn=self.references["AlertsTopic"])

    def close_ledger(self) -> None:
        """Let DynamoDB refuse whatever is asked from now on."""
        self.dynamodb.delete_table(TableName="ledger")

    def published(self) -> list[dict[str, Any]]:
        """Take what subscribers to alerts were sent since the last look."""
        return envelopes(boto3.client, self.queue)

    def items(self, partition: str = "") -> list[Item]:
        """Return what stands in the ledger under partitions that begin so."""
        pages = self.dynamodb.get_paginator("scan").paginate(TableName="ledger")
        items = [each for page in pages for each in page["Items"]]
        return [each for each in items if each["pk"]["S"].startswith(partition)]

    def remember(self, items: Sequence[Item]) -> None:
        """Put items into the ledger as they are."""
        for start in range(0, len(items), BATCH):
            puts = [{"PutRequest": {"Item": each}} for each in items[start : start + BATCH]]
            self.dynamodb.batch_write_item(RequestItems={"ledger": puts})

    def pages(self) -> list[str]:
        """Return the names of the pages in the archive."""
        listed = self.s3.list_objects_v2(Bucket="archive").get("Contents", [])
        return [each["Key"] for each in listed]

    def files(self) -> dict[str, list[str]]:
        """Return the files of the site with their versions, the newest first."""
        pages = self.s3.get_paginator("list_object_versions").paginate(Bucket="site")
        versions: dict[str, list[str]] = {}
        for page in pages:
            for each in page.get("Versions", []):
                versions.setdefault(each["Key"], []).append(each["VersionId"])
        return versions

    def file(self, path: str) -> str:
        """Return what is in a file of the site."""
        body: bytes = self.s3.get_object(Bucket="site", Key=path)["Body"].read()
        return body.decode()

    def invoke(self, function: str, event: dict[str, Any], remaining_s: int | None = None) -> Any:
        """Start a function anew, with the environment of the template and no other.

        `remaining_s` is the time it has, where that is not the template's timeout.
        """
        properties = functions()[function]
        context = Context(function_name=function, remaining_s=remaining_s or properties["Timeout"])
        for build in BUILT:
            build.cache_clear()
        with pytest.MonkeyPatch.context() as patch, self._overheard(function):
            for name, value in properties["Environment"].items():
                patch.setenv(name, self._resolved(value))
            _forget_log(properties["Environment"]["POWERTOOLS_SERVICE_NAME"])
            return _handler(properties)(event, context)

    @contextmanager
    def _overheard(self, function: str) -> Iterator[None]:
        """Note what is asked of AWS by clients made from now on."""
        session = boto3.DEFAULT_SESSION
        assert session is not None

        def note(params: dict[str, Any], model: Any, **_more: object) -> None:
            self.calls.append(f"{model.service_model.service_name}:{model.name}")
            self.asked[function] |= set(permissions(model, params))

        session.events.register("before-parameter-build", note)
        try:
            yield
        finally:
            session.events.unregister("before-parameter-build", note)

    def _resolved(self, value: Any) -> str:
        """Return what CloudFormation puts in the place of a reference: a resource, or a default."""
        if not isinstance(value, dict):
            return str(value)
        if "Fn::If" in value:
            condition, if_true, if_false = value["Fn::If"]
            is_true = {"HasSite": self.has_site, "IsWide": self.is_wide}[condition]
            return self._resolved(if_true if is_true else if_false)
        if "Fn::Sub" in value:
            return SITE_URL
        name = value["Ref"] if "Ref" in value else value["Fn::GetAtt"][0]
        return self.references.get(name) or str(template()["Parameters"][name]["Default"])


def _forget_log(service: str) -> None:
    """Let the function open its log again: what it opened before belongs to another test."""
    logging.Logger.manager.loggerDict.pop(service, None)


def _handler(properties: dict[str, Any]) -> Handler:
    """Load the handler from its folder, as Lambda does."""
    module_name, _, name = properties["Handler"].partition(".")
    path = ROOT / properties["CodeUri"] / f"{module_name}.py"
    spec = spec_from_file_location(f"{path.parent.name}_{module_name}", path)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(path)
    module = module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    handler: Handler = getattr(module, name)
    return handler
