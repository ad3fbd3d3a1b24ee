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
        der: bytes = self._call("get_public_key")["PublicKey"]
        lines = wrap(b64encode(der).decode(), PEM_LINE_CHARS)
        pem = ["-----BEGIN PUBLIC KEY-----", *lines, "-----END PUBLIC KEY-----", ""]
        return "\n".join(pem).encode()

    def sign(self, content: bytes) -> bytes:
        """Sign content of any length: only its hash is sent to KMS."""
        digest = {"Message": sha256(content).digest(), "MessageType": "DIGEST"}
        answer = self._call("sign", **digest, SigningAlgorithm="ECDSA_SHA_256")
        return bytes(answer["Signature"])

    def _call(self, operation: str, **arguments: object) -> Any:
        try:
            return getattr(self._client, operation)(KeyId=self._key, **arguments)
        except (ClientError, BotoCoreError) as error:
            raise ArchiveError(f"signing key: expected KMS to answer, found {error}") from error
