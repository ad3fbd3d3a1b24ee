"""Compare the AWS calls of each function with its permissions: no fewer, no more.

Permissions that no function may ever have are in `test_template_never`.
"""

from dataclasses import replace

import boto3
import pytest

from advisory_watch.adapters.dynamodb.outbox import DynamoOutbox
from advisory_watch.app.retract import Retractor
from advisory_watch.bootstrap.runtime import now
from advisory_watch.core.ingest.record import IngestFolder
from advisory_watch.core.ingest.registry import RegisteredReader, entry_of
from advisory_watch.core.source_event import Audience, SourceEvent
from functions.conftest import every_door
from support.aws.iam_permissions import ARNS, Grant, Permission, grants
from support.aws.moto_stack import SITE_URL, Item, MotoStack, account
from support.aws.template import event, functions
from support.builders import an_alert
from support.publishers.http_publisher import Site, an_answer
from support.publishers.us_feed import a_feed, a_raise
from support.scenarios.partitioned_embassies import queued_partitions, serve_alerts

PUBLIC_KEY = bytes.fromhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
"""The first key of the examples of RFC 8032."""

ROLES = {name: resource["Role"]["Fn::GetAtt"][0] for name, resource in functions().items()}
"""The role of each function."""

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
    "kms:Decrypt": "DynamoDB, S3 and SNS use the owner's key in the name of the role",
    "kms:DescribeKey": "likewise",
    "kms:Encrypt": "likewise",
    "kms:GenerateDataKey": "likewise",
}
"""Permissions used by the services around our code, with reasons; moto does not see them."""

FOR_LAMBDA_ON = {"logs": "{}Logs", "sqs": "DeadLetters", "kms": "KmsKeyArn"}
"""Their resources, other than the stream: the function's own, if AWS supports that."""

PARTS = "Parts"
"""The queue of partitions, from a check to the check function."""

QUEUES = {
    "SendAndReceivePartitions": {PARTS},
    "CountDeadLetters": {"DeadLetters", "WorkDeadLetters"},
}
"""Statements about queues other than the one for failed events."""

OUR_QUEUES = {("sqs:SendMessage", PARTS), ("sqs:GetQueueAttributes", "DeadLetters")}
"""What our own code does with queues: it sends partitions, and counts dead letters."""

SWEEP, FRONT, ALL = event("notify_sweep"), event("site_front"), event("site_all")

Life = dict[str, set[Permission]]


@pytest.fixture(scope="module")
def life(first_check: list[Item]) -> Life:
    """Run everything that can happen to a stack; return the AWS calls of each function."""
    with account() as cloud, every_door() as site:
        cloud.remember(first_check)
        cloud.references |= {"SiteUrl": SITE_URL, "EventBus": "advisories"}
        boto3.client("events").create_event_bus(Name="advisories")
        cloud.invoke("SiteFunction", ALL)
        changes(cloud, site)
        tells(cloud)
        takes_back(cloud)
        works_parts(cloud, site)
        takes_pages(cloud)
        seals(cloud)
        cloud.invoke("NotifyFunction", event("notify_digest"))
        cloud.invoke("SiteFunction", FRONT)
        return cloud.asked


def changes(cloud: MotoStack, site: Site) -> None:
    """Publish a raise, the same again, other words, a refusal, and invalid XML."""
    raised = an_answer(a_feed(KW=replace(a_raise(), text="Reconsider travel. " * 50)))
    wall = an_answer(b"<html>Access denied</html>", status=403)
    reworded = an_answer(a_feed(KW=replace(a_raise(), text="Think again. " * 50)))
    for answer in (raised, raised, reworded, wall, an_answer(b"<rss")):
        site.play("/us_state/rss", answer)
        cloud.invoke("CheckFunction", event("check_one_source"))
    cloud.invoke("SiteFunction", event("site_doorbell"))


def tells(cloud: MotoStack) -> None:
    """Let SNS refuse an alert and then accept it, with an operators' alert and a stream event."""
    outbox().enqueue(
        an_alert(
            kinds=(SourceEvent.BLIND.value,),
            audience=Audience.OPERATORS,
            created_at=now(),
            **dict.fromkeys(("destination", "before", "after", "evidence")),
        )
    )
    cloud.close_alerts_topic()
    cloud.invoke("NotifyFunction", SWEEP)
    cloud.open_alerts_topic()
    cloud.invoke("NotifyFunction", event("notify_doorbell"))
    cloud.invoke("NotifyFunction", SWEEP)


def takes_back(cloud: MotoStack) -> None:
    """Retract a sent alert; the correction is sent and shown on the site."""
    (sent,) = [alert for alert in outbox().sent(f"{now():%Y-%m}") if alert.destination]
    Retractor(outbox=outbox(), clock=now).retract(sent.id, "A test page.")
    (pending,) = cloud.items("OUTBOX")
    ring = event("site_doorbell")
    ring["Records"][1]["dynamodb"]["Keys"]["sk"] = pending["sk"]
    cloud.invoke("SiteFunction", ring)
    cloud.invoke("NotifyFunction", SWEEP)


