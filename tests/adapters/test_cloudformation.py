"""Test how a deployed stack is found, and every way in which the lookup fails."""

from typing import Any

import boto3
import pytest
from botocore.exceptions import (
    EndpointConnectionError,
    NoCredentialsError,
    NoRegionError,
    ProfileNotFound,
    UnauthorizedSSOTokenError,
)
from botocore.stub import Stubber

from advisory_watch.adapters.cloudformation import find_stack, reason_of
from advisory_watch.core.errors import UsageError
from support.aws.deployed_stack import REGION, deployed


def test_a_stack_is_found_with_outputs_and_parameters() -> None:
    """All other AWS commands depend on these names."""
    with deployed("mine") as outputs:
        stack = find_stack(boto3.client("cloudformation"), "mine")
    assert stack.output("AlertsTopic") == outputs["AlertsTopic"]
    assert stack.parameters["CaGacSchedule"] == "off"
    with pytest.raises(UsageError, match="expected the output SiteUrl, found AlertsTopic"):
        stack.output("SiteUrl")


def test_an_unknown_name_is_reported_with_its_region() -> None:
    """The most frequent cause is the wrong region."""
    with deployed("mine"), pytest.raises(UsageError, match=f"find it in {REGION}, found no such"):
        find_stack(boto3.client("cloudformation"), "other")


@pytest.mark.parametrize(
    ("code", "advice"),
    [
        ("ExpiredToken", "log in again"),
        ("InvalidClientTokenId", "log in again"),
        ("AccessDenied", "permission cloudformation:DescribeStacks"),
        ("Throttling", "found Throttling: because"),
    ],
)
def test_a_refusal_says_what_to_do(code: str, advice: str) -> None:
    """The user cannot be expected to know AWS's error codes."""
    client: Any = boto3.client("cloudformation", region_name=REGION)
    with Stubber(client) as stub:
        stub.add_client_error("describe_stacks", code, "because")
        with pytest.raises(UsageError, match=advice):
            find_stack(client, "mine")


@pytest.mark.parametrize(
    ("error", "advice"),
    [
        (NoRegionError(), "give --region"),
        (NoCredentialsError(), "give --profile"),
        (ProfileNotFound(profile="x"), "list-profiles"),
        (UnauthorizedSSOTokenError(), "log in again"),
        (EndpointConnectionError(endpoint_url="https://x"), "expected AWS to answer"),
    ],
)
def test_an_error_before_the_first_call_has_advice(error: Exception, advice: str) -> None:
    """No request was sent yet, so only the program can name the missing setting."""
    assert advice in reason_of(error, None)
