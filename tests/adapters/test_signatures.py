"""Test signing and verification, with a local key and with KMS."""

import stat
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto import mock_aws

from advisory_watch.adapters.kms import KmsSigner
from advisory_watch.adapters.signatures import LocalSigner, is_signed
from advisory_watch.app.ports import Signer
from advisory_watch.core.errors import ArchiveError, CorruptLedger
from advisory_watch.core.evidence.manifest import ECDSA, ED25519, fingerprint_of
from support.fakes.kms import FakeKms

CONTENT = b"manifest " * 1000
"""Longer than KMS accepts in one call."""


@pytest.fixture(params=["laptop", "cloud"])
def signer(request: pytest.FixtureRequest, tmp_path: Path) -> Signer:
    """Open a signer with a new key: a file, or a key of KMS as the template creates it."""
    if request.param == "laptop":
        return LocalSigner(tmp_path / "home" / "signing-key.pem")
    return KmsSigner(FakeKms(), "arn")


def test_only_the_signed_content_verifies(signer: Signer) -> None:
    """One changed bit of content or signature, or no key, must make it invalid."""
    pem, signature = signer.public_key(), signer.sign(CONTENT)
    assert signer.algorithm in (ED25519, ECDSA)
    assert is_signed(CONTENT, signature, pem)
    assert not is_signed(CONTENT + b".", signature, pem)
    assert not is_signed(CONTENT, signature[:-1] + bytes([signature[-1] ^ 1]), pem)
    assert not is_signed(CONTENT, b"", pem)
    assert not is_signed(CONTENT, signature, b"")


def test_the_key_stays_the_same(signer: Signer) -> None:
    """Readers can only note a key that does not change by itself."""
    assert fingerprint_of(signer.public_key()) == fingerprint_of(signer.public_key())
    assert len(fingerprint_of(signer.public_key())) == 64


def test_a_local_key_is_readable_to_its_owner_only(tmp_path: Path) -> None:
    """A user who can read the key can sign."""
    path = tmp_path / "home" / "signing-key.pem"
    first = LocalSigner(path).public_key()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert LocalSigner(path).public_key() == first
    assert [path.name for path in path.parent.iterdir()] == ["signing-key.pem"]


@pytest.mark.parametrize("found", [b"", b"-----BEGIN PRIVATE KEY-----\nAA==\n"])
def test_a_damaged_key_is_never_replaced(tmp_path: Path, found: bytes) -> None:
    """A new key in its place would silently sign under another identity."""
    path = tmp_path / "signing-key.pem"
    path.write_bytes(found)
    with pytest.raises(ArchiveError, match="expected a private key"):
        LocalSigner(path).sign(CONTENT)
    assert path.read_bytes() == found


def test_a_key_that_kms_refuses_is_an_error() -> None:
    """It was disabled, or the permission is gone; the message says so."""
    keys: Any = {"aws_access_key_id": "nobody", "aws_secret_access_key": "nothing"}
    with mock_aws():
        client = boto3.client("kms", region_name="eu-west-1", **keys)
        with pytest.raises(ArchiveError, match="signing key: expected KMS to answer"):
            KmsSigner(client, "12345678-1234-1234-1234-123456789012").sign(CONTENT)


def test_a_text_that_is_not_a_public_key_has_no_fingerprint() -> None:
    """The hash of an error page would look like a fingerprint."""
    with pytest.raises(CorruptLedger, match="expected PEM"):
        fingerprint_of(b"<html>")
