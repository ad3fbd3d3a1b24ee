"""Export one alert from ledger and archive, together with its evidence."""

from collections.abc import Iterator
from dataclasses import dataclass

from advisory_watch.app.ports import ManifestStore, Outbox, RawArchive, RawRecords
from advisory_watch.core.alert import Alert
from advisory_watch.core.errors import CorruptLedger, UsageError
from advisory_watch.core.evidence.chain import Chain
from advisory_watch.core.evidence.checks import alerts_due, keys_of
from advisory_watch.core.evidence.export import EvidenceBundle, ManifestFiles, instructions
from advisory_watch.core.evidence.manifest import (
    key_name,
    manifest_days,
    manifest_name,
    read_manifest,
    signature_name,
)
from advisory_watch.core.web_file import WebFile


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportEvidence:
    """Collects the evidence of an alert, with the first manifest that covers its version."""

    outbox: Outbox
    raw_records: RawRecords
    raw_archive: RawArchive
    manifests: ManifestStore

    def files(self, alert_id: str) -> Iterator[WebFile]:
        """Yield all files of the export, `README.txt` first.

        Raises `UsageError` if no version has such an alert, and `ArchiveError` if a page is
        missing.
        """
        bundle = self._bundle(alert_id)
        yield WebFile(path="README.txt", body=instructions(bundle).encode())
        yield from bundle.files()

    def _bundle(self, alert_id: str) -> EvidenceBundle:
        alert = self.outbox.found([alert_id]).get(alert_id)
        if alert is None or alert.destination is None:
            raise UsageError(
                f"export: expected the id of an alert about a destination, found {alert_id!r}"
            )
        raw_records = self.raw_records.of(alert.source, alert.destination)
        chain = Chain(source=alert.source, destination=alert.destination, raw_records=raw_records)
        number = _number_of(chain, alert)
        version = chain.versions[number]
        signed = self._signed(chain, number)
        last = signed.manifest.tips[chain.source][chain.destination].number if signed else number
        return EvidenceBundle(
            alert=alert,
            version=version,
            records={
                original.number: original.text
                for original in raw_records
                if number - 1 <= original.number <= last
            },
            pages=tuple(self.raw_archive.packed(key) for key in keys_of(version.evidence)),
            signed=signed,
        )

    def _signed(self, chain: Chain, number: int) -> ManifestFiles | None:
        """Return the first manifest with the hash of this version or of a later one."""
        for day in manifest_days(self.manifests.names()):
            content = self.manifests.get(manifest_name(day)) or b""
            try:
                manifest = read_manifest(content)
            except CorruptLedger:
                continue
            head_hash = manifest.tips.get(chain.source, {}).get(chain.destination)
            if head_hash is not None and head_hash.number >= number and head_hash.hash:
                return ManifestFiles(
                    manifest=manifest,
                    content=content,
                    signature=self.manifests.get(signature_name(manifest.day)),
                    key=self.manifests.get(key_name(manifest.key)),
                )
        return None


def _number_of(chain: Chain, alert: Alert) -> int:
    """Return the number of the version behind an alert, or behind the alert that it corrects."""
    wanted = alert.corrects or alert.id
    for number, due in alerts_due(chain).items():
        if due.id == wanted:
            return number
    raise UsageError(
        f"export: expected a version that owes alert {wanted}, found none; "
        "`advisory-watch verify` says what is wrong"
    )
