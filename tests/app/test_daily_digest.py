"""The digest is sent every day, and one broken source hides no other."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

import pytest

from advisory_watch.adapters.memory import MemoryOutbox
from advisory_watch.app.digest import DailyDigest
from advisory_watch.app.retract import RetractionOutcome, Retractor
from advisory_watch.core.alert import Alert
from advisory_watch.core.digest import SourceVisibility
from advisory_watch.core.errors import CorruptLedger, DeliveryFailed, Unreachable
from advisory_watch.core.messages.digest import DigestMessage
from advisory_watch.core.record import Version
from advisory_watch.core.source_state import SourceState
from support.scenarios.watched_source import (
    DiaryLedger,
    Watch,
    a_document,
    a_doubtful_raise,
    a_raise,
)


@dataclass(slots=True)
class Pigeonhole:
    """Implement the port `Bulletin`: keep the sent messages."""

    sent: list[DigestMessage] = field(default_factory=list)

    def send(self, message: DigestMessage) -> None:
        """Keep the message."""
        self.sent.append(message)

    @property
    def only(self) -> DigestMessage:
        """The only message."""
        (message,) = self.sent
        return message


class Refusing(Pigeonhole):
    """A carrier that refuses every message."""

    def send(self, message: DigestMessage) -> None:
        """Raise `DeliveryFailed`."""
        raise DeliveryFailed(f"digest: {message.subject}")


class TornLedger(DiaryLedger):
    """A ledger with one source, or one history, that cannot be read."""

    torn_source = ""
    torn_history = ""

    def state(self, source_id: str, *, may_lag: bool = False) -> SourceState:
        """Return the state unless its record is broken."""
        if source_id == self.torn_source:
            raise CorruptLedger(f"{source_id}: expected a record, found ashes")
        return super().state(source_id, may_lag=may_lag)

    def history(self, source_id: str, destination: str) -> tuple[Version, ...]:
        """Return the history unless its record is broken."""
        if destination == self.torn_history:
            raise CorruptLedger(f"{destination}: expected a record, found ashes")
        return super().history(source_id, destination)


class TornOutbox(MemoryOutbox):
    """An outbox whose look-ups all fail."""

    def found(self, alert_ids: Collection[str]) -> Mapping[str, Alert]:
        """Raise `CorruptLedger`."""
        raise CorruptLedger(f"{len(alert_ids)} alerts: expected records, found ashes")


@pytest.fixture
def watch() -> Watch:
    """Watch a source that was read once, two days ago, and again at noon today."""
    watch = Watch("rss")
    watch.ledger = TornLedger(watch.outbox)
    watch.check()
    watch.check(after_min=48 * 60)
    return watch


def a_digest(
    watch: Watch, *followed: str, digest_notifier: Pigeonhole | None = None
) -> DailyDigest:
    """Build the digest of that source and of a second one that was never checked."""
    other = replace(watch.source, id="uk_fcdo", title="UK")
    return DailyDigest(
        ledger=watch.ledger,
        outbox=watch.outbox,
        sources=(watch.source, other),
        digest_notifier=digest_notifier or Pigeonhole(),
        clock=watch.time,
        followed=followed,
    )


def sent(watch: Watch, *followed: str) -> DigestMessage:
    """Send the digest now and return it."""
    box = Pigeonhole()
    a_digest(watch, *followed, digest_notifier=box).run()
    return box.only


def test_a_quiet_day_is_sent_too(watch: Watch) -> None:
    """Silence must never be the only sign of life."""
    message = sent(watch)
    assert message.subject.endswith(": no change in 24 hours; the only source is read")
    assert "US: read 0 min ago, once in the day" in message.email
    assert "Never checked: UK" in message.email


def test_only_good_reads_of_the_day_are_counted(watch: Watch) -> None:
    """A count that includes failures proves no reads."""
    for _ in range(11):
        watch.check()
    watch.serve(Unreachable("us_state", "no answer"))
    watch.check()
    watch.serve(a_document())
    watch.check()
    assert "KW (US)" not in sent(watch, "KW").email
    assert "Kuwait (US): still Level 2 since 2026-08-30 or earlier" in sent(watch, "KW").email
    assert "13 times in the day" in sent(watch).email


def test_a_raise_is_listed_as_it_was_sent(watch: Watch) -> None:
    """If the digest words the news differently, readers take it for other news."""
    watch.serve(a_document(a_raise()))
    watch.check()
    digest = a_digest(watch).run()
    assert [alert.id for _, alert in digest.changes] == [alert.id for alert in watch.pending()]
    assert digest.changes[0][1] == watch.pending()[0]


def retract(watch: Watch, *, is_sent: bool) -> None:
    """Raise Kuwait, then retract the alert."""
    watch.serve(a_document(a_raise()))
    watch.check()
    (alert,) = watch.pending()
    if is_sent:
        watch.outbox.mark_sent(alert, watch.time())
    retraction = Retractor(outbox=watch.outbox, clock=watch.time).retract(alert.id, "A test page.")
    assert retraction.outcome is (
        RetractionOutcome.CORRECTED if is_sent else RetractionOutcome.CANCELLED
    )


def test_a_retracted_alert_is_no_change_and_says_why(watch: Watch) -> None:
    """If it were listed as a change again, the wrong alert would win over its correction."""
    retract(watch, is_sent=True)
    message = sent(watch)
    assert ": no change in 24 hours, 1 retracted; the only source is read" in message.subject
    assert "WHAT CHANGED" not in message.email
    email = " ".join(message.email.split())
    assert "RETRACTED US: Kuwait raised to Level 3 from 2" in email
    assert "was wrong: A test page." in email


def test_a_cancelled_alert_is_not_listed(watch: Watch) -> None:
    """It was never sent; a retraction would be the first that readers hear of it."""
    retract(watch, is_sent=False)
    message = sent(watch)
    assert ": no change in 24 hours; the only source is read" in message.subject
    assert "Kuwait" not in message.email


def test_a_retraction_removes_no_other_change(watch: Watch) -> None:
    """Only the alert about Kuwait was wrong."""
    retract(watch, is_sent=True)
    watch.serve(a_document(a_raise(), a_raise("RU")))
    watch.check()
    digest = a_digest(watch).run()
    assert [alert.destination for _, alert in digest.changes] == ["RU"]
    assert [retracted.alert.destination for _, retracted in digest.retracted] == ["KW"]


def test_an_unreadable_outbox_does_not_delay_the_digest(watch: Watch) -> None:
    """Retractions are then unknown; the alerts were sent, so the digest lists them."""
    watch.serve(a_document(a_raise()))
    watch.check()
    watch.outbox = TornOutbox()
    digest = a_digest(watch).run()
    assert len(digest.changes) == 1
    assert "ashes" in digest.days[0].trouble


def test_a_quiet_day_does_not_read_the_outbox(watch: Watch) -> None:
    """No read without a reason."""
    watch.outbox = TornOutbox()
    assert [day.trouble for day in a_digest(watch).run().days] == ["", ""]


def test_a_pending_candidate_is_listed(watch: Watch) -> None:
    """A pending candidate makes no alert; here readers see it in time."""
    watch.serve(a_document(a_doubtful_raise()))
    watch.check()
    assert "NOT TOLD AS AN ALERT" in sent(watch).email
    assert "US: Kuwait unconfirmed Level 3 since" in sent(watch).email


def test_a_missing_destination_is_listed(watch: Watch) -> None:
    """A missing destination makes no alert for a week, but it is not a sign of peace."""
    missing = b"\n".join(line for line in a_document().splitlines() if b'"TH"' not in line)
    watch.serve(missing)
    watch.check()
    assert "US: Thailand is missing since" in sent(watch).email


def test_a_source_that_cannot_be_read_is_listed(watch: Watch) -> None:
    """For a source that cannot be read, `nothing changed` is unknown."""
    watch.serve(Unreachable("us_state", "no answer"))
    watch.check()
    message = sent(watch, "RU")
    assert "no change seen; 1 of 1 sources not read" in message.subject
    assert "US: cannot be read since" in message.email
    assert "still" not in message.email


def test_a_state_that_cannot_be_read_hides_no_other(watch: Watch) -> None:
    """The digest is the last sign of life: a broken item must not stop it."""
    assert isinstance(watch.ledger, TornLedger)
    watch.ledger.torn_source = "uk_fcdo"
    digest = a_digest(watch).run()
    assert [day.visibility for day in digest.days] == [
        SourceVisibility.READ,
        SourceVisibility.UNKNOWN,
    ]
    assert "ashes" in digest.days[1].trouble
    assert "UK: our record of it cannot be read" in sent(watch).email


def test_a_history_that_cannot_be_read_hides_no_other(watch: Watch) -> None:
    """A broken version of one country must not silence the raise of another."""
    watch.serve(a_document(a_raise("KW"), a_raise("RU")))
    watch.check()
    assert isinstance(watch.ledger, TornLedger)
    watch.ledger.torn_history = "KW"
    message = sent(watch)
    assert "our record cannot be read of Kuwait" in message.email
    assert "1 change, 1 urgent" in message.subject


def test_a_refusal_is_not_swallowed(watch: Watch) -> None:
    """The caller retries only if it learns of the failure."""
    with pytest.raises(DeliveryFailed):
        a_digest(watch, digest_notifier=Refusing()).run()
