"""Permissions in the template: every role has what it needs, and no more."""

from collections.abc import Iterator
from typing import Any

import pytest

from advisory_watch.adapters.dynamodb import items
from support.aws.template import as_list, functions, resources, schedules, statements, template

ROLES = resources("AWS::IAM::Role")
SERVICES_THAT_ACT_FOR_US = {"lambda.amazonaws.com", "scheduler.amazonaws.com"}


def allowed() -> Iterator[dict[str, Any]]:
    """Yield every statement of every role in the template."""
    for role in ROLES.values():
        for policy in role["Policies"]:
            yield from statements(policy)


def policy_of(kind: str, name: str, where: str = "template.yaml") -> dict[str, dict[str, Any]]:
    """Return the statements of a resource policy by their ids."""
    return {statement["Sid"]: statement for statement in statements(resources(kind, where)[name])}


def test_no_permission_has_a_wildcard() -> None:
    """An intruder could use a wildcard for more than its purpose."""
    actions = [action for statement in allowed() for action in as_list(statement["Action"])]
    assert [action for action in actions if "*" in action] == []
    wide = [statement for statement in allowed() if "*" in as_list(statement["Resource"])]
    assert wide == []


def test_every_function_has_a_role_of_its_own() -> None:
    """A shared role grants each function the permissions of the other."""
    roles = [function["Role"]["Fn::GetAtt"][0] for function in functions().values()]
    assert len(set(roles)) == len(roles)
    used = {schedule["RoleArn"]["Fn::GetAtt"][0] for schedule in schedules().values()}
    assert set(roles) | used == set(ROLES)


def test_schedules_may_start_our_functions_alone() -> None:
    """One role serves all schedules of the stack, and no schedule of another account."""
    assert {schedule["RoleArn"]["Fn::GetAtt"][0] for schedule in schedules().values()} == {
        "ScheduleRole"
    }
    start, keep = statements(ROLES["ScheduleRole"]["Policies"][0])
    assert start["Action"] == "lambda:InvokeFunction"
    started = {name.partition(".")[0] for name in schedules()}
    assert {resource["Fn::GetAtt"][0] for resource in start["Resource"]} == started
    assert (keep["Action"], keep["Resource"]) == (
        "sqs:SendMessage",
        {"Fn::GetAtt": ["DeadLetters", "Arn"]},
    )
    (trust,) = ROLES["ScheduleRole"]["AssumeRolePolicyDocument"]["Statement"]
    assert trust["Condition"]["StringEquals"] == {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}


@pytest.mark.parametrize("role", ROLES)
def test_a_role_has_the_boundary_of_the_owner(role: str) -> None:
    """An account that demands a permissions boundary refuses a role without one."""
    own, nothing = {"Ref": "PermissionsBoundary"}, {"Ref": "AWS::NoValue"}
    assert ROLES[role]["PermissionsBoundary"] == {"Fn::If": ["HasBoundary", own, nothing]}


@pytest.mark.parametrize("role", ROLES)
def test_a_role_is_for_one_service(role: str) -> None:
    """A role that any service may assume can be misused."""
    (trust,) = ROLES[role]["AssumeRolePolicyDocument"]["Statement"]
    assert trust["Principal"]["Service"] in SERVICES_THAT_ACT_FOR_US


def test_a_cloudwatch_alarm_may_publish_to_operators() -> None:
    """SNS refuses an alarm without this permission silently: operators would hear nothing."""
    statement = policy_of("AWS::SNS::TopicPolicy", "OperatorsTopicPolicy")["AlarmsTellOperators"]
    assert statement["Principal"] == {"Service": "cloudwatch.amazonaws.com"}
    assert statement["Action"] == "sns:Publish"
    assert "aws:SourceAccount" in statement["Condition"]["StringEquals"]


@pytest.mark.parametrize("name", ["AlertsTopic", "OperatorsTopic"])
def test_a_topic_never_uses_the_sns_managed_key(name: str) -> None:
    """CloudWatch may not use the key that AWS manages for SNS, and its requests are billed."""
    topic = resources("AWS::SNS::Topic")[name]
    nothing, own = {"Ref": "AWS::NoValue"}, {"Ref": "KmsKeyArn"}
    assert topic["KmsMasterKeyId"] == {"Fn::If": ["HasKey", own, nothing]}


@pytest.mark.parametrize("function", functions())
def test_every_function_may_use_the_key_of_the_owner(function: str) -> None:
    """If a function may not use the owner's key, table and topics refuse its calls."""
    role = ROLES[functions()[function]["Role"]["Fn::GetAtt"][0]]
    keys = [entry for entry in statements(role["Policies"][0]) if entry["Sid"] == "UseTheKey"]
    (statement,) = keys
    assert statement["Resource"] == {"Ref": "KmsKeyArn"}
    assert {"kms:Decrypt", "kms:GenerateDataKey"} <= set(statement["Action"])


