"""Signatures are verified as RFC 8032 says, and as the library for cryptography does."""

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from hypothesis import given, settings
from hypothesis import strategies as st

from advisory_watch.core.ingest.ed25519 import decoded, is_signed

ORDER = 2**252 + 27742317777372353535851937790883648493

VECTORS = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        (
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9"
            "b46bd25bf5f0595bbe24655141438e7a100b"
        ),
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        (
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f1"
            "1d8c387b2eaeb4302aeeb00d291612bb0c00"
        ),
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        (
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984d"
            "c6594a7c15e9716ed28dc027beceea1ec40a"
        ),
    ),
]
"""The first vectors of RFC 8032, 7.1: public key, content, signature."""

SEEDS = st.binary(min_size=32, max_size=32)

SMALL = ("01" + "00" * 31, "00" * 32, "00" * 31 + "80", "ec" + "ff" * 30 + "7f")
"""Keys that encode points of small order: weak keys, which every verifier must treat alike."""


def is_valid_elsewhere(key: bytes, content: bytes, signature: bytes) -> bool:
    """Verify with the library."""
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, content)
    except (InvalidSignature, ValueError):
        return False
    return True


@pytest.mark.parametrize(("key", "content", "signature"), VECTORS)
def test_the_vectors_of_the_standard_hold(key: str, content: str, signature: str) -> None:
    """A verifier that refuses good signatures would silence every reader."""
    said = bytes.fromhex(content)
    assert is_signed(bytes.fromhex(key), said, bytes.fromhex(signature))
    assert not is_signed(bytes.fromhex(key), said + b".", bytes.fromhex(signature))


@settings(deadline=None, max_examples=60)
@given(seed=SEEDS, content=st.binary(max_size=300), at=st.integers(0, 511), is_kept=st.booleans())
def test_the_library_agrees(seed: bytes, content: bytes, at: int, *, is_kept: bool) -> None:
    """One flipped bit of a signature must never verify, wherever it is."""
    private = Ed25519PrivateKey.from_private_bytes(seed)
    key, signature = private.public_key().public_bytes_raw(), bytearray(private.sign(content))
    if not is_kept:
        signature[at // 8] ^= 1 << at % 8
    found = is_signed(key, content, bytes(signature))
    assert found is is_kept
    assert found is is_valid_elsewhere(key, content, bytes(signature))


@settings(deadline=None, max_examples=60)
@given(key=SEEDS, signature=st.binary(max_size=80))
def test_noise_is_no_signature(key: bytes, signature: bytes) -> None:
    """The bytes come from anyone who can write to the bucket."""
    assert not is_signed(key, b"x", signature)


@settings(deadline=None, max_examples=20)
@given(seed=SEEDS, content=st.binary(max_size=50))
def test_a_signature_has_one_form(seed: bytes, content: bytes) -> None:
    """Adding the order of the group to S gives a second form, which the standard refuses."""
    private = Ed25519PrivateKey.from_private_bytes(seed)
    key, signature = private.public_key().public_bytes_raw(), private.sign(content)
    factor = int.from_bytes(signature[32:], "little") + ORDER
    other = signature[:32] + factor.to_bytes(32, "little")
    assert not is_signed(key, content, other)


@pytest.mark.parametrize("key", SMALL)
@pytest.mark.parametrize("first", SMALL)
def test_weak_keys_are_treated_as_the_library_does(key: str, first: str) -> None:
    """A difference between two verifiers would be a record that one accepts."""
    signature = bytes.fromhex(first) + bytes(32)
    for content in (b"", b"a", b"b", b"c"):
        ours = is_signed(bytes.fromhex(key), content, signature)
        assert ours is is_valid_elsewhere(bytes.fromhex(key), content, signature)


@pytest.mark.parametrize("key", [b"", bytes(31), b"\xff" * 32, bytes(33), b"\x02" + bytes(31)])
def test_bytes_that_are_no_point_are_no_key(key: bytes) -> None:
    """A mistyped key is refused at deployment, not at the first record."""
    assert decoded(key) is None
