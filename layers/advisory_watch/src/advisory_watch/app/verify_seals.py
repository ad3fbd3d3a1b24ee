"""The manifests in the archive, each with its signature checked."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from advisory_watch.app.originals import Seals
from advisory_watch.core.errors import ArchiveError, CorruptLedger
from advisory_watch.core.manifests import (
    Manifest,
    day_of,
    fingerprint_of,
    key_name,
    manifest_name,
    read_manifest,
    signature_name,
)
from advisory_watch.core.proofs.manifests import Seal

IsSigned = Callable[[bytes, bytes, bytes], bool]
"""Tells whether a content has a signature by the private half of a public key (PEM)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SealProof:
    """Reads manifests, and checks who signed them."""

    seals: Seals
    is_signed: IsSigned

    def read(self) -> Iterator[Seal]:
        """Return all manifests in order of their days. Raises `ArchiveError`."""
        for day in sorted(each for each in map(day_of, self.seals.names()) if each):
            content = self.seals.get(manifest_name(day)) or b""
            try:
                manifest = read_manifest(content)
            except CorruptLedger:
                yield Seal(day=day, content=content, manifest=None)
            else:
                trouble = self._trouble(day, content, manifest)
                yield Seal(day=day, content=content, manifest=manifest, trouble=trouble)

    def _trouble(self, day: date, content: bytes, manifest: Manifest) -> str:
        """Say what is wrong with a signature; empty where it is good."""
        try:
            signature = self.seals.get(signature_name(day))
            pem = self.seals.get(key_name(manifest.key))
            key = fingerprint_of(pem) if pem is not None else ""
        except (ArchiveError, CorruptLedger) as error:  # a key of that name may be none
            return str(error)
        if signature is None:
            return f"no file {signature_name(day)}"
        if pem is None:
            return f"no file {key_name(manifest.key)}"
        if key != manifest.key:
            return f"a key of another hash in {key_name(manifest.key)}"
        return "" if self.is_signed(content, signature, pem) else "one that does not fit"
