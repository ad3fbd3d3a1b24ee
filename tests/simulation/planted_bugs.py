"""Deliberate bugs that the simulation must find, each of a kind that has lost real alerts.

Each is a `House` with one part replaced, behind the same interface as the real part.
"""

from dataclasses import fields, replace
from typing import Any

from advisory_watch.app.check import Check
from advisory_watch.app.ports import Archive, Ledger, Notifier, Outbox
from simulation.application import House, Outside
from simulation.faulty_parts import (
    ClaimsAnyway,
    KeepsIfItCan,
    MarksFirst,
    NeverLetsGo,
    OverwritesHeld,
    OwesLater,
    Part,
    RemembersFirst,
    SendsFirst,
    SwallowsRefusals,
    SwallowsThrottling,
    Unconditional,
)


def in_ledger(part: type[Part]) -> type[House]:
    """Return a house with a faulty part in front of the ledger."""

    class Other(House):
        def ledger(self, outside: Outside) -> Ledger:
            return part(super().ledger(outside), outside)

    return Other


def in_outbox(part: type[Part]) -> type[House]:
    """Return a house with a faulty part in front of the outbox."""

    class Other(House):
        def outbox(self, outside: Outside) -> Outbox:
            return part(super().outbox(outside), outside)

    return Other


class WithoutConditions(House):
    """A house with a DynamoDB client that drops conditions."""

    def ledger(self, outside: Outside) -> Ledger:
        """Open the ledger with that client."""
        unconditional: Any = Unconditional(outside.dynamodb, outside)
        return super().ledger(replace(outside, dynamodb=unconditional))


class WithHastyMemory(House):
    """A house whose check saves the health of the source before it decides."""

    def check(self, outside: Outside) -> Check:
        """Build that check."""
        real = super().check(outside)
        return RemembersFirst(
            **{field_.name: getattr(real, field_.name) for field_ in fields(real)}
        )


class WithDeafCarrier(House):
    """A house whose notifier ignores refusals of SNS."""

    def notifier(self, outside: Outside) -> Notifier:
        """Open that notifier."""
        return SwallowsThrottling(super().notifier(outside), outside)


class WithCarelessArchive(House):
    """A house whose archive does not report pages that it failed to store."""

    def archive(self, outside: Outside) -> Archive:
        """Open that archive."""
        return KeepsIfItCan(super().archive(outside), outside)


PLANTED: dict[str, type[House]] = {
    "send before record": in_ledger(SendsFirst),
    "mark before send": in_outbox(MarksFirst),
    "unconditional write": WithoutConditions,
    "page remembered before its news is recorded": WithHastyMemory,
    "swallowed throttling of SNS": WithDeafCarrier,
    "swallowed refusal of the ledger": in_ledger(SwallowsRefusals),
    "read-modify-write of the held candidate": in_ledger(OverwritesHeld),
    "alert owed in a transaction of its own": in_ledger(OwesLater),
    "version recorded without its page": WithCarelessArchive,
    "claim that is not heeded": in_outbox(ClaimsAnyway),
    "claim that never ends": in_outbox(NeverLetsGo),
}
"""Every bug by name; the first seven are the most costly ones in other systems."""
