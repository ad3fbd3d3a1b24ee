"""What the functions ask of AWS against what the template allows them: that, and no more.

What none of them may ever be allowed stands in `test_template_never`.
"""

from dataclasses import replace

import boto3
import pytest

from advisory_watch.adapters.dynamodb import DynamoOutbox
from advisory_watch.app.retraction import Retractor
from advisory_watch.core.alerts import Audience, SourceNews
from advisory_watch.wiring.moments import now
from builders import an_alert
from cloud import Cloud, Item, account
from functions.conftest import every_door
from permissions import ARNS, Asked, Grant, grants
from publisher import Site, an_answer
from template import event, functions
from us_feed import a_feed, a_raise
from wide_embassies import handed_on, play_alerts

ROLES = {name: each["Role"]["Fn::GetAtt"][0] for name, each in functions().items()}
"""Each function's own role."""

FOR_LAMBDA_ITSELF = {
    "dynamodb:DescribeStream": "finds the shards of the stream that rings",
    "dynamodb:GetRecords": "reads the rings",
    "dynamodb:GetShardIterator": "goes on where it was",
    "dynamodb:ListStreams": "finds the stream",
    "logs:CreateLogStream": "opens the log of an execution",
    "logs:PutLogEvents": "writes what the function prints",
    "sqs:SendMessage": "leaves an event behind that could not be handled",
    "sqs:DeleteMessage": "takes a part out of the line that was worked",
    "sqs:GetQueueAttributes": "looks at how long the line is",
    "sqs:ReceiveMessage": "takes parts to work",
    "xray:PutTelemetryRecords": "sends traces",
    "xray:PutTraceSegments": "sends traces",
    "kms:Decrypt": "DynamoDB, S3 and SNS use the owner's key in the name of the role",
    "kms:DescribeKey": "likewise",
    "kms:Encrypt": "likewise",
    "kms:GenerateDataKey": "likewise",
}
"""Asked for by the services around our code, and why: moto does not see it."""

FOR_LAMBDA_ON = {"logs": "{}Logs", "sqs": "{}DeadLetters", "kms": "KmsKeyArn", "xray": "*"}
"""What they may ask it of, besides the stream: what is the function's own, as far as AWS can."""

PARTS = "Parts"
"""The queue that a check hands parts on to, and a worker takes them from."""

SWEEP, FRONT, ALL = event("notify_sweep"), event("site_front"), event("site_all")

Life = dict[str, set[Asked]]


@pytest.fixture(scope="module")
def life(first_check: list[Item]) -> Life:
    """Let all that can happen happen to a stack; return what each function asked for."""
    with account() as cloud, every_door() as site:
        cloud.remember(first_check)
        cloud.has_site = True
        cloud.invoke("SiteFunction", ALL)
        changes(cloud, site)
        tells(cloud)
        takes_back(cloud)
        works_parts(cloud, site)
        seals(cloud)
        cloud.invoke("DigestFunction", event("digest"))
        cloud.invoke("SiteFunction", FRONT)
        return cloud.asked


def changes(cloud: Cloud, site: Site) -> None:
    """Let a publisher raise a level, say the same again, shut its door, and write nonsense."""
    raised = an_answer(a_feed(KW=replace(a_raise(), text="Reconsider travel. " * 50)))
    wall = an_answer(b"<html>Access denied</html>", status=403)
    reworded = an_answer(a_feed(KW=replace(a_raise(), text="Think again. " * 50)))
    for answer in (raised, raised, reworded, wall, an_answer(b"<rss")):
        site.play("/us_state/rss", answer)
        cloud.invoke("CheckFunction", event("check_one_source"))
    cloud.invoke("SiteFunction", event("site_doorbell"))


def tells(cloud: Cloud) -> None:
    """Let SNS refuse an alert and then take it, with news for operators and the ring of both."""
    outbox().owe(
        an_alert(
            kinds=(SourceNews.BLIND.value,),
            audience=Audience.OPERATORS,
            owed_at=now(),
            **dict.fromkeys(("destination", "before", "after", "evidence")),
        )
    )
    cloud.close_alerts_topic()
    cloud.invoke("NotifyFunction", SWEEP)
    cloud.open_alerts_topic()
    cloud.invoke("NotifyFunction", event("notify_doorbell"))
    cloud.invoke("NotifyFunction", SWEEP)


