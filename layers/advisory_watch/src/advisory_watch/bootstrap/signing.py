"""The signing of manifests with the key in a home folder, which every check asks for."""

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from advisory_watch.adapters.filesystem import FolderManifestStore
from advisory_watch.app.ports import Ledger, ManifestStore, SealLog
from advisory_watch.app.sign_manifest import SignManifest
from advisory_watch.bootstrap.runtime import now
from advisory_watch.core.evidence.manifest import ED25519
from advisory_watch.sources import SOURCE_IDS

if TYPE_CHECKING:
    from advisory_watch.adapters.signatures import LocalSigner

SIGNING_KEY = "signing-key.pem"


class HomeSigner:
    """Implement `Signer`; at most once a day there is something to sign, and a key is loaded."""

    algorithm = ED25519

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def public_key(self) -> bytes:
        """Return the public key as PEM. Raises `ArchiveError`."""
        return self._signer.public_key()

    def sign(self, content: bytes) -> bytes:
        """Sign, in a format that openssl can verify. Raises `ArchiveError`."""
        return self._signer.sign(content)

    @cached_property
    def _signer(self) -> "LocalSigner":
        from advisory_watch.adapters.signatures import LocalSigner  # noqa: PLC0415 - as above

        return LocalSigner(self._folder / SIGNING_KEY)


def manifest_signer(
    folder: Path, ledger: Ledger, seals: SealLog, manifests: ManifestStore | None = None
) -> SignManifest:
    """Build the signing of manifests with the key in a home folder, created on first use.

    Without `manifests`, they are stored in the same folder.
    """
    return SignManifest(
        ledger=ledger,
        seals=seals,
        sources=SOURCE_IDS,
        manifests=manifests or FolderManifestStore(folder / "manifests"),
        signer=HomeSigner(folder),
        clock=now,
    )
