"""Who may do what in the template: no more than is named, and no less than is needed."""

from collections.abc import Iterator
from typing import Any

import pytest

from template import as_list, functions, resources, schedules, statements, template

ROLES = resources("AWS::IAM::Role")
NO_NARROWER_RESOURCE = {"xray:PutTelemetryRecords", "xray:PutTraceSegments"}
"""AWS knows no resource for these (Service Authorization Reference)."""

SERVICES_THAT_ACT_FOR_US = {"lambda.amazonaws.com", "scheduler.amazonaws.com"}


def allowed() -> Iterator[dict[str, Any]]:
    """Yield whatever a role of the template allows."""
    for role in ROLES.values():
        for policy in role["Policies"]:
            yield from statements(policy)


def policy_of(kind: str, name: str) -> dict[str, dict[str, Any]]:
    """Return the statements of a resource's own policy, by their ids."""
    return {each["Sid"]: each for each in statements(resources(kind)[name])}


def test_no_permission_is_for_more_than_is_named() -> None:
    """A wildcard is what an intruder hopes for."""
    actions = [action for each in allowed() for action in as_list(each["Action"])]
    assert [each for each in actions if "*" in each] == []
    wide = [each for each in allowed() if "*" in as_list(each["Resource"])]
    assert {action for each in wide for action in each["Action"]} <= NO_NARROWER_RESOURCE


def test_every_function_has_a_role_of_its_own() -> None:
    """A shared role gives each function what only the other needs."""
    roles = [each["Role"]["Fn::GetAtt"][0] for each in functions().values()]
    assert len(set(roles)) == len(roles)
    used = {each["RoleArn"]["Fn::GetAtt"][0] for each in schedules().values()}
    assert set(roles) | used == set(ROLES)


@pytest.mark.parametrize("name", schedules())
def test_a_schedule_may_start_its_own_function_alone(name: str) -> None:
    """What fires every five minutes is the easiest thing to lead elsewhere."""
    function, _, _ = name.partition(".")
    role = ROLES[schedules()[name]["RoleArn"]["Fn::GetAtt"][0]]
    invoke = [each for each in statements(role["Policies"][0]) if "lambda" in each["Action"]]
    assert [each["Resource"] for each in invoke] == [{"Fn::GetAtt": [function, "Arn"]}]
    (trust,) = role["AssumeRolePolicyDocument"]["Statement"]
    assert trust["Condition"]["StringEquals"] == {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}


@pytest.mark.parametrize("role", ROLES)
def test_a_role_is_for_one_service(role: str) -> None:
    """A role that anybody may assume is nobody's."""
    (trust,) = ROLES[role]["AssumeRolePolicyDocument"]["Statement"]
    assert trust["Principal"]["Service"] in SERVICES_THAT_ACT_FOR_US


def test_a_cloudwatch_alarm_may_publish_to_operators() -> None:
    """It is refused without a word: the alarm would ring, and nobody hear it."""
    statement = policy_of("AWS::SNS::TopicPolicy", "OperatorsTopicPolicy")["AlarmsTellOperators"]
    assert statement["Principal"] == {"Service": "cloudwatch.amazonaws.com"}
    assert statement["Action"] == "sns:Publish"
    assert "aws:SourceAccount" in statement["Condition"]["StringEquals"]


def test_the_operators_topic_is_never_under_the_key_that_alarms_may_not_use() -> None:
    """CloudWatch has no permission on the key that AWS manages for SNS, and cannot get one."""
    topic = resources("AWS::SNS::Topic")["OperatorsTopic"]
    nothing, own = {"Ref": "AWS::NoValue"}, {"Ref": "KmsKeyArn"}
    assert topic["KmsMasterKeyId"] == {"Fn::If": ["HasKey", own, nothing]}


def test_the_alerts_topic_is_always_encrypted() -> None:
    """Only our functions publish to it, and they may use the key that AWS manages."""
    topic = resources("AWS::SNS::Topic")["AlertsTopic"]
    own = {"Ref": "KmsKeyArn"}
    assert topic["KmsMasterKeyId"] == {"Fn::If": ["HasKey", own, "alias/aws/sns"]}


@pytest.mark.parametrize("function", functions())
def test_every_function_may_use_the_key_of_the_owner(function: str) -> None:
    """With a key that a function may not use, table and topics refuse it."""
    role = ROLES[functions()[function]["Role"]["Fn::GetAtt"][0]]
    keys = [each for each in statements(role["Policies"][0]) if each["Sid"] == "UseTheKey"]
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
    tls = policy_of("AWS::S3::BucketPolicy", f"{name}Policy")["TlsOnly"]
    assert (tls["Effect"], tls["Condition"]) == ("Deny", {"Bool": {"aws:SecureTransport": "false"}})


def test_nobody_but_its_distribution_reads_the_bucket_of_the_site() -> None:
    """Any other distribution in the world could show it under another name."""
    read = policy_of("AWS::S3::BucketPolicy", "SiteBucketPolicy")["OurDistributionReads"]
    assert read["Principal"] == {"Service": "cloudfront.amazonaws.com"}
    assert "SiteDistribution" in read["Condition"]["StringEquals"]["aws:SourceArn"]["Fn::Sub"]


def test_the_site_can_neither_tell_anybody_nor_touch_the_evidence() -> None:
    """What renders the words of strangers is the likeliest to be broken into."""
    allowed = list(statements(ROLES["SiteRole"]["Policies"][0]))
    actions = {action for each in allowed for action in as_list(each["Action"])}
    assert not [each for each in actions if each.startswith("sns:")]
    assert {each for each in actions if each.startswith("s3:")} == {
        "s3:GetObject",
        "s3:ListBucket",
        "s3:PutObject",
    }
    assert "ArchiveBucket" not in str(allowed)
    writing = {"PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem"}
    assert not {each for each in actions if each.rpartition(":")[2] in writing}


def test_what_seals_reads_the_ledger_and_neither_writes_it_nor_sees_a_page() -> None:
    """Who may sign how the record ends must not be who may change it."""
    allowed = {each["Sid"]: each for each in statements(ROLES["SealRole"]["Policies"][0])}
    actions = {action for each in allowed.values() for action in as_list(each["Action"])}
    assert {each for each in actions if each.startswith("dynamodb:")} == {"dynamodb:Query"}
    assert not [each for each in actions if each.startswith("sns:")]
    assert allowed["WriteManifests"]["Resource"] == {"Fn::Sub": "${ArchiveBucket.Arn}/manifests/*"}
    assert allowed["Sign"]["Resource"] == {"Fn::GetAtt": ["SigningKey", "Arn"]}


def test_nobody_else_may_sign() -> None:
    """A signature that any function can make says nothing about who made it."""
    signing = [each for each in allowed() if "kms:Sign" in as_list(each["Action"])]
    assert [each["Sid"] for each in signing] == ["Sign"]


def test_what_signs_is_there_only_where_it_is_wanted() -> None:
    """A key costs a dollar a month, for every owner."""
    resources = template()["Resources"].items()
    seal = [each for name, each in resources if name.startswith(("Seal", "Signing"))]
    assert {each["Condition"] for each in seal} == {"HasSigning"}
    assert template()["Parameters"]["SignManifests"]["Default"] == "no"


def test_the_site_is_there_only_where_it_is_wanted() -> None:
    """Nobody pays for, or guards, a distribution that shows nothing."""
    site = [each for name, each in template()["Resources"].items() if name.startswith("Site")]
    assert {each["Condition"] for each in site} == {"HasSite"}
