"""Keeping the page behind a verdict, then recording version and owed alert together."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from advisory_watch.app.outcomes import ChangeOutcome, change_outcomes
from advisory_watch.app.ports import Archive, Ledger
from advisory_watch.core.alerts import alert_for
from advisory_watch.core.errors import LedgerError, StaleVersion
from advisory_watch.core.pages import Page
from advisory_watch.core.scales import Change
from advisory_watch.core.verdicts.following import next_known, version_of
from advisory_watch.core.verdicts.judge import baseline
from advisory_watch.core.verdicts.verdict import Outcome, Verdict
from advisory_watch.core.versions import Evidence, Known

FAILURES_NAMED = 5
"""Whoever mends the ledger needs a few examples; two hundred would fill every report."""


def evidence_of(door: str, page: Page, second: Page | None) -> Evidence:
    """Say where a reading came from, and which second page was looked at for it."""
    return Evidence(
        door=door,
        page_key=page.sha256,
        read_at=page.fetched_at,
        note=f"second door: {second.sha256}" if second else "",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorder:
    """Writes down what one reading taught; the page first, so that every version has one.

    `unkept` are the pages behind the reading that are not in the archive yet.
    """

    ledger: Ledger
    archive: Archive
    evidence: Evidence
    unkept: list[Page]

    def record_each(
        self,
        source: str,
        known: Mapping[str, Known],
        verdicts: Iterable[Verdict],
        told: list[ChangeOutcome],
    ) -> str:
        """Record every verdict, news first; say in words which could not be recorded.

        One that the ledger refuses holds up no other. `told` gets the changes as they are
        recorded, so that they are known even where a later verdict ends the check.
        """
        failures: list[str] = []
        for verdict in sorted(verdicts, key=lambda each: each.outcome is not Outcome.CHANGED):
            try:
                told.extend(self.record(source, known.get(verdict.destination), verdict))
            except StaleVersion:
                raise
            except LedgerError as error:
                failures.append(f"{verdict.destination} was not recorded: {error}")
        return _in_words(failures)

    def record(
        self, source: str, known: Known | None, verdict: Verdict
    ) -> tuple[ChangeOutcome, ...]:
        """Record one verdict where it taught anything; return the changes that are news.

        Raises `StaleVersion` where another check was faster, `LedgerError` where the
        ledger refuses, `ArchiveError` where the page could not be kept.
        """
        following = next_known(source, known, verdict, self.evidence)
        if verdict.outcome is not Outcome.UNCHANGED:
            self._keep()
        if following is None:
            return ()
        version = version_of(following, verdict)
        before = baseline(known)
        alert = alert_for(before, version) if version else None
        self.ledger.record(following, version, alert)
        if version is None or Change.FIRST_SEEN in version.changes:
            return ()
        return change_outcomes(before, version, alert)

    def _keep(self) -> None:
        """Keep the pages once for all verdicts of the reading."""
        while self.unkept:
            self.archive.keep(self.unkept[-1])
            self.unkept.pop()


def _in_words(failures: list[str]) -> str:
    more = len(failures) - FAILURES_NAMED
    shown = failures[:FAILURES_NAMED] + ([f"and {more} more"] if more > 0 else [])
    return "; ".join(shown)
