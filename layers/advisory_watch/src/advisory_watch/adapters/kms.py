"""Sign in the cloud, with a key of AWS KMS that never leaves it."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from textwrap import wrap
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from advisory_watch.core.errors import ArchiveError
from advisory_watch.core.evidence.manifest import ECDSA

PEM_LINE_CHARS = 64
"""RFC 7468, 2: base64 in lines of this length."""


class KmsSigner:
    """Implement `Signer` with an asymmetric key (`ECC_NIST_P256`)."""

    def __init__(self, client: Any, key: str) -> None:
        self._client = client
        self._key = key

    algorithm = ECDSA

    def public_key(self) -> bytes:
        """Return the public key as PEM; KMS returns it as DER."""
        der: bytes = self._asked("get_public_key")["PublicKey"]
        lines = wrap(b64encode(der).decode(), PEM_LINE_CHARS)
        framed = ["-----BEGIN PUBLIC KEY-----", *lines, "-----END PUBLIC KEY-----", ""]
        return "\n".join(framed).encode()

    def sign(self, content: bytes) -> bytes:
        """Sign content of any length: only its hash is sent to KMS."""
        signed: bytes = self._asked(
            "sign",
            Message=sha256(content).digest(),
            MessageType="DIGEST",
            SigningAlgorithm="ECDSA_SHA_256",
        )["Signature"]
        return signed

    def _asked(self, verb: str, **said: object) -> Any:
        try:
            return getattr(self._client, verb)(KeyId=self._key, **said)
        except (ClientError, BotoCoreError) as error:
            raise ArchiveError(f"signing key: expected KMS to answer, found {error}") from error
