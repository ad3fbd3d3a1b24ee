"""Verification and export of the evidence in a home folder.

This needs `cryptography`, which a Lambda function does not have.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from advisory_watch.adapters.filesystem import FolderArchive, FolderManifestStore
from advisory_watch.adapters.signatures import is_signed
from advisory_watch.adapters.sqlite import SqliteLedger, SqliteOutbox, connect
from advisory_watch.adapters.warc.page import examine_page, pack_page, unpack_page
from advisory_watch.app.export_evidence import ExportEvidence
from advisory_watch.app.ports import Ledger, ManifestStore, Outbox, RawArchive, RawRecords, SealLog
from advisory_watch.app.verify import AlertChecks, ManifestChecks, Place, Verify
from advisory_watch.app.verify_pages import PageChecks
from advisory_watch.bootstrap.runtime import now
from advisory_watch.core.errors import UsageError
from advisory_watch.sources import SOURCES


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceStores:
    """All storage that verification needs, of a home folder or of a stack.

    `place` names the file or the table of the ledger. `damage` names the faults of that file;
    DynamoDB reports no faults. `reader_keys` are the public keys of readers elsewhere, by name.
    """

    place: str
    ledger: Ledger
    outbox: Outbox
    raw_records: RawRecords
    seals: SealLog
    raw_archive: RawArchive
    manifests: ManifestStore
    damage: Callable[[], Iterable[str]] = tuple
    reader_keys: Mapping[str, bytes] = field(default_factory=dict)

    def verify(self, expected_key: str = "") -> Verify:
        """Build the verification; `expected_key` is the hash of a key that its reader trusts."""
        return Verify(
            ledger=self.ledger,
            raw_records=self.raw_records,
            pages=PageChecks(
                raw_archive=self.raw_archive,
                examine=examine_page,
                sources=SOURCES,
                reader_keys=self.reader_keys,
            ),
            alerts=AlertChecks(outbox=self.outbox, clock=now),
            manifests=ManifestChecks(
                manifests=self.manifests, seals=self.seals, is_signed=is_signed
            ),
            damage=self.damage,
            expected_key=expected_key,
        )

    def export(self) -> ExportEvidence:
        """Build the export of one alert."""
        return ExportEvidence(
            outbox=self.outbox,
            raw_records=self.raw_records,
            raw_archive=self.raw_archive,
            manifests=self.manifests,
        )

    def place_of(self, alert_id: str) -> Place:
        """Return source and destination of an alert.

        Raises `UsageError` if the alert is unknown, or is about a source: then it has no page.
        """
        alert = self.outbox.found([alert_id]).get(alert_id)
        if alert is None:
            found = f"{alert_id!r}, which was never owed"
            raise UsageError(f"expected the id of an alert, found {found}")
        if alert.destination is None:
            about = f"{alert.source} itself: no page is behind it"
            raise UsageError(f"alert {alert_id} is about {about}")
        return alert.source, alert.destination


@contextmanager
def open_stores(folder: Path) -> Iterator[EvidenceStores]:
    """Open the storage of a home folder."""
    with closing(connect(folder / "ledger.sqlite", allows_empty=False)) as connection:
        ledger = SqliteLedger(connection)
        yield EvidenceStores(
            place=str(connection.path),
            ledger=ledger,
            outbox=SqliteOutbox(connection),
            raw_records=ledger,
            seals=ledger,
            raw_archive=FolderArchive(folder / "pages", pack_page, unpack_page),
            manifests=FolderManifestStore(folder / "manifests"),
            damage=ledger.damage,
        )
