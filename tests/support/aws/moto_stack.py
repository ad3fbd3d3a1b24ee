"""The resources of the template on moto, with functions invoked as Lambda invokes them."""

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

from advisory_watch.bootstrap import check_function, digest_function, notify_function, seal_function
from support.aws.iam_permissions import Permission, permissions
from support.aws.template import ROOT, functions, resources, template
from support.scenarios.stores import envelopes, one_call_at_a_time, subscribe_queue

REGION = "eu-west-1"

SITE_URL = "https://d111111abcdef8.cloudfront.net"
"""The parameter `SiteUrl` of the stack."""

BATCH = 25
"""The most items that DynamoDB accepts in one batch write."""

BUILT = (
    check_function.check,
    notify_function.dispatcher,
    notify_function.system_check,
    notify_function.system_log,
    digest_function.digest,
    seal_function.sign_manifest,
)
"""Builders that functions cache between invocations. `invoke` clears them: each start is cold."""

Handler = Callable[[dict[str, Any], object], Any]
Item = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """The context that Lambda passes to a handler at the start of an invocation."""

    function_name: str
    memory_limit_in_mb: int = 256
    invoked_function_arn: str = f"arn:aws:lambda:{REGION}:123456789012:function:test"
    aws_request_id: str = "00000000-0000-4000-8000-000000000000"
    remaining_s: int

    def get_remaining_time_in_millis(self) -> int:
        """Return the time left until Lambda stops the function, in milliseconds."""
        return self.remaining_s * 1000


@contextmanager
def account() -> Iterator["MotoStack"]:
    """Open an empty AWS account for the duration of the block."""
    with pytest.MonkeyPatch.context() as patch, mock_aws(), one_call_at_a_time():
        patch.setenv("AWS_ACCESS_KEY_ID", "nobody")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "nothing")
        patch.setenv("AWS_DEFAULT_REGION", REGION)
        patch.setenv("SETTLE_S", "0")
        boto3.setup_default_session()
        yield MotoStack()


