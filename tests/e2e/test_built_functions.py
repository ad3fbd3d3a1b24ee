"""Run each built function with only its own packages and the settings of the template."""

from collections.abc import Mapping
from typing import Any

import boto3
import pytest

from e2e.built_functions import start_function
from e2e.emulator import REGION, Emulator
from e2e.stack import Stack
from support.aws.template import ROOT, event, folder, functions, resources

EVENTS = [
    (function, path.stem)
    for function in functions()
    for path in sorted(ROOT.glob(f"events/{folder(function).rpartition('/')[2]}*.json"))
]


@pytest.fixture(scope="session")
def bench(local: Emulator) -> Mapping[str, str]:
    """Make a separate table, bucket and topic, so that the stacks are first checked by schedule."""
    del local
    table = resources("AWS::DynamoDB::Table")["Table"]
    layout: Any = {key: table[key] for key in ("KeySchema", "AttributeDefinitions")}
    boto3.client("dynamodb").create_table(
        TableName="bench", BillingMode="PAY_PER_REQUEST", **layout
    )
    location: Any = {"LocationConstraint": REGION}
    boto3.client("s3").create_bucket(Bucket="bench", CreateBucketConfiguration=location)
    topic = boto3.client("sns").create_topic(Name="bench")["TopicArn"]
    return {
        "TABLE_NAME": "bench",
        "ARCHIVE_BUCKET": "bench",
        "SITE_BUCKET": "bench",
        "TOPIC_ARN": topic,
        "OPERATORS_TOPIC_ARN": topic,
    }


def test_every_function_has_an_event() -> None:
    """A function without an event would first be started by its owner."""
    assert {function for function, _ in EVENTS} == set(functions())


@pytest.mark.parametrize(("function", "saved"), EVENTS)
def test_a_built_function_answers_its_event(
    function: str, saved: str, watch: Stack, bench: Mapping[str, str], local: Emulator
) -> None:
    """A package missing from the artefact breaks every invocation, and no other test detects it."""
    template_environment = watch.environment(function)
    environment = (
        template_environment
        | {n: v for n, v in bench.items() if n in template_environment}
        | local.environment()
    )
    with start_function(function, functions()[function]["Handler"], environment) as call:
        answer = call(event(saved))
    assert isinstance(answer, dict)
    assert "errorType" not in answer, answer
