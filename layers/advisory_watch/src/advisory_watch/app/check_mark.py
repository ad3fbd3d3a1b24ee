"""The mark of a running check in the ledger: a check that is killed leaves it behind."""

from dataclasses import dataclass, replace

from advisory_watch.app.ports import Clock, Ledger
from advisory_watch.core.alert import Alert
from advisory_watch.core.clock import is_after
from advisory_watch.core.detection.outages import after_failure
from advisory_watch.core.errors import LedgerError, StaleVersion
from advisory_watch.core.future_times import bounded_health
from advisory_watch.core.health import Health, killed_since


@dataclass(slots=True, kw_only=True)
class CheckMark:
    """Marks in the ledger that a check reads new documents, which takes memory and time.

    `health` is the stored health of the source, with the mark once it is set. The end of the check
    removes the mark. A check that finds no new document writes none.
    """

    ledger: Ledger
    clock: Clock
    health: Health

    def report_killed(self) -> None:
        """Record a failure since an earlier check began that did not end.

        Raises `LedgerError`, or `StaleVersion` if another check was faster.
        """
        at = self.clock()
        since = killed_since(self.health, at)
        if since is None:
            return
        reason = (
            f"the check of {since:%Y-%m-%d %H:%M} UTC did not end: "
            "it was killed, for lack of memory or at its time limit"
        )
        health = bounded_health(self.health, at)
        health = replace(health, failing_since=health.failing_since or since)
        failing, alerts = after_failure(health, reason, at)
        self._save(failing, alerts)

    def begin(self) -> None:
        """Set the mark, before the first new document of the check is parsed.

        A ledger that does not take it may still take the result. Raises `StaleVersion`.
        """
        at, begun_at = self.clock(), self.health.begun_at
        if begun_at is not None and not is_after(begun_at, at):
            return
        try:
            self._save(replace(self.health, begun_at=at))
        except StaleVersion:
            raise
        except LedgerError:
            return

    def _save(self, health: Health, alerts: tuple[Alert, ...] = ()) -> None:
        following = replace(health, revision=self.health.revision + 1)
        self.ledger.save_health(following, alerts)
        self.health = following
