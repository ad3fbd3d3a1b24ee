"""Delivery of a detected change to its readers: ledger, outbox, dispatchers, channels."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from scaling import assumptions, quotas
from scaling.designs import Design
from scaling.event_queue import EventQueue
from scaling.population import Change, Population
from scaling.waiting_times import WaitingTimes

URGENT_ONLY = {"sms"}
"""Channels that get urgent alerts only."""


@dataclass(slots=True)
class RateLimitedChannel:
    """A channel with a fixed rate in messages per second, served in order of arrival."""

    rate: float
    delivery_s: float
    free_at_s: float = 0.0

    def accept(self, now_s: float, count: int) -> tuple[float, float]:
        """Return when the first and the last of some messages arrive."""
        begins_s = max(now_s, self.free_at_s)
        self.free_at_s = begins_s + count / self.rate
        return begins_s + self.delivery_s, self.free_at_s + self.delivery_s


@dataclass(slots=True)
class Outbox:
    """One partition of pending alerts, and the dispatcher that drains it."""

    pending: list[Change] = field(default_factory=list)
    written_until_s: float = 0.0
    is_draining: bool = False


@dataclass(kw_only=True)
class DeliveryModel:
    """Delivers detected changes to readers.

    `waits` are by channel and by whether the change belongs to a burst. `recorded` counts
    alerts and `offered` counts messages, by minute.
    """

    event_queue: EventQueue
    design: Design
    population: Population
    waits: dict[tuple[str, bool], WaitingTimes] = field(default_factory=dict)
    recorded: Counter[int] = field(default_factory=Counter)
    offered: dict[str, Counter[int]] = field(default_factory=dict)
    published: int = 0

    def __post_init__(self) -> None:
        self._outboxes = [Outbox() for _ in range(self.design.outboxes)]
        rates = {"email": self.design.email_rate, "sms": self.design.sms_rate}
        self._channels = {
            channel: RateLimitedChannel(
                rate=rates.get(channel, float("inf")), delivery_s=delivery_s
            )
            for channel, delivery_s in assumptions.DELIVERY_S.items()
        }
        self.offered = {channel: Counter() for channel in self._channels}
        self.waits = {
            (channel, is_burst): WaitingTimes()
            for channel in self._channels
            for is_burst in (False, True)
        }

    def record_change(self, change: Change) -> None:
        """Record a change, limited by the write capacity of its partition."""
        now_s = self.event_queue.now_s
        self.recorded[int(now_s) // 60] += 1
        outbox = self._outboxes[change.page % len(self._outboxes)]
        writes_s = assumptions.OUTBOX_WCU / quotas.PARTITION.allowed
        outbox.written_until_s = max(now_s, outbox.written_until_s) + writes_s
        self.event_queue.at(
            outbox.written_until_s + assumptions.RECORD_S, lambda: self._enqueue(outbox, change)
        )

    def _enqueue(self, outbox: Outbox, change: Change) -> None:
        outbox.pending.append(change)
        if not outbox.is_draining:
            outbox.is_draining = True
            ready_s = self.event_queue.now_s + assumptions.TRIGGER_S + assumptions.SETTLE_S
            self.event_queue.at(ready_s, lambda: self._drain(outbox))

    def _drain(self, outbox: Outbox) -> None:
        """Send pending alerts within the run time of a dispatcher; the rest triggers another run.

        The email of a group goes to the readers of each of its changes, as if no reader
        followed two of them. This counts too many messages rather than too few.
        """
        began_s = self.event_queue.now_s
        sends_at_s = began_s + assumptions.READ_ALERT_S * len(outbox.pending)
        is_burst = len(outbox.pending) > assumptions.BURST_OVER
        batch_size = assumptions.GROUP_MAX if is_burst else 1
        gap_s = (
            assumptions.ALERT_S if is_burst else max(assumptions.ALERT_S, assumptions.EMAIL_GAP_S)
        )
        while outbox.pending and sends_at_s < began_s + assumptions.DISPATCHER_RUN_S:
            batch, outbox.pending = outbox.pending[:batch_size], outbox.pending[batch_size:]
            for change in batch:
                sends_at_s += gap_s
                self._plan_sending(sends_at_s, change, ("sms", "data"))
            for change in batch:
                self._plan_sending(sends_at_s, change, ("email",))
            self.published += len(batch) + is_burst
        self.event_queue.at(sends_at_s, lambda: self._finish_run(outbox))

    def _finish_run(self, outbox: Outbox) -> None:
        outbox.is_draining = bool(outbox.pending)
        if outbox.pending:
            ready_s = self.event_queue.now_s + assumptions.TRIGGER_S
            self.event_queue.at(ready_s, lambda: self._drain(outbox))

    def _plan_sending(self, moment_s: float, change: Change, channels: Sequence[str]) -> None:
        self.event_queue.at(moment_s, lambda: self._send(change, channels))

    def _send(self, change: Change, channels: Sequence[str]) -> None:
        now_s = self.event_queue.now_s
        for channel in channels:
            count = self.population.readers[channel][change.page]
            if not count or (channel in URGENT_ONLY and not change.is_urgent):
                continue
            self.offered[channel][int(now_s) // 60] += count
            first_s, last_s = self._channels[channel].accept(now_s, count)
            wait = self.waits[channel, change.is_burst]
            wait.add(first_s - change.published_at_s, last_s - change.published_at_s, count)
