"""Once a day: write the last version of every chain into a manifest, and sign it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from advisory_watch.app.ports import Clock, Ledger, ManifestStore, SealLog, Signer
from advisory_watch.app.system_check import RunLog
from advisory_watch.core.damaged_records import require_readable
from advisory_watch.core.errors import CorruptLedger, LedgerError
from advisory_watch.core.evidence.manifest import (
    ChainHead,
    Manifest,
    SealMark,
    chain_heads,
    fingerprint_of,
    key_name,
    manifest_days,
    manifest_hash,
    manifest_name,
    read_manifest,
    signature_name,
    write_manifest,
)
from advisory_watch.core.system_health import Duty


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningResult:
    """The result: the manifest, if one was written, and by source why it is missing from it."""

    manifest: Manifest | None = None
    lost: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class SignManifest:
    """Writes the manifest of the day, if any chain changed since the last one.

    The ledger remembers the newest manifest. If that file is gone, the next manifest still names
    its hash, so that a verification reports the loss from then on.
    """

    ledger: Ledger
    seals: SealLog
    sources: Iterable[str]
    manifests: ManifestStore
    signer: Signer
    clock: Clock
    run_log: RunLog | None = None

    def run(self) -> SigningResult:
        """Write the manifest once a day; a second run completes an interrupted one.

        A run that left no source out is marked in `run_log`, also if no chain changed.

        Raises `ArchiveError` if the manifest cannot be written or signed, and `LedgerError` if it
        cannot be remembered.
        """
        at = self.clock()
        result = self._sign_day(at)
        if self.run_log is not None and not result.lost:
            self.run_log.mark_run(Duty.SEAL, at)
        return result

    def _sign_day(self, at: datetime) -> SigningResult:
        names = self.manifests.names()
        days = manifest_days(names)
        if days and days[-1] >= at.date():
            self._finish(at.date(), names)
            return SigningResult(lost={})
        last = self.manifests.get(manifest_name(days[-1])) if days else None
        mark = self._remembered(days[-1] if days else None, last)
        tips, lost = self._tips()
        if not any(tips.values()) or tips == _tips_in(last):
            return SigningResult(lost=lost)
        manifest = Manifest(
            day=at.date(),
            made_at=at,
            previous=mark.hash if mark is not None else "",
            key=self._key(),
            algorithm=self.signer.algorithm,
            tips=tips,
        )
        content = write_manifest(manifest)
        if not self.manifests.put_new(manifest_name(manifest.day), content):
            return SigningResult(lost=lost)
        self._sign(manifest, content)
        self.seals.remember_seal(SealMark(day=manifest.day, hash=manifest_hash(content)))
        return SigningResult(manifest=manifest, lost=lost)

    def _remembered(self, day: date | None, content: bytes | None) -> SealMark | None:
        """Return the newest manifest of ledger and folder; the ledger may lack the newest."""
        mark = self.seals.last_seal()
        if day is None or content is None or (mark is not None and mark.day >= day):
            return mark
        found = SealMark(day=day, hash=manifest_hash(content))
        self.seals.remember_seal(found)
        return found

    def _tips(self) -> tuple[dict[str, dict[str, ChainHead]], dict[str, str]]:
        """Return the last version of each chain by source, and by source why none can be read."""
        tips: dict[str, dict[str, ChainHead]] = {}
        lost: dict[str, str] = {}
        for source in self.sources:
            try:
                state = self.ledger.state(source)
                require_readable(state)
                tips[source] = chain_heads(state.records)
            except LedgerError as error:
                lost[source] = str(error)
        return tips, lost

    def _key(self) -> str:
        """Store the public key next to the manifests, and return its hash."""
        pem = self.signer.public_key()
        key = fingerprint_of(pem)
        self.manifests.put_new(key_name(key), pem)
        return key

    def _finish(self, today: date, names: Collection[str]) -> None:
        """Sign today's manifest if a run ended between writing and signing it.

        A manifest of an earlier day is never signed: its author can no longer be verified.
        """
        if manifest_name(today) not in names or signature_name(today) in names:
            return
        content = self.manifests.get(manifest_name(today)) or b""
        manifest = read_manifest(content)
        if manifest.key == self._key():
            self._sign(manifest, content)

    def _sign(self, manifest: Manifest, content: bytes) -> None:
        self.manifests.put_new(signature_name(manifest.day), self.signer.sign(content))


def _tips_in(content: bytes | None) -> Mapping[str, Mapping[str, ChainHead]]:
    """Return the hashes that a manifest names; none, if it cannot be parsed."""
    try:
        return read_manifest(content).tips if content is not None else {}
    except CorruptLedger:
        return {}
