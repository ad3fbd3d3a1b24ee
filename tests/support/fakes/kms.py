"""A fake of the AWS KMS signing key. Moto hashes the digest a second time; KMS does not."""

from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from support.aws.template import resources

DIGEST_BYTES = 32


class FakeKms:
    """Answers `Sign` and `GetPublicKey` per the KMS reference, for the key of the template."""

    def __init__(self) -> None:
        key_properties = resources("AWS::KMS::Key")["SigningKey"]
        assert (key_properties["KeySpec"], key_properties["KeyUsage"]) == (
            "ECC_NIST_P256",
            "SIGN_VERIFY",
        )
        self._key = generate_private_key(SECP256R1())

    def get_public_key(self, *, KeyId: str) -> dict[str, Any]:  # noqa: N803 - as boto3 names it
        """Return the public key in DER."""
        key_format = PublicFormat.SubjectPublicKeyInfo
        return {
            "KeyId": KeyId,
            "PublicKey": self._key.public_key().public_bytes(Encoding.DER, key_format),
        }

    def sign(self, **request: Any) -> dict[str, Any]:
        """Sign a digest without hashing it again."""
        assert (request["MessageType"], request["SigningAlgorithm"]) == ("DIGEST", "ECDSA_SHA_256")
        assert len(request["Message"]) == DIGEST_BYTES
        return {"Signature": self._key.sign(request["Message"], ECDSA(Prehashed(SHA256())))}
