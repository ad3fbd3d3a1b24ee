"""Delivery of a detected change to its readers: ledger, outbox, dispatchers, channels."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from scaling import assumptions, quotas
from scaling.event_queue import Agenda
from scaling.designs import Design
from scaling.population import Change, Population
from scaling.waiting_times import Waits

GRAVE = {"sms"}
"""Channels that get urgent alerts only."""


@dataclass(slots=True)
class Line:
    """A channel with a fixed rate in messages per second, served in order of arrival."""

    rate: float
    carried_s: float
    free_at_s: float = 0.0

    def carry(self, now_s: float, count: int) -> tuple[float, float]:
        """Return when the first and the last of some messages arrive."""
        begins_s = max(now_s, self.free_at_s)
        self.free_at_s = begins_s + count / self.rate
        return begins_s + self.carried_s, self.free_at_s + self.carried_s


@dataclass(slots=True)
class Outbox:
    """One partition of pending alerts, and the dispatcher that drains it."""

    pending: list[Change] = field(default_factory=list)
    written_until_s: float = 0.0
    is_draining: bool = False


@dataclass(kw_only=True)
class Telling:
    """Delivers detected changes to readers.

    `waits` are by channel and by whether the change belongs to a burst. `recorded` counts
    alerts and `offered` counts messages, by minute.
    """

    agenda: Agenda
    design: Design
    population: Population
    waits: dict[tuple[str, bool], Waits] = field(default_factory=dict)
    recorded: Counter[int] = field(default_factory=Counter)
    offered: dict[str, Counter[int]] = field(default_factory=dict)
    published: int = 0

    def __post_init__(self) -> None:
        self._outboxes = [Outbox() for _ in range(self.design.outboxes)]
        rates = {"email": self.design.email_rate, "sms": self.design.sms_rate}
        self._lines = {
            channel: Line(rate=rates.get(channel, float("inf")), carried_s=carried_s)
            for channel, carried_s in facts.CARRIED_S.items()
        }
        self.offered = {channel: Counter() for channel in self._lines}
        self.waits = {
            (channel, storm): Waits() for channel in self._lines for storm in (False, True)
        }

    def found(self, change: Change) -> None:
        """Record a change, limited by the write capacity of its partition."""
        now_s = self.agenda.now_s
        self.recorded[int(now_s) // 60] += 1
        outbox = self._outboxes[change.page % len(self._outboxes)]
        writes_s = facts.OUTBOX_WCU / quotas.PARTITION.allowed
        outbox.written_until_s = max(now_s, outbox.written_until_s) + writes_s
        self.agenda.at(outbox.written_until_s + facts.RECORD_S, lambda: self._owe(outbox, change))

    def _owe(self, outbox: Outbox, change: Change) -> None:
        outbox.pending.append(change)
        if not outbox.is_draining:
            outbox.is_draining = True
            ready_s = self.agenda.now_s + facts.RING_S + facts.SETTLE_S
            self.agenda.at(ready_s, lambda: self._drain(outbox))

    def _drain(self, outbox: Outbox) -> None:
        """Send pending alerts within the run time of a dispatcher; the rest triggers another run.

        The email of a group goes to the readers of each of its changes, as if no reader
        followed two of them. This counts too many messages rather than too few.
        """
        began_s = self.agenda.now_s
        taken_s = began_s + facts.READ_ALERT_S * len(outbox.pending)
        is_burst = len(outbox.pending) > facts.STORM_OVER
        group = facts.GROUP_MAX if is_burst else 1
        gap_s = facts.ALERT_S if is_burst else max(facts.ALERT_S, facts.EMAIL_GAP_S)
        while outbox.pending and taken_s < began_s + facts.RELAY_RUN_S:
            together, outbox.pending = outbox.pending[:group], outbox.pending[group:]
            for change in together:
                taken_s += gap_s
                self._plan_sending(taken_s, change, ("sms", "data"))
            for change in together:
                self._plan_sending(taken_s, change, ("email",))
            self.published += len(together) + is_burst
        self.agenda.at(taken_s, lambda: self._rest(outbox))

    def _rest(self, outbox: Outbox) -> None:
        outbox.is_draining = bool(outbox.pending)
        if outbox.pending:
            ready_s = self.agenda.now_s + facts.RING_S
            self.agenda.at(ready_s, lambda: self._drain(outbox))

    def _plan_sending(self, moment_s: float, change: Change, channels: Sequence[str]) -> None:
        self.agenda.at(moment_s, lambda: self._send(change, channels))

    def _send(self, change: Change, channels: Sequence[str]) -> None:
        now_s = self.agenda.now_s
        for channel in channels:
            count = self.population.readers[channel][change.page]
            if not count or (channel in GRAVE and not change.is_urgent):
                continue
            self.offered[channel][int(now_s) // 60] += count
            first_s, last_s = self._lines[channel].carry(now_s, count)
            wait = self.waits[channel, change.is_burst]
            wait.add(first_s - change.published_at_s, last_s - change.published_at_s, count)
