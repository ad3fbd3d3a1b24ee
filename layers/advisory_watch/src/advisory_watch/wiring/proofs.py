"""Verification, signing and export of the evidence in a home folder.

This needs `cryptography`, which a Lambda function does not have. The objects of the functions are
built in `cloud` and its siblings.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from advisory_watch.adapters.folder import FolderArchive
from advisory_watch.adapters.seal_folder import FolderSeals
from advisory_watch.adapters.signatures import LocalSigner, is_signed
from advisory_watch.adapters.sqlite import SqliteLedger, SqliteOriginals, SqliteOutbox, connect
from advisory_watch.adapters.warc import examine_page, pack_page, unpack_page
from advisory_watch.app.exhibiting import Exhibiting
from advisory_watch.app.originals import Originals, Seals, Vault
from advisory_watch.app.ports import Ledger, Outbox
from advisory_watch.app.sealing import Sealing
from advisory_watch.app.verify import Place, Verify
from advisory_watch.app.verify_alerts import AlertProof
from advisory_watch.app.verify_pages import PageProof
from advisory_watch.app.verify_seals import SealProof
from advisory_watch.core.errors import UsageError
from advisory_watch.sources.register import SOURCES
from advisory_watch.wiring.moments import now

SIGNING_KEY = "signing-key.pem"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stores:
    """All storage that verification needs, of a home folder or of a stack."""

    ledger: Ledger
    outbox: Outbox
    originals: Originals
    vault: Vault
    seals: Seals

    def verify(self, expected_key: str = "") -> Verify:
        """Build the verification; `expected_key` is the hash of a key that its reader trusts."""
        return Verify(
            ledger=self.ledger,
            originals=self.originals,
            pages=PageProof(vault=self.vault, examine=examine_page, sources=SOURCES),
            alerts=AlertProof(outbox=self.outbox, clock=now),
            seals=SealProof(seals=self.seals, is_signed=is_signed),
            expected_key=expected_key,
        )

    def exhibiting(self) -> Exhibiting:
        """Build the export of one alert."""
        return Exhibiting(
            outbox=self.outbox, originals=self.originals, vault=self.vault, seals=self.seals
        )

    def sealing(self, folder: Path) -> Sealing:
        """Build the signing of manifests with the key in a home folder."""
        return sealing(self.ledger, self.seals, folder)

    def place_of(self, alert_id: str) -> Place:
        """Return source and destination of an alert.

        Raises `UsageError` if the alert is unknown, or is about a source: then it has no page.
        """
        alert = self.outbox.found([alert_id]).get(alert_id)
        if alert is None:
            raise UsageError(
                f"expected the id of an alert, found {alert_id!r}, which was never owed"
            )
        if alert.destination is None:
            raise UsageError(
                f"alert {alert_id} is about {alert.source} itself: no page is behind it"
            )
        return alert.source, alert.destination


@contextmanager
def open_stores(folder: Path) -> Iterator[Stores]:
    """Open the storage of a home folder."""
    connection = connect(folder / "ledger.sqlite")
    try:
        yield Stores(
            ledger=SqliteLedger(connection),
            outbox=SqliteOutbox(connection),
            originals=SqliteOriginals(connection),
            vault=FolderArchive(folder / "pages", pack_page, unpack_page),
            seals=FolderSeals(folder / "manifests"),
        )
    finally:
        connection.close()


def home_sealing(folder: Path, ledger: Ledger) -> Sealing:
    """Build the signing of manifests for a home folder whose ledger is open."""
    return sealing(ledger, FolderSeals(folder / "manifests"), folder)


def sealing(ledger: Ledger, seals: Seals, folder: Path) -> Sealing:
    """Build the signing of manifests; the key in the home folder is created on first use."""
    return Sealing(
        ledger=ledger,
        sources=tuple(SOURCES),
        seals=seals,
        signer=LocalSigner(folder / SIGNING_KEY),
        clock=now,
    )
