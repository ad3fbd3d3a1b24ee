"""If the ledger refuses one call, only the alert of that call waits."""

from datetime import datetime

import pytest

from advisory_watch.adapters.memory import MemoryOutbox
from advisory_watch.app.alert_queue import LEASE
from advisory_watch.app.delivery import Delivery
from advisory_watch.app.ports import Notifier
from advisory_watch.core.alert import Alert
from advisory_watch.core.alert_batch import Channel, Publication
from advisory_watch.core.errors import DeliveryFailed, LedgerError
from support.builders import NOON, an_alert
from support.fakes.dispatchers import a_dispatcher, with_pending
from support.fakes.notifiers import MemoryNotifier

FEW, STORM = 3, 60


class Refusing(MemoryOutbox):
    """An outbox that refuses one call about one alert, as a throttled table does."""

    def __init__(self, refused: str, about: str) -> None:
        super().__init__()
        self._refused = {refused: about}

    def claim(self, alert: Alert, at: datetime, until: datetime) -> bool:
        """Claim unless this call is refused."""
        self._require("claim", alert)
        return super().claim(alert, at, until)

    def release(self, alert: Alert, until: datetime) -> None:
        """Release unless this call is refused."""
        self._require("release", alert)
        super().release(alert, until)

    def mark_sent(self, alert: Alert, sent_at: datetime) -> None:
        """Mark unless this call is refused."""
        self._require("mark", alert)
        super().mark_sent(alert, sent_at)

    def _require(self, call: str, alert: Alert) -> None:
        if self._refused.get(call) == alert.id:
            del self._refused[call]
            raise LedgerError(f"{alert.id}: expected an answer, found: throttled")


class Fussy(MemoryNotifier):
    """A carrier that refuses one alert, once."""

    def __init__(self, refused: str) -> None:
        super().__init__()
        self._refused = refused

    def send(self, publication: Publication) -> None:
        """Send unless this alert is refused."""
        if publication.id == self._refused:
            self._refused = ""
            raise DeliveryFailed(f"{publication.id}: refused")
        super().send(publication)


def drained(outbox: MemoryOutbox, notifier: Notifier, at: datetime = NOON) -> list[Delivery]:
    """Send the pending alerts."""
    return list(a_dispatcher(outbox, notifier, lambda: at).drain())


def owed_by(outbox: MemoryOutbox) -> list[str]:
    """Return the ids of the pending alerts."""
    return [pending.id for pending in outbox.pending()]


def told_to_programs(notifier: MemoryNotifier) -> list[str]:
    """Return the ids of the alerts sent to programs, sorted."""
    return sorted(sent.id for sent in notifier.publications if sent.is_for(Channel.DATA))


@pytest.mark.parametrize("pending", [FEW, STORM])
@pytest.mark.parametrize("refused", ["claim", "mark"])
@pytest.mark.parametrize("place", [0, 1, -1], ids=["first", "second", "last"])
def test_one_refusal_leaves_one_alert_pending(refused: str, pending: int, place: int) -> None:
    """One throttled write once blocked fifty-nine alerts: unsent, or sent again and again."""
    ids = [f"{number:016}" for number in range(pending)]
    outbox = with_pending(Refusing(refused, ids[place]), *(an_alert(id=item) for item in ids))
    notifier = MemoryNotifier()
    failed = [item.alert.id for item in drained(outbox, notifier) if item.error]
    assert failed == owed_by(outbox) == [ids[place]]
    drained(outbox, notifier, NOON + LEASE)
    twice = [ids[place]] if refused == "mark" else []
    assert told_to_programs(notifier) == sorted([*ids, *twice])
    assert owed_by(outbox) == []


@pytest.mark.parametrize("pending", [FEW, STORM])
def test_an_alert_that_is_not_released_waits_for_its_lease(pending: int) -> None:
    """If the carrier and then the table refuse it, the result must be one bad minute."""
    ids = [f"{number:016}" for number in range(pending)]
    outbox = with_pending(Refusing("release", ids[1]), *(an_alert(id=item) for item in ids))
    notifier = Fussy(ids[1])
    (failed,) = [item for item in drained(outbox, notifier) if item.error]
    assert (failed.alert.id, str(failed.error)) == (ids[1], f"{ids[1]}: refused")
    assert drained(outbox, notifier) == []
    drained(outbox, notifier, NOON + LEASE)
    assert told_to_programs(notifier) == ids
