"""Verify the evidence: versions, alerts and manifests.

Nothing is written. Unreadable data does not end the verification: it is one of its findings.
"""

from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from advisory_watch.app.ports import Clock, Ledger, ManifestStore, Outbox, RawRecords, SealLog
from advisory_watch.app.verify_pages import PageChecks, Step
from advisory_watch.core.alert import Alert
from advisory_watch.core.errors import ArchiveError, CorruptLedger, LedgerError
from advisory_watch.core.evidence.chain import (
    Chain,
    IssueSeverity,
    VerificationIssue,
    broken_issue,
    note_issue,
)
from advisory_watch.core.evidence.checks import (
    VerificationSummary,
    alert_issues,
    alerts_due,
    change_issues,
    orphan_issues,
    summarize,
)
from advisory_watch.core.evidence.manifest import (
    CheckedManifest,
    Manifest,
    chain_head_issues,
    destinations_named,
    fingerprint_of,
    key_name,
    manifest_days,
    manifest_name,
    mark_issues,
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
        found = yield from self._look_up(due)
        for chain in chains:
            yield from alert_issues(chain, found)
            yield from change_issues(chain)
        if has_all:
            begun = min((alert.created_at for alert in due.values()), default=self.clock())
            yield from self._orphans(frozenset(due), begun)

    def _look_up(
        self, ids: Collection[str]
    ) -> Generator[VerificationIssue, None, Mapping[str, Alert]]:
        """Find alerts by their ids; if one cannot be read, find the others one by one."""
        try:
            return self.outbox.found(ids)
        except LedgerError:
            found: dict[str, Alert] = {}
        unread: dict[str, list[str]] = {}
        for alert_id in ids:
            try:
                found |= self.outbox.found([alert_id])
            except LedgerError as error:
                unread.setdefault(str(error), []).append(f"alert {alert_id}")
        yield from _unreadable(unread, "an alert that can be read")
        return found

    def _orphans(self, due: frozenset[str], begun: datetime) -> Iterator[VerificationIssue]:
        """Find alerts without a version, and report how many are still pending."""
        alerts: list[Alert] = []
        try:
            alerts.extend(self.outbox.pending())
            if alerts:
                since = min(alert.created_at for alert in alerts)
                found = f"{len(alerts)} still owed, the oldest since {since:%Y-%m-%d %H:%M} UTC"
                yield note_issue("outbox", "every alert sent", found)
            for month in _months(begun, self.clock()):
                alerts += self.outbox.sent(month)
            corrected = [alert.corrects for alert in alerts if alert.corrects]
            ever = frozenset(self.outbox.found(corrected) if corrected else ())
        except LedgerError as error:
            yield broken_issue("outbox", "alerts that can be read", str(error))
            return
        for alert in alerts:
            yield from orphan_issues(alert, due, ever)


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
    seals: SealLog
    is_signed: IsSigned

    def mark_issues(self, manifests: Sequence[CheckedManifest]) -> Iterator[VerificationIssue]:
        """Compare the manifests with the newest one that the ledger remembers."""
        try:
            mark = self.seals.last_seal()
        except LedgerError as error:
            yield broken_issue("ledger", "the newest manifest that it remembers", str(error))
        else:
            yield from mark_issues(manifests, mark)

    def read(self) -> Iterator[CheckedManifest]:
        """Yield all manifests, oldest first. Raises `ArchiveError`."""
        for day in manifest_days(self.manifests.names()):
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
    """Verifies everything, or some destinations.

    `damage` yields the faults of the file that holds the ledger. `expected_key` is the hash of a
    trusted key.
    """

    ledger: Ledger
    raw_records: RawRecords
    pages: PageChecks
    alerts: AlertChecks
    manifests: ManifestChecks
    damage: Callable[[], Iterable[str]] = tuple
    expected_key: str = ""

    def run(
        self, places: Collection[Place] | None, step: Step
    ) -> Iterator[VerificationIssue | VerificationSummary]:
        """Yield all findings, then the summary; `places` is None to verify everything.

        `step` is called for each examined file of the archive.
        """
        worst = IssueSeverity.NOTE
        for result in self._results(places, step):
            if isinstance(result, VerificationSummary):
                yield replace(result, worst=worst)
            else:
                worst = max(worst, result.severity)
                yield result

    def _results(
        self, places: Collection[Place] | None, step: Step
    ) -> Iterator[VerificationIssue | VerificationSummary]:
        for fault in self.damage():
            yield broken_issue("ledger", "a file without damage", fault)
        manifests, has_all = tuple(self.manifests.read()), places is None
        yield from signature_issues(manifests, self.expected_key)
        yield from self.manifests.mark_issues(manifests)
        chains = yield from self._chains(places, manifests)
        for chain in chains:
            yield from chain.issues()
        by_place = {(chain.source, chain.destination): chain for chain in chains}
        yield from chain_head_issues(manifests, by_place)
        yield from self.alerts.issues(chains, has_all=has_all)
        keys = self.pages.keys(chains, has_all=has_all)
        yield from self.pages.issues(chains, keys, step)
        yield summarize(manifests, chains, files=len(keys))

    def _chains(
        self, places: Collection[Place] | None, manifests: Sequence[CheckedManifest]
    ) -> Generator[VerificationIssue, None, list[Chain]]:
        """Read the versions of some places, or of all that are stored, named or known now."""
        if places is None:
            stored = (yield from self._stored()) | destinations_named(manifests)
            records = yield from self._records(stored)
            stored |= {place for place, record in records.items() if record.number}
        else:
            stored = frozenset(places)
            records = yield from self._records(stored)
        chains: list[Chain] = []
        unread: dict[str, list[str]] = {}
        for source, code in sorted(stored):
            try:
                raw_records = self.raw_records.of(source, code)
            except LedgerError as error:
                unread.setdefault(str(error), []).append(f"{source}/{code}")
            else:
                record = records.get((source, code))
                chains.append(
                    Chain(source=source, destination=code, raw_records=raw_records, record=record)
                )
        yield from _unreadable(unread, "versions that can be read")
        return chains

    def _stored(self) -> Generator[VerificationIssue, None, frozenset[Place]]:
        try:
            return frozenset(self.raw_records.places())
        except LedgerError as error:
            yield broken_issue("ledger", "versions that can be read", str(error))
            return frozenset()

    def _records(
        self, places: Iterable[Place]
    ) -> Generator[VerificationIssue, None, dict[Place, DestinationRecord]]:
        """Read the present records of the sources concerned and of the registered sources."""
        records: dict[Place, DestinationRecord] = {}
        for source in sorted({source for source, _ in places} | set(self.pages.sources)):
            try:
                state = self.ledger.state(source)
            except LedgerError as error:
                yield broken_issue(source, "what is known now", str(error))
            else:
                records |= {(source, code): record for code, record in state.records.items()}
                for code, reason in state.unreadable.items():
                    yield broken_issue(f"{source}/{code}", "what is known now", reason)
        return records


def _unreadable(unread: Mapping[str, Sequence[str]], expected: str) -> Iterator[VerificationIssue]:
    """Report each reason once, with what it concerns: one damaged page hides hundreds of rows."""
    for reason, about in unread.items():
        more = f" (and {len(about) - 1} more)" if len(about) > 1 else ""
        yield broken_issue(f"{about[0]}{more}", expected, reason)