@pytest.mark.parametrize("name", ["ArchiveBucket", "SiteBucket"])
def test_a_bucket_is_closed_encrypted_and_versioned(name: str) -> None:
    """Evidence that others may read, change or delete proves nothing."""
    bucket = resources("AWS::S3::Bucket")[name]
    assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}
    assert bucket["VersioningConfiguration"] == {"Status": "Enabled"}
    assert "BucketEncryption" in bucket
    where = "site.yaml" if name == "SiteBucket" else "template.yaml"
    tls = policy_of("AWS::S3::BucketPolicy", f"{name}Policy", where)["TlsOnly"]
    assert (tls["Effect"], tls["Condition"]) == ("Deny", {"Bool": {"aws:SecureTransport": "false"}})


def test_only_the_distribution_reads_the_site_bucket() -> None:
    """Otherwise any other distribution could show the site under another name."""
    read = policy_of("AWS::S3::BucketPolicy", "SiteBucketPolicy", "site.yaml")[
        "OurDistributionReads"
    ]
    assert read["Principal"] == {"Service": "cloudfront.amazonaws.com"}
    assert "SiteDistribution" in read["Condition"]["StringEquals"]["aws:SourceArn"]["Fn::Sub"]


def test_a_reader_elsewhere_may_only_leave_pages_under_its_name() -> None:
    """Its computer is the least protected part: a thief must gain nothing else."""
    (group,) = resources("AWS::IAM::Group", "reader.yaml").values()
    (policy,) = group["Policies"]
    write, key = policy["PolicyDocument"]["Statement"]
    assert (write["Effect"], write["Action"]) == ("Allow", "s3:PutObject")
    folder = "arn:${AWS::Partition}:s3:::${ArchiveBucket}/ingest/${Reader}/*"
    assert write["Resource"] == {"Fn::Sub": folder}
    condition, allowed, _ = key["Fn::If"]
    assert (condition, allowed["Action"]) == ("HasKey", "kms:GenerateDataKey")
    (user,) = resources("AWS::IAM::User", "reader.yaml").values()
    assert set(user) == {"Groups", "PermissionsBoundary"}


def test_the_site_can_neither_publish_nor_write_evidence() -> None:
    """The site function renders publishers' text, so it is the most likely to be attacked."""
    allowed = list(statements(ROLES["SiteRole"]["Policies"][0]))
    actions = {action for statement in allowed for action in as_list(statement["Action"])}
    assert not [action for action in actions if action.startswith("sns:")]
    assert {action for action in actions if action.startswith("s3:")} == {
        "s3:GetObject",
        "s3:ListBucket",
        "s3:PutObject",
    }
    assert "ArchiveBucket" not in str(allowed)
    writing = {"PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem"}
    assert not {action for action in actions if action.rpartition(":")[2] in writing}


def test_the_seal_function_cannot_change_a_record() -> None:
    """A function that signs the end of the record must not be able to change the record."""
    allowed = {
        statement["Sid"]: statement for statement in statements(ROLES["SealRole"]["Policies"][0])
    }
    actions = {action for statement in allowed.values() for action in as_list(statement["Action"])}
    assert {action for action in actions if action.startswith("dynamodb:")} == {
        "dynamodb:PutItem",
        "dynamodb:Query",
    }
    assert allowed["RememberTheManifest"]["Condition"] == {
        "ForAllValues:StringLike": {"dynamodb:LeadingKeys": [items.RUN, items.SEAL]}
    }
    assert not [action for action in actions if action.startswith("sns:")]
    assert allowed["WriteManifests"]["Resource"] == {"Fn::Sub": "${ArchiveBucket.Arn}/manifests/*"}
    assert allowed["Sign"]["Resource"] == {"Fn::GetAtt": ["SigningKey", "Arn"]}


def test_only_the_seal_function_may_sign() -> None:
    """A signature that any function can make does not show who made it."""
    signing = [statement for statement in allowed() if "kms:Sign" in as_list(statement["Action"])]
    assert [statement["Sid"] for statement in signing] == ["Sign"]


def test_signing_is_deployed_only_on_request() -> None:
    """A key costs a dollar a month; only owners who sign manifests pay for it."""
    resources = template()["Resources"].items()
    seal = [resource for name, resource in resources if name.startswith(("Seal", "Signing"))]
    assert {resource["Condition"] for resource in seal} == {"HasSigning"}
    assert template()["Parameters"]["SignManifests"]["Default"] == "no"


def test_the_site_is_deployed_only_on_request() -> None:
    """Owners without a site must neither pay for a distribution nor guard it."""
    site = [
        resource for name, resource in template()["Resources"].items() if name.startswith("Site")
    ]
    assert {resource["Condition"] for resource in site} == {"HasSite"}
