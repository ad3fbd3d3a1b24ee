"""Verify the evidence: versions, alerts and manifests.

Nothing is written. Unreadable data does not end the verification: it is one of its findings.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from advisory_watch.app.ports import Clock, Ledger, ManifestStore, Outbox, RawRecords
from advisory_watch.app.verify_pages import PageChecks, Step
from advisory_watch.core.alert import Alert
from advisory_watch.core.errors import ArchiveError, CorruptLedger, LedgerError
from advisory_watch.core.evidence.chain import Chain, VerificationIssue, broken_issue, note_issue
from advisory_watch.core.evidence.checks import (
    VerificationSummary,
    alert_issues,
    alerts_due,
    change_issues,
    orphan_issues,
)
from advisory_watch.core.evidence.manifest import (
    CheckedManifest,
    Manifest,
    chain_head_issues,
    day_of,
    destinations_named,
    fingerprint_of,
    key_name,
    manifest_name,
    read_manifest,
    signature_issues,
    signature_name,
)
from advisory_watch.core.record import DestinationRecord

A_MONTH = timedelta(days=32)
"""Added to the first day of a month, this leads into the next month."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertChecks:
    """Compares pending and sent alerts with the alerts that the versions require."""

    outbox: Outbox
    clock: Clock

    def issues(self, chains: Sequence[Chain], *, has_all: bool) -> Iterator[VerificationIssue]:
        """Check each version's alert; if all chains are given, also check each alert's version."""
        due = {alert.id: alert for chain in chains for alert in alerts_due(chain).values()}
        found: dict[str, Alert] = {}
        yield from self._look_up(due, found)
        for chain in chains:
            yield from alert_issues(chain, found)
            yield from change_issues(chain)
        if has_all:
            begun = min((alert.created_at for alert in due.values()), default=self.clock())
            yield from self._orphans(frozenset(due), begun)

    def _look_up(
        self, ids: Collection[str], found: dict[str, Alert]
    ) -> Iterator[VerificationIssue]:
        """Find alerts by their ids; if one cannot be read, find the others one by one."""
        try:
            found |= self.outbox.found(ids)
        except CorruptLedger:
            for alert_id in ids:
                try:
                    found |= self.outbox.found([alert_id])
                except CorruptLedger as error:
                    yield broken_issue(f"alert {alert_id}", "an alert that can be read", str(error))

    def _orphans(self, due: frozenset[str], begun: datetime) -> Iterator[VerificationIssue]:
        """Find alerts without a version, and report how many are still pending."""
        alerts: list[Alert] = []
        try:
            alerts.extend(self.outbox.pending())
            if alerts:
                since = min(alert.created_at for alert in alerts)
                oldest = f"the oldest since {since:%Y-%m-%d %H:%M} UTC"
                yield note_issue(
                    "outbox", "every alert sent", f"{len(alerts)} still owed, {oldest}"
                )
            for month in _months(begun, self.clock()):
                alerts += self.outbox.sent(month)
        except CorruptLedger as error:
            yield broken_issue("outbox", "alerts that can be read", str(error))
        corrected = [entry.corrects for entry in alerts if entry.corrects]
        ever: Mapping[str, Alert] = self.outbox.found(corrected) if corrected else {}
        for alert in alerts:
            yield from orphan_issues(alert, due, frozenset(ever))


def _months(first: datetime, last: datetime) -> Iterator[str]:
    """Name the months from one moment to another, as the outbox does."""
    month = first.replace(day=1)
    while f"{month:%Y-%m}" <= f"{last:%Y-%m}":
        yield f"{month:%Y-%m}"
        month = (month + A_MONTH).replace(day=1)