def works_parts(cloud: MotoStack, site: Site) -> None:
    """Make the embassies a wide source; one has an alert, and later a long one."""
    cloud.go_wide(from_documents=2)
    messages = queued_partitions(cloud)
    serve_alerts(site, 1)
    cloud.invoke("CheckFunction", {"Records": messages})
    serve_alerts(site, 2)
    cloud.invoke("CheckFunction", {"Records": messages})


def takes_pages(cloud: MotoStack) -> None:
    """Find an object of a reader elsewhere in the bucket."""
    reader = RegisteredReader(name="berlin", key=PUBLIC_KEY, sources=frozenset({"us_state"}))
    cloud.references["Readers"] = entry_of(reader)
    key = IngestFolder(reader="berlin", source="us_state").key_at(now())
    cloud.s3.put_object(Bucket="archive", Key=key, Body=b"no record")
    cloud.invoke("CheckFunction", event("check_one_source"))


def seals(cloud: MotoStack) -> None:
    """Sign the end of the records, after a manifest of years ago, and find it signed."""
    cloud.make_signing_key()
    cloud.s3.put_object(Bucket="archive", Key="manifests/2020-01-01.json", Body=b"{}")
    for _ in range(2):
        cloud.invoke("SealFunction", event("seal"))


def outbox() -> DynamoOutbox:
    """Open the outbox as the operator does."""
    return DynamoOutbox(boto3.client("dynamodb"), "ledger")


def ours(role: str) -> list[Grant]:
    """Return the permissions of a role that our own code uses."""
    return [entry for entry in grants(role) if not is_for_lambda(entry)]


def is_for_lambda(grant: Grant) -> bool:
    """Check whether services around our code use a grant; our code uses some queues itself."""
    return grant.action in FOR_LAMBDA_ITSELF and (grant.action, grant.resource) not in OUR_QUEUES


@pytest.mark.slow
@pytest.mark.xdist_group("permissions")
@pytest.mark.parametrize("function", functions())
def test_a_function_has_every_permission_it_uses(function: str, life: Life) -> None:
    """A missing permission would fail only in the owner's account, after every test."""
    refused = [
        asked
        for asked in life[function]
        if not any(grant.covers(asked) for grant in ours(ROLES[function]))
    ]
    assert refused == []


@pytest.mark.slow
@pytest.mark.xdist_group("permissions")
@pytest.mark.parametrize("function", functions())
def test_a_function_has_no_permission_it_does_not_use(function: str, life: Life) -> None:
    """A permission that the code does not need helps only an intruder."""
    allowed = ours(ROLES[function])
    asked = life[function]
    assert [entry for entry in allowed if not any(map(entry.covers, asked))] == []
    for grant in allowed:
        same = [entry for entry in allowed if entry.sid == grant.sid]
        used = {entry.partition for entry in asked if any(g.covers(entry) for g in same)}
        assert set(grant.partitions) <= used


@pytest.mark.slow
@pytest.mark.xdist_group("permissions")
@pytest.mark.parametrize("function", functions())
def test_no_allowed_folder_is_wider_than_its_use(function: str, life: Life) -> None:
    """A role for pages that can write anywhere in the bucket can change other files too."""
    for grant in ours(ROLES[function]):
        if grant.resource.endswith("/*"):
            bucket, _, _ = grant.resource.partition("/")
            keys = [call.resource for call in life[function] if grant.covers(call)]
            folders = {key.split("/")[1] for key in keys}
            narrowest = "/".join([bucket, *folders, "*"]) if len(folders) == 1 else f"{bucket}/*"
            assert grant.resource == narrowest


@pytest.mark.parametrize("function", functions())
def test_lambda_itself_may_use_only_the_functions_own(function: str) -> None:
    """With access to another function's log or queue, a function could forge its traces."""
    own = function.removesuffix("Function")
    for grant in grants(ROLES[function]):
        if is_for_lambda(grant):
            service = grant.action.partition(":")[0]
            stream = {f"{ARNS['Table']}.StreamArn", f"{ARNS['Table']}/stream/*"}
            named = FOR_LAMBDA_ON.get(service, "").format(own)
            allowed = stream if service == "dynamodb" else {named}
            assert grant.resource in QUEUES.get(grant.sid, allowed)


def test_every_exception_is_needed() -> None:
    """Unused exceptions would stay in the table unnoticed."""
    allowed = {grant.action for role in ROLES.values() for grant in grants(role)}
    assert set(FOR_LAMBDA_ITSELF) <= allowed
