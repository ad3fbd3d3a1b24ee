"""Record detections and their evidence."""

from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from advisory_watch.app.fetch_result import EndpointFetchResult
from advisory_watch.app.ports import Archive, Ledger
from advisory_watch.app.results import ChangeOutcome
from advisory_watch.core.advisory import Advisory, Change
from advisory_watch.core.alert import Alert, build_alert, is_urgent
from advisory_watch.core.detection.apply import next_record, version_of
from advisory_watch.core.detection.confirm import awaits_repetition
from advisory_watch.core.detection.engine import baseline
from advisory_watch.core.detection.types import Detection, Outcome
from advisory_watch.core.errors import ArchiveError, LedgerError, StaleVersion
from advisory_watch.core.mass_move import MassMove
from advisory_watch.core.page import HeldPage
from advisory_watch.core.record import (
    FETCHED_BY,
    INCOMPLETE_COPY,
    DestinationRecord,
    Evidence,
    Version,
    chained,
)
from advisory_watch.core.revisits import MOVES


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceCollector:
    """The pages of one check. Each page is archived once, and only if a detection needs it.

    `second` is the result of the second endpoint for the destinations in doubt. `refused` maps the
    hash of a page that the archive refused to the reason. It is kept because hundreds of detections
    may share one page.
    """

    archive: Archive
    fetched: EndpointFetchResult
    second: EndpointFetchResult | None = None
    kept: set[str] = field(default_factory=set)
    refused: dict[str, str] = field(default_factory=dict)

    def evidence(self, detection: Detection) -> Evidence:
        """Cite the page that was judged, and the further pages that were consulted."""
        page = self._page(detection)
        notes = [INCOMPLETE_COPY] if self.fetched.shortfall else []
        notes += [f"{FETCHED_BY}{page.reader}"] if page.reader else []
        notes += [f"{role}: {other.sha256}" for role, other in self._other_pages(detection)]
        return Evidence(
            endpoint=self.fetched.endpoint.id,
            page_key=page.sha256,
            read_at=page.fetched_at,
            note="; ".join(notes),
        )

    def keep(self, detection: Detection) -> None:
        """Archive the pages behind a detection. Raises `ArchiveError`."""
        others = (page for _, page in self._other_pages(detection))
        for page in (self._page(detection), *others):
            if page.sha256 in self.refused:  # a full archive does not gain space meanwhile
                raise ArchiveError(self.refused[page.sha256])
            if page.sha256 not in self.kept:
                try:
                    self.archive.keep(page.unpacked)
                except ArchiveError as error:
                    self.refused[page.sha256] = str(error)
                    raise
                self.kept.add(page.sha256)

    def _page(self, detection: Detection) -> HeldPage:
        """Return the page that shows a destination, or that lists all if it is missing."""
        page = self.fetched.page_of(detection.destination, detection.advisory)
        if page is None:
            code = detection.destination
            raise ArchiveError(f"{code}: expected a page behind the verdict, found none")
        return page

    def _other_pages(self, detection: Detection) -> Iterator[tuple[str, HeldPage]]:
        listing = self.fetched.listing_page
        if listing is not None and listing is not self._page(detection):
            yield "index", listing
        if self.second is not None and detection.destination in self.second.concerned:
            second = self.second.page_of(detection.destination, detection.advisory)
            if second is not None:
                yield "second door", second


FAILURES_NAMED = 5
"""Failures named in a report: a few examples are enough, two hundred would fill it."""

