"""Manifests: how every hash chain ended on a day, and the checks of their signatures.

A manifest holds the hash of the newest version of every destination, and the hash of the
manifest before it. A reader who keeps the manifest of a day can detect later changes to any
earlier version.
"""

import json
from base64 import b64decode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from advisory_watch.core.errors import CorruptLedger
from advisory_watch.core.evidence.chain import (
    Chain,
    VerificationIssue,
    broken_issue,
    note_issue,
    short,
)
from advisory_watch.core.record import DestinationRecord
from advisory_watch.core.serialization import from_record, to_record

FORMAT = "advisory-watch/manifest/1"

MANIFEST = ".json"

ED25519, ECDSA = "Ed25519", "ECDSA-P256-SHA256"
"""Signature algorithms of a manifest: a local key (RFC 8032), or AWS KMS (FIPS 186-5)."""

PEM_HEAD, PEM_FOOT = "-----BEGINPUBLICKEY-----", "-----ENDPUBLICKEY-----"
"""The lines around a public key (RFC 7468, 13), without their spaces."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainHead:
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
    tips: Mapping[str, Mapping[str, ChainHead]]


@dataclass(frozen=True, slots=True, kw_only=True)
class SealMark:
    """The newest manifest as the ledger remembers it: its day and its SHA-256.

    It shows a loss of manifests that no other manifest can show: of the newest, or of all.
    """

    day: date
    hash: str


def mark_issues(
    manifests: Sequence["CheckedManifest"], mark: SealMark | None
) -> Iterator[VerificationIssue]:
    """Report that the newest manifest that the ledger remembers is gone or was replaced."""
    if mark is None:
        return
    name = f"manifests/{manifest_name(mark.day)}"
    expected = f"the manifest {short(mark.hash)}, which the ledger remembers as signed"
    found = next((checked for checked in manifests if checked.day == mark.day), None)
    if not manifests:
        yield broken_issue(name, expected, "no manifest at all: restore the folder of manifests")
    elif found is None:
        yield broken_issue(name, expected, "no such file")
    elif manifest_hash(found.content) != mark.hash:
        yield broken_issue(name, expected, f"the manifest {short(manifest_hash(found.content))}")


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


def _day_of(name: str) -> date | None:
    try:
        return date.fromisoformat(name.removesuffix(MANIFEST)) if name.endswith(MANIFEST) else None
    except ValueError:
        return None


def manifest_days(names: Iterable[str]) -> list[date]:
    """Return the days of the manifests among these files, oldest first."""
    return sorted(day for day in map(_day_of, names) if day)


def chain_heads(records: Mapping[str, DestinationRecord]) -> dict[str, ChainHead]:
    """Return the newest version of each chain of one source."""
    return {
        code: ChainHead(number=record.number, hash=record.head_hash)
        for code, record in sorted(records.items())
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


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedManifest:
    """A manifest as stored in the archive, with the result of checking its signature.

    `manifest` is None if it is unreadable. `trouble` describes the fault of the signature;
    it is empty if the signature is good.
    """

    day: date
    content: bytes
    manifest: Manifest | None
    trouble: str = ""

    @property
    def about(self) -> str:
        """The name shown to people."""
        return f"manifests/{manifest_name(self.day)}"


def signature_issues(
    manifests: Sequence[CheckedManifest], expected_key: str = ""
) -> Iterator[VerificationIssue]:
    """Check manifests in order of their days; `expected_key` is a key that the reader trusts."""
    before: CheckedManifest | None = None
    for seal in manifests:
        if seal.manifest is None:
            yield broken_issue(seal.about, "a manifest", "none that can be read")
        else:
            yield from _order(seal, seal.manifest, before)
            yield from _signature(seal, seal.manifest, before, expected_key)
        before = seal


def _order(
    seal: CheckedManifest, manifest: Manifest, before: CheckedManifest | None
) -> Iterator[VerificationIssue]:
    if manifest.day != seal.day:
        yield broken_issue(seal.about, f"the manifest of {seal.day}", f"that of {manifest.day}")
    expected = manifest_hash(before.content) if before else ""
    if manifest.previous != expected:
        name = f"{short(expected)} of {before.about}" if before else "none: it is the first"
        found = short(manifest.previous) if manifest.previous else "none"
        yield broken_issue(seal.about, f"as hash of the manifest before it {name}", found)


def _signature(
    seal: CheckedManifest, manifest: Manifest, before: CheckedManifest | None, expected_key: str
) -> Iterator[VerificationIssue]:
    last = before.manifest.key if before and before.manifest else ""
    if seal.trouble:
        yield broken_issue(seal.about, "a good signature", seal.trouble)
    if expected_key and manifest.key != expected_key:
        yield broken_issue(seal.about, f"the key {expected_key}", f"the key {manifest.key}")
    elif last and manifest.key != last:
        yield note_issue(
            seal.about,
            f"the key {short(last)} of the manifest before it",
            f"the key {short(manifest.key)}",
        )


def chain_head_issues(
    manifests: Iterable[CheckedManifest], chains: Mapping[tuple[str, str], Chain]
) -> Iterator[VerificationIssue]:
    """Report versions that a manifest names and the ledger no longer holds, each loss once.

    Only the destinations in `chains` are checked; an empty chain means that the destination
    may be gone from the ledger.
    """
    reported: set[tuple[str, int, str]] = set()
    for seal in manifests:
        for (source, code), chain in chains.items():
            tips = seal.manifest.tips.get(source, {}) if seal.manifest else {}
            head_hash = tips.get(code)
            if head_hash is None or (chain.place, head_hash.number, head_hash.hash) in reported:
                continue
            reported.add((chain.place, head_hash.number, head_hash.hash))
            found = chain.hashes.get(head_hash.number)
            if found is None or (head_hash.hash and found != head_hash.hash):
                expected = (
                    f"the record {short(head_hash.hash)}" if head_hash.hash else "it in the ledger"
                )
                yield broken_issue(
                    chain.place,
                    f"{expected}, which {seal.about} names",
                    short(found) if found else "no such version",
                    head_hash.number,
                )


def destinations_named(manifests: Iterable[CheckedManifest]) -> frozenset[tuple[str, str]]:
    """Return the source and destination of every entry in any manifest."""
    return frozenset(
        (source, code)
        for seal in manifests
        if seal.manifest
        for source, tips in seal.manifest.tips.items()
        for code in tips
    )
