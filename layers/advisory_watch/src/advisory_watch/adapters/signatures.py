"""Signatures on a laptop: a key of its own (Ed25519, RFC 8032), and a check of anybody's."""

import os
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from advisory_watch.core.errors import ArchiveError
from advisory_watch.core.manifests import ED25519

OWNER_ALONE = 0o600


class LocalSigner:
    """Keep the promises of `Signer` with a private key in a file, made on first use."""

    def __init__(self, path: Path) -> None:
        self._path = path

    algorithm = ED25519

    def public_key(self) -> bytes:
        """Return the public key as PEM."""
        public = self._private().public_key()
        return public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)

    def sign(self, content: bytes) -> bytes:
        """Sign a content: 64 bytes, as openssl reads them."""
        return self._private().sign(content)

    def _private(self) -> Ed25519PrivateKey:
        try:
            if not self._path.exists():
                self._make()
            key = load_pem_private_key(self._path.read_bytes(), password=None)
        except (OSError, ValueError, TypeError, UnsupportedAlgorithm) as error:
            raise ArchiveError(f"{self._path}: expected a private key, found {error}") from error
        if not isinstance(key, Ed25519PrivateKey):
            raise ArchiveError(f"{self._path}: expected an Ed25519 key, found another kind")
        return key

    def _make(self) -> None:
        """Write a new key that nobody else can read, not even for a moment."""
        pem = Ed25519PrivateKey.generate().private_bytes(
            Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
        )
        self._path.parent.mkdir(parents=True, exist_ok=True)
        made = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ALONE)
        with os.fdopen(made, "wb") as file:
            file.write(pem)


def is_signed(content: bytes, signature: bytes, pem: bytes) -> bool:
    """Tell whether a signature is good: by Ed25519, or by ECDSA with SHA-256, as KMS signs."""
    try:
        key = load_pem_public_key(pem)
        if isinstance(key, Ed25519PublicKey):
            key.verify(signature, content)
        elif isinstance(key, EllipticCurvePublicKey):
            key.verify(signature, content, ECDSA(SHA256()))
        else:
            return False
    except (InvalidSignature, ValueError, UnsupportedAlgorithm):
        return False
    return True