IsSigned = Callable[[bytes, bytes, bytes], bool]
"""Tells whether a signature of some content matches a public key: content, signature, PEM key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ManifestChecks:
    """Reads manifests, and checks who signed them."""

    manifests: ManifestStore
    is_signed: IsSigned

    def read(self) -> Iterator[CheckedManifest]:
        """Yield all manifests, oldest first. Raises `ArchiveError`."""
        for day in sorted(stamp for stamp in map(day_of, self.manifests.names()) if stamp):
            content = self.manifests.get(manifest_name(day)) or b""
            try:
                manifest = read_manifest(content)
            except CorruptLedger:
                yield CheckedManifest(day=day, content=content, manifest=None)
            else:
                trouble = self._trouble(day, content, manifest)
                yield CheckedManifest(day=day, content=content, manifest=manifest, trouble=trouble)

    def _trouble(self, day: date, content: bytes, manifest: Manifest) -> str:
        """Return the fault of a signature, or an empty text if the signature is valid."""
        try:
            signature = self.manifests.get(signature_name(day))
            pem = self.manifests.get(key_name(manifest.key))
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


Place = tuple[str, str]
"""A source id and a destination code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verify:
    """Verifies everything, or some destinations; `expected_key` is the hash of a trusted key."""

    ledger: Ledger
    raw_records: RawRecords
    pages: PageChecks
    alerts: AlertChecks
    manifests: ManifestChecks
    expected_key: str = ""

    def run(
        self, places: Collection[Place] | None, summary: VerificationSummary, step: Step
    ) -> Iterator[VerificationIssue]:
        """Yield all findings; `places` is None to verify everything.

        At the end, `summary` has the counts and the worst finding. `step` is called for each
        examined file of the archive.
        """
        for issue in self._remarks(places, summary, step):
            summary.worst = max(summary.worst, issue.severity)
            yield issue

    def _remarks(
        self, places: Collection[Place] | None, summary: VerificationSummary, step: Step
    ) -> Iterator[VerificationIssue]:
        manifests = tuple(self.manifests.read())
        _count_seals(summary, manifests)
        yield from signature_issues(manifests, self.expected_key)
        stored = set(places or ())
        if places is None:
            yield from self._everywhere(manifests, stored)
        records: dict[Place, DestinationRecord] = {}
        yield from self._known(records, stored)
        numbered = {place for place, each in records.items() if each.number}
        wanted = sorted(stored if places is not None else stored | numbered)
        chains: list[Chain] = []
        for place in wanted:
            yield from self._chain(place, records.get(place), chains)
        for chain in chains:
            yield from chain.issues()
        yield from chain_head_issues(
            manifests, {(each.source, each.destination): each for each in chains}
        )
        yield from self.alerts.issues(chains, has_all=places is None)
        keys = self.pages.keys(chains, has_all=places is None)
        _count(summary, chains, keys)
        yield from self.pages.issues(chains, keys, step)

    def _everywhere(
        self, manifests: Iterable[CheckedManifest], stored: set[Place]
    ) -> Iterator[VerificationIssue]:
        """Collect every place that a version is stored under, or that a manifest names."""
        stored |= destinations_named(manifests)
        try:
            stored |= set(self.raw_records.places())
        except LedgerError as error:
            yield broken_issue("ledger", "versions that can be read", str(error))

    def _known(
        self, records: dict[Place, DestinationRecord], stored: Iterable[Place]
    ) -> Iterator[VerificationIssue]:
        """Read the present records of the sources concerned and of the registered sources."""
        for source in sorted({source for source, _ in stored} | set(self.pages.sources)):
            try:
                state = self.ledger.state(source)
            except LedgerError as error:
                yield broken_issue(source, "what is known now", str(error))
            else:
                records |= {(source, code): record for code, record in state.records.items()}

    def _chain(
        self, place: Place, record: DestinationRecord | None, chains: list[Chain]
    ) -> Iterator[VerificationIssue]:
        source, code = place
        try:
            raw_records = self.raw_records.of(source, code)
        except LedgerError as error:
            yield broken_issue("/".join(place), "versions that can be read", str(error))
        else:
            chains.append(
                Chain(source=source, destination=code, raw_records=raw_records, record=record)
            )


def _count_seals(summary: VerificationSummary, manifests: Sequence[CheckedManifest]) -> None:
    summary.manifests = len(manifests)
    for seal in manifests:
        if seal.manifest and not seal.trouble:
            summary.signed_by, summary.signed_at = seal.manifest.key, seal.manifest.made_at


def _count(summary: VerificationSummary, chains: Sequence[Chain], keys: Sequence[str]) -> None:
    summary.destinations = sum(1 for chain in chains if chain.newest)
    summary.versions = sum(len(chain.hashes) for chain in chains)
    summary.chained = sum(max(0, chain.newest - chain.begins_at + 1) for chain in chains)
    summary.files = len(keys)
