"""The function that seals, from the saved event to what lies in the archive."""

import json

import pytest

from advisory_watch.core.errors import ArchiveError
from advisory_watch.core.manifests import fingerprint_of, key_name, read_manifest
from cloud import Cloud
from template import event

DAILY = event("seal")


def files(cloud: Cloud) -> dict[str, bytes]:
    """Return what lies beside the pages, by name."""
    listed = cloud.s3.list_objects_v2(Bucket="archive", Prefix="manifests/").get("Contents", [])
    names = [each["Key"] for each in listed]
    return {
        each.removeprefix("manifests/"): cloud.s3.get_object(Bucket="archive", Key=each)[
            "Body"
        ].read()
        for each in names
    }


def test_the_end_of_the_day_is_signed_once(cloud: Cloud) -> None:
    """A manifest, its signature, and the key that checks it."""
    cloud.make_signing_key()
    assert cloud.invoke("SealFunction", DAILY) == {"manifests": 1, "failures": 0}
    assert cloud.invoke("SealFunction", DAILY) == {"manifests": 0, "failures": 0}
    found = files(cloud)
    name, signature, pem = sorted(found)
    manifest = read_manifest(found[name])
    assert len(manifest.tips["us_state"]) == 150
    assert (signature, pem) == (name.replace(".json", ".sig"), key_name(manifest.key))
    assert fingerprint_of(found[pem]) == manifest.key


def test_a_key_that_is_gone_fails_the_function(cloud: Cloud) -> None:
    """Somebody must hear of it: the queue, and its alarm."""
    cloud.references["SigningKey"] = "arn:aws:kms:eu-west-1:123456789012:key/none"
    with pytest.raises(ArchiveError, match="signing key"):
        cloud.invoke("SealFunction", DAILY)
    assert files(cloud) == {}


def test_a_source_that_cannot_be_read_is_named_and_the_rest_is_signed(
    cloud: Cloud, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its record is spoilt already; the others' are not."""
    cloud.make_signing_key()
    spoilt = {"pk": {"S": "SOURCE#uk_fcdo"}, "sk": {"S": "DEST#KW"}, "record": {"B": b"x"}}
    cloud.remember([spoilt])
    assert cloud.invoke("SealFunction", DAILY) == {"manifests": 1, "failures": 1}
    lines = [json.loads(each) for each in capsys.readouterr().out.splitlines()]
    (failed,) = (each for each in lines if each.get("message") == "ledger.failed")
    assert failed["source"] == "uk_fcdo"