class MotoStack:
    """Table, buckets and topics of the stack, and a queue subscribed to the alerts topic.

    `asked` holds the permissions that each function has used so far, under their IAM names. `calls`
    holds every call that the functions made, such as `dynamodb:Query`. Each page of a Query is one
    call.
    """

    def __init__(self) -> None:
        self.asked: dict[str, set[Permission]] = {function: set() for function in functions()}
        self.calls: list[str] = []
        self.is_wide = False
        table = resources("AWS::DynamoDB::Table")["Table"]
        layout = {key: table[key] for key in ("KeySchema", "AttributeDefinitions")}
        self.dynamodb: Any = boto3.client("dynamodb")
        self.dynamodb.create_table(TableName="ledger", BillingMode="PAY_PER_REQUEST", **layout)
        self.s3 = boto3.client("s3")
        location: Any = {"LocationConstraint": REGION}
        for bucket in ("archive", "site"):
            self.s3.create_bucket(Bucket=bucket, CreateBucketConfiguration=location)
        versioned: Any = {"Status": "Enabled"}
        self.s3.put_bucket_versioning(Bucket="site", VersioningConfiguration=versioned)
        self.references = {
            "Table": "ledger",
            "ArchiveBucket": "archive",
            "SiteBucket": "site",
            "AlertsTopic": self.open_alerts_topic(),
            "OperatorsTopic": boto3.client("sns").create_topic(Name="operators")["TopicArn"],
            "Contact": "https://example.org/watch",
            "DeadLetters": boto3.client("sqs").create_queue(QueueName="letters")["QueueUrl"],
            "AWS::StackName": "watch",
        }

    def make_signing_key(self) -> None:
        """Create the key that signs manifests, with the properties of the template."""
        properties_of_key = resources("AWS::KMS::Key")["SigningKey"]
        wanted: Any = {key: properties_of_key[key] for key in ("KeySpec", "KeyUsage")}
        self.references["SigningKey"] = boto3.client("kms").create_key(**wanted)["KeyMetadata"][
            "Arn"
        ]

    def go_wide(self, from_documents: int) -> None:
        """Queue sources with at least `from_documents` documents, as the template does."""
        self.is_wide = True
        self.sqs: Any = boto3.client("sqs")
        properties_of_queue = resources("AWS::SQS::Queue")["Parts"]
        wanted = {
            name: str(properties_of_queue[name]).lower()
            for name in ("FifoQueue", "VisibilityTimeout")
        }
        queue = self.sqs.create_queue(QueueName="parts.fifo", Attributes=wanted)["QueueUrl"]
        self.references |= {"Parts": queue, "WideFromDocuments": str(from_documents)}

    def waiting(self) -> list[dict[str, Any]]:
        """Receive the queued messages as Lambda would get them, at most ten."""
        answer = self.sqs.receive_message(
            QueueUrl=self.references["Parts"], MaxNumberOfMessages=10, AttributeNames=["All"]
        )
        return [
            {
                "messageId": message["MessageId"],
                "receiptHandle": message["ReceiptHandle"],
                "body": message["Body"],
                "attributes": message["Attributes"],
                "eventSource": "aws:sqs",
            }
            for message in answer.get("Messages", [])
        ]

    def open_alerts_topic(self) -> str:
        """Create the topic, always under the same ARN, and subscribe a new queue to it."""
        arn: str = boto3.client("sns").create_topic(Name="alerts")["TopicArn"]
        self.queue = subscribe_queue(boto3.client, arn)
        return arn

    def close_alerts_topic(self) -> None:
        """Delete the topic, so that SNS refuses every later publication."""
        boto3.client("sns").delete_topic(TopicArn=self.references["AlertsTopic"])

    def close_ledger(self) -> None:
        """Delete the table, so that DynamoDB refuses every later call."""
        self.dynamodb.delete_table(TableName="ledger")

    def published(self) -> list[dict[str, Any]]:
        """Receive the messages that were published to alerts since the last call."""
        return envelopes(boto3.client, self.queue)

    def items(self, partition: str = "") -> list[Item]:
        """Return the items of the ledger whose partition key starts with `partition`."""
        pages = self.dynamodb.get_paginator("scan").paginate(TableName="ledger")
        items = [item for page in pages for item in page["Items"]]
        return [item for item in items if item["pk"]["S"].startswith(partition)]

    def remember(self, items: Sequence[Item]) -> None:
        """Write items to the ledger unchanged."""
        for start in range(0, len(items), BATCH):
            puts = [{"PutRequest": {"Item": item}} for item in items[start : start + BATCH]]
            self.dynamodb.batch_write_item(RequestItems={"ledger": puts})

    def pages(self) -> list[str]:
        """Return the keys of the archived pages."""
        listed = self.s3.list_objects_v2(Bucket="archive").get("Contents", [])
        return [page["Key"] for page in listed]

    def files(self) -> dict[str, list[str]]:
        """Return the files of the site with their version ids, newest first."""
        pages = self.s3.get_paginator("list_object_versions").paginate(Bucket="site")
        versions: dict[str, list[str]] = {}
        for page in pages:
            for version in page.get("Versions", []):
                versions.setdefault(version["Key"], []).append(version["VersionId"])
        return versions

    def file(self, path: str) -> str:
        """Return the text of a file of the site."""
        body: bytes = self.s3.get_object(Bucket="site", Key=path)["Body"].read()
        return body.decode()

    def invoke(self, function: str, event: dict[str, Any], remaining_s: int | None = None) -> Any:
        """Invoke a function after a cold start, with only the environment of the template.

        `remaining_s` is the time left in seconds; the default is the timeout in the template.
        """
        properties = functions()[function]
        context = Context(function_name=function, remaining_s=remaining_s or properties["Timeout"])
        for build in BUILT:
            build.cache_clear()
        with pytest.MonkeyPatch.context() as patch, self._recorded_calls(function):
            for name, value in properties["Environment"].items():
                patch.setenv(name, self._resolved(value))
            drop_logger(properties["Environment"]["POWERTOOLS_SERVICE_NAME"])
            return load_handler(properties)(event, context)

    @contextmanager
    def _recorded_calls(self, function: str) -> Iterator[None]:
        """Record the AWS calls of clients that are created inside the block."""
        session = boto3.DEFAULT_SESSION
        assert session is not None

        def record_call(params: dict[str, Any], model: Any, **_more: object) -> None:
            self.calls.append(f"{model.service_model.service_name}:{model.name}")
            self.asked[function] |= set(permissions(model, params))

        session.events.register("before-parameter-build", record_call)
        try:
            yield
        finally:
            session.events.unregister("before-parameter-build", record_call)

    def _resolved(self, value: Any) -> str:
        """Resolve a reference as CloudFormation does: to a resource or a parameter's default."""
        if not isinstance(value, dict):
            return str(value)
        if "Fn::If" in value:
            condition, if_true, if_false = value["Fn::If"]
            return self._resolved(if_true if {"IsWide": self.is_wide}[condition] else if_false)
        if "Fn::Sub" in value:  # the URLs of two queues
            return self._resolved({"Ref": "DeadLetters"})
        if "Fn::Join" in value:
            separator, parameter = value["Fn::Join"]
            return str(separator).join(self._resolved(parameter).split(","))
        name = value["Ref"] if "Ref" in value else value["Fn::GetAtt"][0]
        return self.references.get(name) or str(template()["Parameters"][name]["Default"])


def drop_logger(service: str) -> None:
    """Drop the logger that an earlier test opened, so that the function opens its own."""
    logging.Logger.manager.loggerDict.pop(service, None)


def load_handler(properties: dict[str, Any]) -> Handler:
    """Load the handler from its folder, as Lambda does."""
    module_path, _, name = properties["Handler"].partition(".")
    path = ROOT / f"{module_path}.py"
    spec = spec_from_file_location(f"{path.parent.name}_app", path)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(path)
    module = module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    handler: Handler = getattr(module, name)
    return handler
