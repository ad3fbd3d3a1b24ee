"""Archive the page behind a detection, then record version and alert in one transaction."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from advisory_watch.app.evidence import Sheaf
from advisory_watch.app.outcomes import ChangeOutcome, change_outcomes
from advisory_watch.app.ports import Ledger
from advisory_watch.core.alerts import alert_for
from advisory_watch.core.chain import chained
from advisory_watch.core.errors import ArchiveError, LedgerError, StaleVersion
from advisory_watch.core.scales import Change
from advisory_watch.core.verdicts.following import next_known, version_of
from advisory_watch.core.verdicts.judge import baseline
from advisory_watch.core.verdicts.verdict import Outcome, Verdict
from advisory_watch.core.versions import Known

FAILURES_NAMED = 5
"""Failures named in a report: a few examples are enough, two hundred would fill it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorder:
    """Records the detections of one snapshot; pages first, so that every version has one."""

    ledger: Ledger
    sheaf: Sheaf

    def record_each(
        self,
        source: str,
        known: Mapping[str, Known],
        verdicts: Iterable[Verdict],
        told: list[ChangeOutcome],
    ) -> str:
        """Record every detection, changes first; return the failures in words.

        A detection that the ledger refuses, or whose page the archive refuses, does not affect
        other destinations. Changes are added to `told` as they are recorded, so that they are
        reported even if a later detection ends the check. Detections about one destination build on
        each other, in their order.
        """
        failures: dict[str, str] = {}
        moved: dict[str, Known] = {}
        for verdict in sorted(verdicts, key=lambda item: item.outcome is not Outcome.CHANGED):
            code = verdict.destination
            if code in failures:
                continue
            try:
                now = moved.get(code) or known.get(code)
                told.extend(self.record(source, now, verdict, moved))
            except StaleVersion:
                raise
            except (ArchiveError, LedgerError) as error:
                failures[code] = f"{code} was not recorded: {error}"
        return _in_words(list(failures.values()))

    def record(
        self, source: str, known: Known | None, verdict: Verdict, moved: dict[str, Known]
    ) -> tuple[ChangeOutcome, ...]:
        """Record one detection if it has new information; return the changes to report.

        `known` is the record of its destination. The new record is put into `moved`. Raises
        `StaleVersion` if another check was faster, `LedgerError` if the ledger refuses, and
        `ArchiveError` if the page could not be archived.
        """
        if verdict.outcome is not Outcome.UNCHANGED:
            self.sheaf.keep(verdict)
        evidence = self.sheaf.evidence(verdict)
        following = next_known(source, known, verdict, evidence)
        if following is None:
            return ()
        version = version_of(following, verdict)
        before = baseline(known)
        alert = alert_for(before, version) if version else None
        following = chained(following, version)
        self.ledger.record(following, version, alert)
        moved[verdict.destination] = following
        if version is None or Change.FIRST_SEEN in version.changes:
            return ()
        return change_outcomes(alert.before if alert else before, version, alert)


def _in_words(failures: list[str]) -> str:
    more = len(failures) - FAILURES_NAMED
    shown = failures[:FAILURES_NAMED] + ([f"and {more} more"] if more > 0 else [])
    return "; ".join(shown)
