"""Run the functions: rounds of simultaneous checks of every source, and retries between them."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import boto3
from botocore.config import Config

from advisory_watch.adapters.dynamodb import DynamoLedger
from advisory_watch.core.fetch_plan import REREAD_AFTER
from advisory_watch.core.record import SourceState
from advisory_watch.parsing.index import REST_S
from advisory_watch.sources import SOURCES
from e2e.stack import Stack
from e2e.waiting import note, wait_for
from load.issues import PLAYED, Truth, advisories
from load.wire import Wire

PATIENT = Config(read_timeout=900, retries={"total_max_attempts": 1})
"""No retries: a repeated invocation would be a second one."""

ROUNDS_MAX = 20
IDLE_S = 8
"""Longer than the silence of a function between two attempts of a call, in seconds."""

CALM_WITHIN_S = 180


@dataclass(slots=True, kw_only=True)
class Rounds:
    """Does the work of the schedules. `checks`, `sweeps` and `failures` count invocations."""

    stack: Stack
    wire: Wire
    checks: int = 0
    sweeps: int = 0
    failures: list[str] = field(default_factory=list)

    def check_all(self) -> None:
        """Check all sources at once, after the pause of every document."""
        self._documents_have_rested()
        with ThreadPoolExecutor(len(PLAYED)) as pool:
            events = [{"sources": [source]} for source in PLAYED]
            list(pool.map(lambda event: self._invoke("CheckFunction", event), events))
        self.checks += len(PLAYED)

    def sweep(self) -> None:
        """Run the scheduled retry of the outbox."""
        self._invoke("NotifyFunction", {"sweep": True})
        self.sweeps += 1

    def until_known(self) -> int:
        """Check until every destination was read; return the number of rounds."""
        for number in range(1, ROUNDS_MAX + 1):
            self.check_all()
            missing = advisories() - len(self.known())
            note(f"quiet round {number}: {missing} destinations are still unknown")
            if not missing:
                return number
        raise AssertionError(f"expected all to be known after {ROUNDS_MAX} rounds")

    def until_recorded(self, truths: list[Truth]) -> int:
        """Check and retry until every change is in the ledger; return the number of rounds."""
        for number in range(1, ROUNDS_MAX + 1):
            self.check_all()
            self.sweep()
            known = self.known()
            missing = [truth for truth in truths if known[truth.source, truth.destination] < 2]
            note(f"round {number} after the changes: {len(missing)} are not recorded")
            if not missing:
                return number
        raise AssertionError(f"expected all to be recorded after {ROUNDS_MAX} rounds")

    def states(self) -> Iterator[SourceState]:
        """Read all records without going through the wire."""
        return (self._ledger().state(source) for source in PLAYED)

    def known(self) -> dict[tuple[str, str], int]:
        """Return the version number of every recorded destination."""
        return {
            (record.source, record.destination): record.number
            for state in self.states()
            for record in state.records.values()
            if record.number
        }

    def is_healthy(self) -> bool:
        """Return whether the last check of every source succeeded."""
        return all(state.health.failing_since is None for state in self.states())

    def until_calm(self) -> None:
        """Wait until no function calls AWS, including stream triggers."""
        wait_for(lambda: self.wire.idle_s() > IDLE_S, "the functions to be done", CALM_WITHIN_S)

    def claims_have_ended(self) -> None:
        """Expire the claims of alerts, instead of waiting for two minutes."""
        client = boto3.client("dynamodb")
        for item in self.stack.items("OUTBOX"):
            client.update_item(
                TableName=self.stack.outputs["Table"],
                Key={"pk": item["pk"], "sk": item["sk"]},
                UpdateExpression="REMOVE claimed_until",
            )

    def _documents_have_rested(self) -> None:
        """Date back the last fetch of documents by half an hour, their pause without an index."""
        rest = timedelta(seconds=REST_S + 1)
        assert rest < REREAD_AFTER
        ledger = self._ledger()
        for state in self.states():
            health = state.health
            rested = {
                name: replace(document, tried_at=document.tried_at - rest)
                for name, document in health.documents.items()
            }
            if rested:
                dated = replace(health, revision=health.revision + 1, documents=rested)
                ledger.save_health(dated)

    def _ledger(self) -> DynamoLedger:
        return DynamoLedger(boto3.client("dynamodb"), self.stack.outputs["Table"], tuple(SOURCES))

    def _invoke(self, function: str, event: dict[str, Any]) -> None:
        client: Any = boto3.client("lambda", config=PATIENT)
        answer = client.invoke(
            FunctionName=self.stack.outputs[function], Payload=json.dumps(event).encode()
        )
        content = answer["Payload"].read().decode()
        if "FunctionError" in answer:
            self.failures.append(f"{function} {event}: {content[:300]}")
        note(f"{function} {json.dumps(event)}: {content[:160]}")
