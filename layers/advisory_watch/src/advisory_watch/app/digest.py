"""The daily digest: what changed and how well each source was read, on quiet days too."""

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from advisory_watch.app.ports import Clock, Ledger, Outbox
from advisory_watch.app.system_check import RunLog
from advisory_watch.core.alert import with_corrections
from advisory_watch.core.digest import (
    Digest,
    SourceDay,
    build_source_day,
    histories_wanted,
    start_of_day,
    unreadable_day,
    without_retracted,
)
from advisory_watch.core.errors import LedgerError
from advisory_watch.core.messages.digest import DigestMessage, render_digest
from advisory_watch.core.record import Version
from advisory_watch.core.source import Source
from advisory_watch.core.source_state import SourceState
from advisory_watch.core.system_health import Duty


class DigestNotifier(Protocol):
    """Sends the digest to its subscribers."""

    def send(self, message: DigestMessage) -> None:
        """Send the digest to all subscribers. Raises `DeliveryFailed`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DailyDigest:
    """Sends the digest of the sources; `followed` are codes that get a line for each source.

    `run_log` remembers each digest that was sent, so that a missing one is noticed.
    """

    ledger: Ledger
    outbox: Outbox
    sources: tuple[Source, ...]
    digest_notifier: DigestNotifier
    clock: Clock
    followed: tuple[str, ...] = ()
    run_log: RunLog | None = None

    def run(self) -> Digest:
        """Compose and send the digest, and return it.

        The digest is sent even if nothing happened and no source could be read. Nothing is marked
        as sent: after a crash the digest is sent again.
        """
        at = self.clock()
        since = start_of_day(at)
        days = tuple(self._day(source, since, at) for source in self.sources)
        digest = Digest(since=since, at=at, days=days, followed=self.followed)
        self.digest_notifier.send(render_digest(digest))
        if self.run_log is not None:
            with suppress(LedgerError):  # a repeated run would send the digest twice
                self.run_log.mark_run(Duty.DIGEST, at)
        return digest

    def _day(self, source: Source, since: datetime, at: datetime) -> SourceDay:
        """Summarize a source; one that the ledger cannot read does not affect the others."""
        try:
            state = self.ledger.state(source.id)
        except LedgerError as error:
            return unreadable_day(source.id, source.title, str(error))
        histories, lost = self._histories(state, since)
        lost |= {code: f"{code}: {reason}" for code, reason in state.unreadable.items()}
        day = build_source_day(source.title, state, histories, since, at)
        day = replace(day, lost=tuple(lost), trouble="; ".join(lost.values()))
        return self._corrected(day) if day.changes else day

    def _corrected(self, day: SourceDay) -> SourceDay:
        """Apply retractions. If they cannot be read, every change is shown as it was sent."""
        asked = with_corrections(alert.id for alert in day.changes)
        try:
            found = self.outbox.found(asked)
        except LedgerError as error:
            return replace(day, trouble="; ".join(filter(None, (day.trouble, str(error)))))
        return without_retracted(day, found)

    def _histories(
        self, state: SourceState, since: datetime
    ) -> tuple[dict[str, tuple[Version, ...]], dict[str, str]]:
        """Read the histories that the day needs; return by code why others could not be read."""
        histories: dict[str, tuple[Version, ...]] = {}
        lost: dict[str, str] = {}
        for code in histories_wanted(state, since, self.followed):
            try:
                histories[code] = self.ledger.history(state.health.source, code)
            except LedgerError as error:
                lost[code] = f"{code}: {error}"
        return histories, lost
