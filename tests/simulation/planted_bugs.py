"""Deliberate bugs that the simulation must find, each of a kind that has lost real alerts.

Each is an `Application` with one part replaced, behind the same interface as the real part.
"""

from dataclasses import fields, replace
from typing import Any

from advisory_watch.app.check import Check
from advisory_watch.app.ports import Archive, Ledger, Notifier, Outbox
from simulation.application import Application, Environment
from simulation.faulty_parts import (
    EndlessClaim,
    FaultyPart,
    HealthBeforeDecision,
    IgnoreArchiveFailure,
    IgnoreClaim,
    IgnoreDeliveryFailure,
    IgnoreLedgerFailure,
    MarkBeforeSend,
    OverwritePending,
    SendBeforeRecord,
    SeparateAlertTransaction,
    UnconditionalClient,
)


def with_faulty_ledger(part: type[FaultyPart]) -> type[Application]:
    """Return an application with a faulty part in front of the ledger."""

    class FaultyApplication(Application):
        def ledger(self, environment: Environment) -> Ledger:
            return part(super().ledger(environment), environment)

    return FaultyApplication


def with_faulty_outbox(part: type[FaultyPart]) -> type[Application]:
    """Return an application with a faulty part in front of the outbox."""

    class FaultyApplication(Application):
        def outbox(self, environment: Environment) -> Outbox:
            return part(super().outbox(environment), environment)

    return FaultyApplication


class UnconditionalApplication(Application):
    """An application with a DynamoDB client that drops conditions."""

    def ledger(self, environment: Environment) -> Ledger:
        """Open the ledger with that client."""
        unconditional: Any = UnconditionalClient(environment.dynamodb, environment)
        return super().ledger(replace(environment, dynamodb=unconditional))


class HealthFirstApplication(Application):
    """An application whose check saves the health of the source before it decides."""

    def check(self, environment: Environment) -> Check:
        """Build that check."""
        real = super().check(environment)
        return HealthBeforeDecision(
            **{field_.name: getattr(real, field_.name) for field_ in fields(real)}
        )


class UncheckedNotifierApplication(Application):
    """An application whose notifier ignores refusals of SNS."""

    def notifier(self, environment: Environment) -> Notifier:
        """Open that notifier."""
        return IgnoreDeliveryFailure(super().notifier(environment), environment)


class LossyArchiveApplication(Application):
    """An application whose archive does not report pages that it failed to store."""

    def archive(self, environment: Environment) -> Archive:
        """Open that archive."""
        return IgnoreArchiveFailure(super().archive(environment), environment)


PLANTED: dict[str, type[Application]] = {
    "send before record": with_faulty_ledger(SendBeforeRecord),
    "mark before send": with_faulty_outbox(MarkBeforeSend),
    "unconditional write": UnconditionalApplication,
    "page remembered before its news is recorded": HealthFirstApplication,
    "swallowed throttling of SNS": UncheckedNotifierApplication,
    "swallowed refusal of the ledger": with_faulty_ledger(IgnoreLedgerFailure),
    "read-modify-write of the pending candidate": with_faulty_ledger(OverwritePending),
    "alert recorded in a transaction of its own": with_faulty_ledger(SeparateAlertTransaction),
    "version recorded without its page": LossyArchiveApplication,
    "claim that is not heeded": with_faulty_outbox(IgnoreClaim),
    "claim that never ends": with_faulty_outbox(EndlessClaim),
}
"""Every bug by name; the first seven are the most costly ones in other systems."""
