"""Signed daily manifests with the newest hash of every chain of versions.

A manifest holds the hash of the newest version of every destination, and the hash of the
manifest before it. A reader who keeps the manifest of a day can detect later changes to any
earlier version.
"""

import json
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from advisory_watch.core.errors import CorruptLedger
from advisory_watch.core.records import from_record, to_record
from advisory_watch.core.versions import Known

FORMAT = "advisory-watch/manifest/1"

MANIFEST = ".json"

ED25519, ECDSA = "Ed25519", "ECDSA-P256-SHA256"
"""Signature algorithms of a manifest: a local key (RFC 8032), or AWS KMS (FIPS 186-5)."""

PEM_HEAD, PEM_FOOT = "-----BEGINPUBLICKEY-----", "-----ENDPUBLICKEY-----"
"""The lines around a public key (RFC 7468, 13), without their spaces."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tip:
    """The newest version of a destination: its number and the hash of its record.

    The hash is empty if the version was recorded before hash chains existed.
    """

    number: int
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """The newest version of every chain on a day; `tips` is by source and destination.

    `previous` is the SHA-256 of the manifest before it, empty for the first. `key` is the
    SHA-256 of the public key (as DER) that verifies its signature. `algorithm` is `Ed25519` or
    `ECDSA-P256-SHA256`.
    """

    day: date
    made_at: datetime
    previous: str
    key: str
    algorithm: str
    tips: Mapping[str, Mapping[str, Tip]]


def manifest_name(day: date) -> str:
    """Return the file name of a day's manifest."""
    return f"{day.isoformat()}{MANIFEST}"


def signature_name(day: date) -> str:
    """Return the file name of a day's signature."""
    return f"{day.isoformat()}.sig"


def key_name(key: str) -> str:
    """Return the file name of a public key."""
    return f"key-{key[:16]}.pem"


def fingerprint_of(pem: bytes) -> str:
    """Return the SHA-256 of a public key, independent of the line breaks in its PEM.

    `openssl pkey -pubin -in key.pem -outform DER | sha256sum` gives the same hash. Raises
    `CorruptLedger` if the input is not PEM.
    """
    lines = pem.decode(errors="replace").split()
    text = "".join(lines).removeprefix(PEM_HEAD).removesuffix(PEM_FOOT)
    try:
        return sha256(b64decode(text, validate=True)).hexdigest()
    except ValueError as error:
        raise CorruptLedger(f"public key: expected PEM, found {error}") from error


def day_of(name: str) -> date | None:
    """Return the day of a manifest file, or None for any other file."""
    try:
        return date.fromisoformat(name.removesuffix(MANIFEST)) if name.endswith(MANIFEST) else None
    except ValueError:
        return None


def tips_of(known: Mapping[str, Known]) -> dict[str, Tip]:
    """Return the newest version of each chain of one source."""
    return {
        code: Tip(number=record.number, hash=record.tip)
        for code, record in sorted(known.items())
        if record.number
    }


def write_manifest(manifest: Manifest) -> bytes:
    """Serialize a manifest; these bytes are signed and hashed."""
    record = {"format": FORMAT, **to_record(manifest)}
    return (json.dumps(record, indent=1) + "\n").encode()


def read_manifest(content: bytes) -> Manifest:
    """Parse a manifest. Raises `CorruptLedger`."""
    try:
        record = json.loads(content)
    except ValueError as error:
        raise CorruptLedger(f"manifest: expected JSON, found {error}") from error
    found = record.pop("format", None) if isinstance(record, dict) else None
    if found != FORMAT:
        raise CorruptLedger(f"manifest: expected the format {FORMAT}, found {found!r}")
    return from_record(Manifest, record)


def manifest_hash(content: bytes) -> str:
    """Return the hash by which the next manifest refers to this one."""
    return sha256(content).hexdigest()
