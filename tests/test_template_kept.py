"""Retention in the template. The local AWS ignores most of it, so only these tests check it."""

import pytest

from support.aws.template import ROOT, folder, functions, resources, template

BUCKETS = resources("AWS::S3::Bucket")
KEPT = {"Table", "ArchiveBucket", "SigningKey", "SiteBucket"}
GLACIAL = {"GLACIER", "DEEP_ARCHIVE"}


@pytest.mark.parametrize("name", sorted(KEPT))
def test_what_was_recorded_outlives_the_stack(name: str) -> None:
    """A stack deleted by mistake must not delete the evidence of every alert."""
    resource = template()["Resources"][name]
    assert resource["DeletionPolicy"] == "RetainExceptOnCreate"
    assert resource["UpdateReplacePolicy"] == "Retain"


def test_the_table_can_be_restored_to_any_minute() -> None:
    """A bug that damages the ledger may be found days later."""
    (table,) = resources("AWS::DynamoDB::Table").values()
    assert table["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
    assert table["DeletionProtectionEnabled"] is True


def test_keys_cost_nothing_unless_the_owner_brings_one() -> None:
    """Requests to a key that AWS manages are billed; a key that AWS owns is free."""
    (table,) = resources("AWS::DynamoDB::Table").values()
    own = {"SSEEnabled": True, "SSEType": "KMS", "KMSMasterKeyId": {"Ref": "KmsKeyArn"}}
    assert table["SSESpecification"]["Fn::If"] == ["HasKey", own, {"Ref": "AWS::NoValue"}]


@pytest.mark.parametrize("name", sorted(BUCKETS))
def test_a_bucket_is_versioned_and_encrypted(name: str) -> None:
    """Evidence that can be replaced unnoticed proves nothing."""
    bucket = BUCKETS[name]
    assert bucket["VersioningConfiguration"] == {"Status": "Enabled"}
    assert bucket["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    assert all(bucket["PublicAccessBlockConfiguration"].values())


def test_the_archive_keeps_every_page_within_reach() -> None:
    """A doubted alert needs its page within a minute, at any time after it was sent."""
    archive = BUCKETS["ArchiveBucket"]
    rules = archive["LifecycleConfiguration"]["Rules"]
    moves = [move["StorageClass"] for rule in rules for move in rule.get("Transitions", ())]
    ends = [rule for rule in rules if {"ExpirationInDays", "ExpirationDate"} & set(rule)]
    assert {rule["Prefix"] for rule in ends} == {"ingest/"}  # a page that is taken is copied
    assert moves
    assert GLACIAL.isdisjoint(moves)


def test_the_archive_is_locked_where_the_operator_asks_for_it() -> None:
    """A court may ask who was able to delete the evidence."""
    archive = BUCKETS["ArchiveBucket"]
    condition, lock, none = archive["ObjectLockConfiguration"]["Fn::If"]
    assert (condition, none) == ("HasObjectLock", {"Ref": "AWS::NoValue"})
    assert lock["Rule"]["DefaultRetention"]["Days"] == {"Ref": "ObjectLockDays"}
    assert archive["ObjectLockEnabled"]["Fn::If"][:2] == ["HasObjectLock", True]


@pytest.mark.parametrize("name", sorted(functions()))
def test_every_function_has_an_event_to_try_it_with(name: str) -> None:
    """A developer who changes a function must be able to run it, as `make e2e` does."""
    event_name = folder(name).rpartition("/")[2]
    assert list(ROOT.glob(f"events/{event_name}*.json"))
