"""Read the manifests in the archive, and check their signatures."""

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
"""Tells whether a signature of some content matches a public key: content, signature, PEM key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SealProof:
    """Reads manifests, and checks who signed them."""

    seals: Seals
    is_signed: IsSigned

    def read(self) -> Iterator[Seal]:
        """Yield all manifests, oldest first. Raises `ArchiveError`."""
        for day in sorted(stamp for stamp in map(day_of, self.seals.names()) if stamp):
            content = self.seals.get(manifest_name(day)) or b""
            try:
                manifest = read_manifest(content)
            except CorruptLedger:
                yield Seal(day=day, content=content, manifest=None)
            else:
                trouble = self._trouble(day, content, manifest)
                yield Seal(day=day, content=content, manifest=manifest, trouble=trouble)

    def _trouble(self, day: date, content: bytes, manifest: Manifest) -> str:
        """Return the fault of a signature, or an empty text if the signature is valid."""
        try:
            signature = self.seals.get(signature_name(day))
            pem = self.seals.get(key_name(manifest.key))
            key = fingerprint_of(pem) if pem is not None else ""
        except (ArchiveError, CorruptLedger) as error:  # the file may not contain a key
            return str(error)
        if signature is None:
            return f"no file {signature_name(day)}"
        if pem is None:
            return f"no file {key_name(manifest.key)}"
        if key != manifest.key:
            return f"a key of another hash in {key_name(manifest.key)}"
        return "" if self.is_signed(content, signature, pem) else "one that does not fit"
