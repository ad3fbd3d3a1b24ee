"""The template's resources on moto, and its functions as Lambda would run them."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import module_from_spec, spec_from_file_location
from typing import Any

import boto3

from advisory_watch.wiring import cloud as wiring
from stores import envelopes, subscribe_queue
from template import ROOT, event, functions, resources

REGION = "eu-west-1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What Lambda tells a handler about its invocation."""

    function_name: str
    memory_limit_in_mb: int = 512
    invoked_function_arn: str = f"arn:aws:lambda:{REGION}:123456789012:function:test"
    aws_request_id: str = "00000000-0000-4000-8000-000000000000"


class Cloud:
    """What the template keeps things in, and who hears its topics."""

    def __init__(self) -> None:
        """Make the table and the bucket, both topics, and a queue that hears everything."""
        table = resources("AWS::DynamoDB::Table")["Table"]
        layout = {each: table[each] for each in ("KeySchema", "AttributeDefinitions")}
        boto3.client("dynamodb").create_table(
            TableName="ledger", BillingMode=table["BillingMode"], **layout
        )
        place = {"LocationConstraint": REGION}
        boto3.client("s3").create_bucket(Bucket="archive", CreateBucketConfiguration=place)
        self.topics = {each: self.open_topic(each) for each in resources("AWS::SNS::Topic")}
        self.queues = {each: subscribe_queue(boto3.client, self.topics[each]) for each in }

"""
