"""The check-up looks at everything, and one failed probe hides no other."""

from collections.abc import Iterator
from datetime import timedelta

from advisory_watch.adapters.memory import MemoryLedger, MemoryOutbox
from advisory_watch.app.doctor import Doctor
from advisory_watch.core.alert import Alert
from advisory_watch.core.doctor_facts import CheckStatus, WorkingPart
from advisory_watch.core.errors import AccessDenied, LedgerError
from advisory_watch.core.health import DocumentHealth
from advisory_watch.core.source_state import SourceState
from support.builders import NOON, a_health, an_alert

LATER = NOON + timedelta(hours=1)


class Refused(MemoryLedger):
    """A ledger that does not answer."""

    error: LedgerError = AccessDenied("ledger: AccessDeniedException")

    def state(self, source_id: str, *, may_lag: bool = False) -> SourceState:
        """Raise `LedgerError`."""
        del may_lag
        raise type(self.error)(f"{source_id}: {self.error}")


class Closed(MemoryOutbox):
    """An outbox that does not answer."""

    def pending(self) -> Iterator[Alert]:
        """Raise `AccessDenied`."""
        raise AccessDenied("outbox: expected an answer, found: not authorized to perform Query")


def a_checkup(ledger: MemoryLedger, outbox: MemoryOutbox) -> Doctor:
    """Check two sources an hour after noon."""
    return Doctor(
        probe=lambda _at: (WorkingPart(about="archive"),),
        ledger=ledger,
        outbox=outbox,
        sources=("us_state", "uk_fcdo"),
        clock=lambda: LATER,
    )


def test_sources_documents_and_backlog_are_checked() -> None:
    """Each of them can stop warnings while the others look well."""
    outbox = MemoryOutbox()
    ledger = MemoryLedger(outbox)
    broken = DocumentHealth(tried_at=NOON, failing_since=NOON, failure="404")
    health = a_health(documents={"a": broken, "b": DocumentHealth(tried_at=NOON)})
    ledger.save_health(health, (an_alert(created_at=NOON),))
    found = {check_result.about: check_result for check_result in a_checkup(ledger, outbox).run()}
    assert list(found) == ["archive", "us_state", "uk_fcdo", "outbox"]
    assert (
        "last read in part 60 minutes ago, 1 of 2 documents unread (a)" in found["us_state"].found
    )
    assert found["uk_fcdo"].found == "never read yet"
    assert (found["outbox"].concern, found["outbox"].found) == (
        CheckStatus.ACT,
        "1 alert waiting, the oldest for 60 minutes",
    )


def test_a_ledger_without_permission_is_one_finding() -> None:
    """Seven findings with one cause hide the eighth."""
    check_results = a_checkup(Refused(MemoryOutbox()), Closed()).run()
    assert [check_result.about for check_result in check_results] == [
        "archive",
        "ledger of us_state",
        "outbox",
    ]
    assert all(
        "needs permission dynamodb:Query" in check_result.found
        for check_result in check_results[1:]
    )
    assert all(check_result.concern is CheckStatus.LOOK for check_result in check_results[1:])


def test_a_ledger_that_is_broken_is_broken_for_each_source() -> None:
    """A single item may be broken while the other source is well."""
    ledger = Refused(MemoryOutbox())
    ledger.error = LedgerError("expected a record")
    check_results = a_checkup(ledger, MemoryOutbox()).run()
    assert [check_result.concern for check_result in check_results[1:3]] == [
        CheckStatus.ACT,
        CheckStatus.ACT,
    ]
