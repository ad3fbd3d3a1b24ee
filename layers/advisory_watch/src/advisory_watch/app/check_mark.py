"""The mark of a running check in the ledger: a check that is killed leaves it behind."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from advisory_watch.app.ports import Clock, Ledger
from advisory_watch.core.clock import is_after
from advisory_watch.core.detection.outages import after_failure
from advisory_watch.core.errors import LedgerError, StaleVersion
from advisory_watch.core.future_times import bounded_health
from advisory_watch.core.health import Health, killed_since

if TYPE_CHECKING:
    from advisory_watch.core.alert import Alert

MARKED_FROM_BYTES = 2_000_000
"""New documents of this size in one check are marked. Smaller ones cannot fill the memory, and the
mark would double what most checks write. A check that ends without a trace for another reason is
noticed as one that is late.
"""


@dataclass(slots=True, kw_only=True)
class CheckMark:
    """Marks in the ledger that a check reads many bytes of new documents.

    `health` is the stored health of the source, with the mark once it is set. The end of the check
    removes the mark. `new_bytes` is the size of the new documents so far.
    """

    ledger: Ledger
    clock: Clock
    health: Health
    new_bytes: int = 0

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

    def begin(self, size_bytes: int) -> None:
        """Count a new document before it is parsed, and set the mark once they are large.

        A ledger that does not take it may still take the result. Raises `StaleVersion`.
        """
        self.new_bytes += size_bytes
        if self.new_bytes < MARKED_FROM_BYTES:
            return
        at, begun_at = self.clock(), self.health.begun_at
        if begun_at is not None and not is_after(begun_at, at):
            return
        try:
            self._save(replace(self.health, begun_at=at))
        except StaleVersion:
            raise
        except LedgerError:
            return

    def before_waiting(self) -> None:
        """Have the next check read the records, unless this one ends and says what waits.

        Without its candidate, the next check would not judge a page that contradicts it. Raises
        `LedgerError`.
        """
        if self.health.records_read_at is not None:
            self._save(replace(self.health, records_read_at=None))

    def _save(self, health: Health, alerts: "tuple[Alert, ...]" = ()) -> None:
        following = replace(health, revision=self.health.revision + 1)
        self.ledger.save_health(following, alerts)
        self.health = following
