"""What the functions ask of AWS against what the template allows them."""

from cloud import Cloud
from publisher import Site, an_answer
from template import as_list, event, resources, statements
from us_feed import a_feed, a_raise

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
    "kms:Decrypt",
    "kms:DescribeKey",
    "kms:Encrypt",
    "kms:GenerateDataKey",
}
"""Asked for by the service around our code: moto does not see it."""


def allowed(role: str) -> set[str]:
    """Return what a role allows our own code to do."""
    (policy,) = resources("AWS::IAM::Role")[role]["Policies"]
    actions = {action for each in statements(policy) for action in as_list(each["Action"])}
    return actions - FOR_LAMBDA_ITSELF


def test_a_check_asks_for_exactly_what_it_may(cloud: Cloud, site: Site) -> None:
    """One permission too few stops every check in the owner's account, and none before."""
    site.play("/us_state/rss", an_answer(a_feed(KW=a_raise())))
    cloud.invoke("CheckFunction", event("check_one_source"))
    assert cloud.asked == allowed("CheckRole")


def test_telling_people_asks_for_exactly_what_it_may(indebted: Cloud) -> None:
    """One permission too few leaves every alert in the outbox."""
    indebted.invoke("NotifyFunction", event("notify_sweep"))
    assert indebted.asked == allowed("NotifyRole")


def test_a_check_that_reads_nothing_needs_no_more(cloud: Cloud, site: Site) -> None:
    """Whatever fails must not fail once more for want of a permission to say so."""
    site.play("/us_state/rss", an_answer(b"<html>Access denied</html>", status=403))
    cloud.invoke("CheckFunction", event("check_one_source"))
    assert cloud.asked <= allowed("CheckRole")


def test_the_daily_message_asks_for_nothing_that_it_may_not(cloud: Cloud, site: Site) -> None:
    """The sign of life must not be what dies first."""
    site.play("/us_state/rss", an_answer(a_feed()), an_answer(a_feed(KW=a_raise())))
    cloud.invoke("CheckFunction", event("check_one_source"))
    cloud.invoke("CheckFunction", event("check_one_source"))
    cloud.asked.clear()
    cloud.invoke("DigestFunction", event("digest"))
    assert cloud.asked == allowed("DigestRole")
