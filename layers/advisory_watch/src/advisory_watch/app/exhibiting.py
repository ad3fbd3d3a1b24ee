"""Export one alert from ledger and archive, together with its evidence."""

from collections.abc import Iterator
from dataclasses import dataclass

from advisory_watch.app.originals import Originals, Seals, Vault
from advisory_watch.app.ports import Outbox
from advisory_watch.core.alerts import Alert
from advisory_watch.core.errors import CorruptLedger, UsageError
from advisory_watch.core.files import File
from advisory_watch.core.manifests import (
    Manifest,
    day_of,
    key_name,
    manifest_name,
    read_manifest,
    signature_name,
)
from advisory_watch.core.proofs.alerts import alerts_due
from advisory_watch.core.proofs.chains import Chain
from advisory_watch.core.proofs.exhibits import Exhibit, Signed
from advisory_watch.core.proofs.instructions import instructions
from advisory_watch.core.proofs.pages import keys_of

README = "README.txt"


@dataclass(frozen=True, slots=True, kw_only=True)
class Exhibiting:
    """Collects the evidence of an alert, with the first manifest that covers its version."""

    outbox: Outbox
    originals: Originals
    vault: Vault
    seals: Seals

    def files(self, alert_id: str) -> Iterator[File]:
        """Yield all files of the export, `README.txt` first.

        Raises `UsageError` if no version has such an alert, and `ArchiveError` if a page is
        missing.
        """
        exhibit = self._exhibit(alert_id)
        yield File(path=README, body=instructions(exhibit).encode())
        yield from exhibit.files()

    def _exhibit(self, alert_id: str) -> Exhibit:
        alert = self.outbox.found([alert_id]).get(alert_id)
        if alert is None or alert.destination is None:
            raise UsageError(
                f"export: expected the id of an alert about a destination, found {alert_id!r}"
            )
        chain = self._chain(alert, alert.destination)
        number = _number_of(chain, alert)
        version = chain.versions[number]
        signed = self._signed(chain, number)
        last = signed.manifest.tips[chain.source][chain.destination].number if signed else number
        return Exhibit(
            alert=alert,
            version=version,
            records={
                original.number: original.text
                for original in chain.originals
                if number - 1 <= original.number <= last
            },
            pages=tuple(self.vault.packed(key) for key in keys_of(version.evidence)),
            signed=signed,
        )

    def _chain(self, alert: Alert, destination: str) -> Chain:
        originals = self.originals.of(alert.source, destination)
        return Chain(source=alert.source, destination=destination, originals=originals)

    def _signed(self, chain: Chain, number: int) -> Signed | None:
        """Return the first manifest with the hash of this version or of a later one."""
        for day in sorted(stamp for stamp in map(day_of, self.seals.names()) if stamp):
            content = self.seals.get(manifest_name(day)) or b""
            try:
                manifest = read_manifest(content)
            except CorruptLedger:
                continue
            tip = manifest.tips.get(chain.source, {}).get(chain.destination)
            if tip is not None and tip.number >= number and tip.hash:
                return self._with_signature(manifest, content)
        return None

    def _with_signature(self, manifest: Manifest, content: bytes) -> Signed:
        return Signed(
            manifest=manifest,
            content=content,
            signature=self.seals.get(signature_name(manifest.day)),
            key=self.seals.get(key_name(manifest.key)),
        )


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
