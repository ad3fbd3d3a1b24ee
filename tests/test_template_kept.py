"""What the template promises to keep: the local AWS drops most of it, so only this sees it."""

import pytest

from template import ROOT, functions, resources, template

BUCKETS = resources("AWS::S3::Bucket")
KEPT = {"Table", "ArchiveBucket", "SigningKey", "SiteBucket"}
GLACIAL = {"GLACIER", "DEEP_ARCHIVE"}


@pytest.mark.parametrize("name", sorted(KEPT))
def test_what_was_recorded_outlives_the_stack(name: str) -> None:
    """A stack deleted by mistake must not take the proof of every alert with it."""
    resource = template()["Resources"][name]
    assert (resource["DeletionPolicy"], resource["UpdateReplacePolicy"]) == ("Retain", "Retain")


def test_the_table_can_be_put_back_to_any_minute() -> None:
    """A mistake of ours in a ledger is found days later."""
    (table,) = resources("AWS::DynamoDB::Table").values()
    assert table["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
    assert table["SSESpecification"]["SSEEnabled"] is True


@pytest.mark.parametrize("name", sorted(BUCKETS))
def test_a_bucket_keeps_what_was_written_over_and_is_encrypted(name: str) -> None:
    """Evidence that can be replaced in silence is none."""
    bucket = BUCKETS[name]
    assert bucket["VersioningConfiguration"] == {"Status": "Enabled"}
    assert bucket["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    assert all(bucket["PublicAccessBlockConfiguration"].values())


def test_the_archive_forgets_no_page_and_freezes_none() -> None:
    """A page is needed in the minute in which an alert is doubted, for as long as it stands."""
    archive = BUCKETS["ArchiveBucket"]
    rules = archive["LifecycleConfiguration"]["Rules"]
    moves = [move["StorageClass"] for rule in rules for move in rule.get("Transitions", ())]
    assert not any("ExpirationInDays" in rule or "ExpirationDate" in rule for rule in rules)
    assert moves
    assert GLACIAL.isdisjoint(moves)


def test_the_archive_is_locked_where_the_operator_asks_for_it() -> None:
    """A court may ask who could have deleted it."""
    archive = BUCKETS["ArchiveBucket"]
    condition, lock, none = archive["ObjectLockConfiguration"]["Fn::If"]
    assert (condition, none) == ("HasObjectLock", {"Ref": "AWS::NoValue"})
    assert lock["Rule"]["DefaultRetention"]["Days"] == {"Ref": "ObjectLockDays"}
    assert archive["ObjectLockEnabled"]["Fn::If"][:2] == ["HasObjectLock", True]


@pytest.mark.parametrize("name", sorted(functions()))
def test_every_function_has_an_event_to_try_it_with(name: str) -> None:
    """Whoever changes a function must be able to run it, as `make e2e` does."""
    folder = functions()[name]["CodeUri"].rpartition("/")[2]
    assert list(ROOT.glob(f"events/{folder}*.json"))
