"""The seal function, from the saved event to the files in the archive."""

import json

import pytest

from advisory_watch.core.errors import ArchiveError
from advisory_watch.core.evidence.manifest import fingerprint_of, key_name, read_manifest
from support.aws.moto_stack import MotoStack
from support.aws.template import event

DAILY = event("seal")


def files(cloud: MotoStack) -> dict[str, bytes]:
    """Return the files under `manifests/`, by name."""
    listed = cloud.s3.list_objects_v2(Bucket="archive", Prefix="manifests/").get("Contents", [])
    names = [key["Key"] for key in listed]
    return {
        key.removeprefix("manifests/"): cloud.s3.get_object(Bucket="archive", Key=key)[
            "Body"
        ].read()
        for key in names
    }


def test_the_end_of_the_day_is_signed_once(cloud: MotoStack) -> None:
    """The archive must have a manifest, its signature, and the key that checks it."""
    cloud.make_signing_key()
    assert cloud.invoke("SealFunction", DAILY) == {"manifests": 1, "failures": 0}
    assert cloud.invoke("SealFunction", DAILY) == {"manifests": 0, "failures": 0}
    found = files(cloud)
    name, signature, pem = sorted(found)
    manifest = read_manifest(found[name])
    assert len(manifest.tips["us_state"]) == 150
    assert (signature, pem) == (name.replace(".json", ".sig"), key_name(manifest.key))
    assert fingerprint_of(found[pem]) == manifest.key


def test_a_missing_key_fails_the_function(cloud: MotoStack) -> None:
    """A failure reaches the dead-letter queue and its alarm, so operators see it."""
    cloud.references["SigningKey"] = "arn:aws:kms:eu-west-1:123456789012:key/none"
    with pytest.raises(ArchiveError, match="signing key"):
        cloud.invoke("SealFunction", DAILY)
    assert files(cloud) == {}


def test_an_unreadable_source_is_logged_and_the_rest_signed(
    cloud: MotoStack, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its records are damaged already; the records of other sources are not."""
    cloud.make_signing_key()
    spoilt = {"pk": {"S": "SOURCE#uk_fcdo"}, "sk": {"S": "DEST#KW"}, "record": {"B": b"x"}}
    cloud.remember([spoilt])
    assert cloud.invoke("SealFunction", DAILY) == {"manifests": 1, "failures": 1}
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    (failed,) = (line for line in lines if line.get("message") == "ledger.failed")
    assert failed["source"] == "uk_fcdo"
