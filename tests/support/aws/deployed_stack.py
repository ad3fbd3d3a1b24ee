"""A deployed stack on moto; only CloudFormation has hand-written responses."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs

import boto3
import pytest
from moto import mock_aws
from moto.core.responses import ActionResult
from moto.sns.responses import SNSResponse

from support.aws.template import resources
from support.scenarios.stores import one_call_at_a_time

REGION = "eu-west-1"

PARAMETERS = {"CaGacSchedule": "off"}
"""The parameters of the deployed stack."""

ALARM: dict[str, Any] = {
    "AlarmName": "CheckDidNotRun",
    "Namespace": "AWS/Lambda",
    "MetricName": "Invocations",
    "Statistic": "Sum",
    "Period": 3600,
    "EvaluationPeriods": 1,
    "Threshold": 1,
    "ComparisonOperator": "LessThanThreshold",
}


@contextmanager
def deployed(name: str = "advisory-watch") -> Iterator[dict[str, str]]:
    """Open an account with the deployed stack; yield the outputs of the stack."""
    with pytest.MonkeyPatch.context() as patch, mock_aws(), one_call_at_a_time():
        _hide_developer_account(patch)
        outputs = _create_resources()
        with described(name, outputs):
            yield outputs


def _hide_developer_account(patch: pytest.MonkeyPatch) -> None:
    """Hide the AWS account of the developer who runs the tests."""
    patch.setenv("AWS_ACCESS_KEY_ID", "nobody")
    patch.setenv("AWS_SECRET_ACCESS_KEY", "nothing")
    patch.setenv("AWS_DEFAULT_REGION", REGION)
    patch.setenv("AWS_CONFIG_FILE", "/nowhere")
    patch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/nowhere")
    patch.setenv("NO_PROXY", "127.0.0.1")
    patch.delenv("AWS_PROFILE", raising=False)
    boto3.setup_default_session()
    sandbox_status = lambda _: ActionResult({"IsInSandbox": True})  # noqa: E731 - moto does not know it
    patch.setattr(SNSResponse, "get_sms_sandbox_account_status", sandbox_status, raising=False)


def _create_resources() -> dict[str, str]:
    sns, sqs = boto3.client("sns"), boto3.client("sqs")
    table = resources("AWS::DynamoDB::Table")["Table"]
    layout: dict[str, Any] = {key: table[key] for key in ("KeySchema", "AttributeDefinitions")}
    client: Any = boto3.client("dynamodb")
    client.create_table(TableName="ledger", BillingMode="PAY_PER_REQUEST", **layout)
    boto3.client("cloudwatch").put_metric_alarm(**ALARM)
    location: Any = {"LocationConstraint": REGION}
    boto3.client("s3").create_bucket(Bucket="archive", CreateBucketConfiguration=location)
    topics = ("AlertsTopic", "OperatorsTopic")
    queues = ("NotifyDeadLetters", "DeliveryDeadLetters")
    functions = {name: name.lower() for name in ("CheckFunction", "NotifyFunction")}
    return (
        {"Table": "ledger", "ArchiveBucket": "archive"}
        | {topic: sns.create_topic(Name=topic)["TopicArn"] for topic in topics}
        | {queue: sqs.create_queue(QueueName=queue)["QueueUrl"] for queue in queues}
        | functions
    )


@contextmanager
def described(
    name: str, outputs: Mapping[str, str], parameters: Mapping[str, str] = PARAMETERS
) -> Iterator[None]:
    """Serve the two CloudFormation calls that the program makes, for a stack of this name."""
    with pytest.MonkeyPatch.context() as patch, _cloudformation(name, outputs, parameters) as url:
        patch.setenv("AWS_ENDPOINT_URL_CLOUDFORMATION", url)
        yield


@contextmanager
def _cloudformation(
    name: str, outputs: Mapping[str, str], parameters: Mapping[str, str]
) -> Iterator[str]:

    class CloudFormationHandler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            request = parse_qs(self.rfile.read(length).decode())
            is_known = request["StackName"] == [name]
            answer = UNKNOWN.encode()
            if is_known:
                answer = _RESPONSES[request["Action"][0]](outputs, parameters).encode()
            self.send_response(200 if is_known else 400)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), CloudFormationHandler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


UNKNOWN = """<ErrorResponse><Error><Type>Sender</Type><Code>ValidationError</Code>
<Message>Stack with id other does not exist</Message></Error></ErrorResponse>"""


def _stacks(outputs: Mapping[str, str], parameters: Mapping[str, str]) -> str:
    members = "".join(
        f"<member><OutputKey>{key}</OutputKey><OutputValue>{value}</OutputValue></member>"
        for key, value in outputs.items()
    )
    given = "".join(
        f"<member><ParameterKey>{key}</ParameterKey><ParameterValue>{value}</ParameterValue></member>"
        for key, value in parameters.items()
    )
    return f"""<DescribeStacksResponse><DescribeStacksResult><Stacks><member>
        <StackName>x</StackName><StackStatus>CREATE_COMPLETE</StackStatus>
        <CreationTime>2026-01-01T00:00:00Z</CreationTime><Outputs>{members}</Outputs>
        <Parameters>{given}</Parameters>
        </member></Stacks></DescribeStacksResult></DescribeStacksResponse>"""


def _resources(_outputs: Mapping[str, str], _parameters: Mapping[str, str]) -> str:
    return """<ListStackResourcesResponse><ListStackResourcesResult><StackResourceSummaries>
        <member><LogicalResourceId>CheckDidNotRun</LogicalResourceId>
        <PhysicalResourceId>CheckDidNotRun</PhysicalResourceId>
        <ResourceType>AWS::CloudWatch::Alarm</ResourceType></member>
        </StackResourceSummaries></ListStackResourcesResult></ListStackResourcesResponse>"""


_RESPONSES = {"DescribeStacks": _stacks, "ListStackResources": _resources}