RecordErrors = dict[str, ArchiveError | LedgerError]
"""Why destinations could not be recorded, by their codes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordResult:
    """What could not be recorded, the new records, and the destinations whose level moved."""

    errors: RecordErrors
    records: Mapping[str, DestinationRecord]
    moved: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorder:
    """Records the detections of one snapshot; pages first, so that every version has one.

    `corrected` are records whose times in the future were put right. They are written even if
    nothing else is learnt of them. `mass` is set if the detections are so many that people get
    their alerts as one message. `before_waiting` is called before a candidate is recorded that is
    not in `awaiting`, and that a repeated reading would confirm.
    """

    ledger: Ledger
    collector: EvidenceCollector
    mass: MassMove | None = None
    corrected: Mapping[str, DestinationRecord] = field(default_factory=dict)
    awaiting: Collection[str] = ()
    before_waiting: Callable[[], None] = lambda: None

    def record_all(
        self,
        source: str,
        records: Mapping[str, DestinationRecord],
        detections: Iterable[Detection],
    ) -> Generator[ChangeOutcome, None, RecordResult]:
        """Record every detection, changed destinations first; yield changes, return the result.

        A detection that the ledger refuses, or whose page the archive refuses, does not affect
        other destinations. Changes are yielded as they are recorded, so that they are reported even
        if a later detection ends the check. Detections about one destination build on each other,
        in their order. Raises `StaleVersion` if another check was faster.
        """
        errors: dict[str, ArchiveError | LedgerError] = {}
        new: dict[str, DestinationRecord] = {}
        moved: set[str] = set()
        for detection in changes_first(detections):
            code = detection.destination
            if code in errors:
                continue
            record = new.get(code) or records.get(code)
            try:
                following, changes = self._record(source, record, detection)
            except StaleVersion:
                raise
            except (ArchiveError, LedgerError) as error:
                errors[code] = error
                continue
            if following is not None:
                new[code] = following
            moved |= {change.destination for change in changes if change.kind in MOVES}
            yield from changes
        unwritten = sorted(self.corrected.keys() - new.keys() - errors.keys())
        errors |= self._correct([self.corrected[code] for code in unwritten])
        return RecordResult(errors=errors, records=new, moved=frozenset(moved))

    def _correct(self, records: Iterable[DestinationRecord]) -> RecordErrors:
        errors: dict[str, ArchiveError | LedgerError] = {}
        for record in records:
            try:
                self.ledger.record(replace(record, revision=record.revision + 1), None, None)
            except StaleVersion:
                raise
            except LedgerError as error:
                errors[record.destination] = error
        return errors

    def _record(
        self, source: str, record: DestinationRecord | None, detection: Detection
    ) -> tuple[DestinationRecord | None, tuple[ChangeOutcome, ...]]:
        """Return the new record, or None if nothing new was learnt, and the changes to report."""
        if detection.outcome is not Outcome.UNCHANGED:
            self.collector.keep(detection)
        following = next_record(source, record, detection, self.collector.evidence(detection))
        if following is None:
            return None, ()
        if awaits_repetition(following) and following.destination not in self.awaiting:
            self.before_waiting()
        version = version_of(following, detection)
        before = baseline(record, detection.advisory)
        alert = build_alert(before, version, self.mass) if version else None
        following = chained(following, version)
        self.ledger.record(following, version, alert)
        if version is None or Change.FIRST_SEEN in version.changes:
            return following, ()
        return following, change_outcomes(alert.before if alert else before, version, alert)


def changes_first(detections: Iterable[Detection]) -> list[Detection]:
    """Order changed destinations before the others; each keeps the order of its detections."""
    listed = tuple(detections)
    changed = {
        detection.destination for detection in listed if detection.outcome is Outcome.CHANGED
    }
    return sorted(listed, key=lambda detection: detection.destination not in changed)


def in_words(errors: RecordErrors) -> str:
    """Name the first destinations that could not be recorded, and the reasons."""
    failures = [f"{code} was not recorded: {error}" for code, error in errors.items()]
    more = len(failures) - FAILURES_NAMED
    return "; ".join(failures[:FAILURES_NAMED] + ([f"and {more} more"] if more > 0 else []))


def change_outcomes(
    before: Advisory | None, version: Version, alert: Alert | None
) -> tuple[ChangeOutcome, ...]:
    """Return one outcome for each change of a version."""
    after = version.advisory
    return tuple(
        ChangeOutcome(
            source=version.source,
            destination=version.destination,
            kind=change.value,
            from_severity=_severity(before),
            to_severity=_severity(after),
            from_partial_severity=_partial_severity(before),
            to_partial_severity=_partial_severity(after),
            from_native=before.native_level if before else None,
            to_native=after.native_level if after else None,
            decided_at=version.decided_at,
            issued_on=after.issued_on if after else None,
            rule=version.rule,
            urgent=is_urgent(before, version),
            version=version.number,
            alert_id=alert.id if alert else None,
        )
        for change in version.changes
    )


def _severity(advisory: Advisory | None) -> int | None:
    return None if advisory is None or advisory.severity is None else int(advisory.severity)


def _partial_severity(advisory: Advisory | None) -> int | None:
    part = advisory.partial_severity if advisory else None
    return None if part is None else int(part)