def takes_back(cloud: Cloud) -> None:
    """Let the operator retract what was sent; the correction is told, and shown."""
    (sent,) = [each for each in outbox().sent(f"{now():%Y-%m}") if each.destination]
    Retractor(outbox=outbox(), clock=now).retract(sent.id, "A test page.")
    (owed,) = cloud.items("OUTBOX")
    ring = event("site_doorbell")
    ring["Records"][1]["dynamodb"]["Keys"]["sk"] = owed["sk"]
    cloud.invoke("SiteFunction", ring)
    cloud.invoke("NotifyFunction", SWEEP)


def works_parts(cloud: Cloud, site: Site) -> None:
    """Let a source be wide, of which one embassy has an alert, and later a long one."""
    cloud.go_wide(from_documents=2)
    messages = handed_on(cloud)
    play_alerts(site, 1)
    cloud.invoke("WorkFunction", {"Records": messages})
    play_alerts(site, 2)
    cloud.invoke("WorkFunction", {"Records": messages})


def seals(cloud: Cloud) -> None:
    """Sign how the records end, after a manifest of long ago, and find it signed."""
    cloud.make_signing_key()
    cloud.s3.put_object(Bucket="archive", Key="manifests/2020-01-01.json", Body=b"{}")
    for _ in range(2):
        cloud.invoke("SealFunction", event("seal"))


def outbox() -> DynamoOutbox:
    """Open the outbox as the operator does."""
    return DynamoOutbox(boto3.client("dynamodb"), "ledger")


def ours(role: str) -> list[Grant]:
    """Return what a role allows our own code to do."""
    return [each for each in grants(role) if not is_for_lambda(each)]


def is_for_lambda(grant: Grant) -> bool:
    """Tell whether it is asked for around our code: it sends parts itself, and takes none."""
    is_sent = (grant.action, grant.resource) == ("sqs:SendMessage", PARTS)
    return grant.action in FOR_LAMBDA_ITSELF and not is_sent


@pytest.mark.parametrize("function", functions())
def test_nothing_is_asked_that_is_not_allowed(function: str, life: Life) -> None:
    """One permission too few stops it in the owner's account, and in no test before."""
    refused = [
        asked
        for asked in life[function]
        if not any(grant.covers(asked) for grant in ours(ROLES[function]))
    ]
    assert refused == []


@pytest.mark.parametrize("function", functions())
def test_nothing_is_allowed_that_is_never_asked(function: str, life: Life) -> None:
    """A permission that nobody needs is there for an intruder alone."""
    allowed = ours(ROLES[function])
    asked = life[function]
    assert [each for each in allowed if not any(map(each.covers, asked))] == []
    for grant in allowed:
        same = [each for each in allowed if each.sid == grant.sid]
        used = {each.partition for each in asked if any(g.covers(each) for g in same)}
        assert set(grant.partitions) <= used


@pytest.mark.parametrize("function", functions())
def test_no_folder_is_wider_than_what_lies_in_it(function: str, life: Life) -> None:
    """A role for pages that may write anywhere in the bucket can write what others read."""
    for grant in ours(ROLES[function]):
        if grant.resource.endswith("/*"):
            bucket, _, _ = grant.resource.partition("/")
            keys = [each.resource for each in life[function] if grant.covers(each)]
            folders = {key.split("/")[1] for key in keys}
            narrowest = "/".join([bucket, *folders, "*"]) if len(folders) == 1 else f"{bucket}/*"
            assert grant.resource == narrowest


@pytest.mark.parametrize("function", functions())
def test_what_only_lambda_asks_is_for_what_is_the_functions_own(function: str) -> None:
    """A log or a queue of another function is a place to leave false traces."""
    own = function.removesuffix("Function")
    for grant in grants(ROLES[function]):
        if is_for_lambda(grant):
            service = grant.action.partition(":")[0]
            stream = {f"{ARNS['Table']}.StreamArn", f"{ARNS['Table']}/stream/*"}
            named = FOR_LAMBDA_ON.get(service, "").format(own)
            taken = {PARTS} if (function, service) == ("WorkFunction", "sqs") else {named}
            assert grant.resource in (stream if service == "dynamodb" else taken)


def test_every_reason_is_needed() -> None:
    """A table of exceptions grows old where nobody looks."""
    allowed = {grant.action for role in ROLES.values() for grant in grants(role)}
    assert set(FOR_LAMBDA_ITSELF) <= allowed
