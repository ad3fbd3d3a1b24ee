"""Sign on a laptop with a local key (Ed25519, RFC 8032), and verify signatures of any key."""

import os
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile

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
from advisory_watch.core.evidence.manifest import ED25519


class LocalSigner:
    """Implement `Signer` with a private key in a file, created on first use."""

    def __init__(self, path: Path) -> None:
        self._path = path

    algorithm = ED25519

    def public_key(self) -> bytes:
        public = self._load().public_key()
        return public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)

    def raw_public_key(self) -> bytes:
        """Return the 32 bytes of the public key (RFC 8032, 5.1.5)."""
        return self._load().public_key().public_bytes_raw()

    def sign(self, content: bytes) -> bytes:
        """Sign content: 64 raw bytes, the form that openssl reads."""
        return self._load().sign(content)

    def _load(self) -> Ed25519PrivateKey:
        try:
            if not self._path.exists():
                self._create()
            key = load_pem_private_key(self._path.read_bytes(), password=None)
        except (OSError, ValueError, TypeError, UnsupportedAlgorithm) as error:
            raise ArchiveError(f"{self._path}: expected a private key, found {error}") from error
        if not isinstance(key, Ed25519PrivateKey):
            raise ArchiveError(f"{self._path}: expected an Ed25519 key, found another kind")
        return key

    def _create(self) -> None:
        """Write a key that only its owner can read; of two processes, the first one's key stays."""
        pem = Ed25519PrivateKey.generate().private_bytes(
            Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
        )
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=self._path.parent) as temporary:  # readable to its owner only
            temporary.write(pem)
            temporary.flush()
            with suppress(FileExistsError):
                os.link(temporary.name, self._path)


def is_signed(content: bytes, signature: bytes, pem: bytes) -> bool:
    """Return whether a signature is valid: Ed25519, or ECDSA with SHA-256 as KMS signs."""
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
