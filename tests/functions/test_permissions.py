"""What the functions ask of AWS against what the template allows them."""

import pytest

from cloud import Cloud
from publisher import Site, an_answer
from template import event, resources
from us_feed import a_feed, a_raise

pytestmark = pytest.mark.xdist_group("functions")  # the first check is played once

FOR_LAMBDA_ITSELF = {
    "dynamodb:DescribeStream",
    "dynamodb:GetRecords",
    "dynamodb:GetShardIterator",
    "dynamodb:ListStreams",
    "logs:CreateLogStream",
    "logs:PutLogEvents",
    "sqs:SendMessage",
    "xray:PutTelemetryRecords",
    "xray:PutTraceSegments",
}
"""Asked for by the service around our code: moto does not see it."""


def allowed(role: str) -> set[str]:
    """Return what a role allows our own code to do."""
    (policy,) = resources("AWS::IAM::Role")[role]["Policies"]
    statements = policy["PolicyDocument"]["Statement"]
    lists = [each["Action"] for each in statements]
    actions = [[each] if isinstance(each, str) else each for each in lists]
    return {action for each in actions for action in each} - FOR_LAMBDA_ITSELF


def test_a_check_asks_for_exactly_what_it_may(cloud: Cloud, site: Site) -> None:
    """One permission too few stops every check in the owner's account, and none before."""
    site.play("/us_state/rss", an_answer(a_feed(KW=a_raise())))
    cloud.invoke("CheckFunction", event("check_one_source"))
    assert cloud.asked == allowed("CheckRole")


def test_telling_people_asks_for_exactly_what_it_may(indebted: Cloud) -> None:
    """One permission too few leaves every alert in the outbox."""
    indebted.invoke("NotifyFunction", event("notify_sweep"))
    assert indebted.asked == allowed("NotifyRole")
