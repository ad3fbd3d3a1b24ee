"""The functions at work: rounds of checks of every source at once, and sweeps between them."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import boto3
from botocore.config import Config

from advisory_watch.adapters.dynamodb import DynamoLedger
from advisory_watch.core.planning import REREAD_AFTER
from advisory_watch.core.state import SourceState
from advisory_watch.parsing.listings import REST_S
from advisory_watch.sources.register import SOURCES
from e2e.stack import Stack
from e2e.waiting import note, wait_for
from load.issues import Truth, advisories
from load.wire import Wire

PATIENT = Config(read_timeout=900, retries={"total_max_attempts": 1})
"""An invocation that is asked for again is another invocation."""

ROUNDS_MAX = 20
IDLE_S = 8
"""A function that tries a call again is silent for less than that."""

CALM_WITHIN_S = 180


@dataclass(slots=True, kw_only=True)
class Rounds:
    """What the schedules would do. `checks`, `sweeps` and `failures` count invocations."""

    stack: Stack
    wire: Wire
    checks: int = 0
    sweeps: int = 0
    failures: list[str] = field(default_factory=list)

    def check_all(self) -> None:
        """Let every schedule fire at once, when the rest of every document is over."""
        self._documents_have_rested()
        with ThreadPoolExecutor(len(SOURCES)) as pool:
            events = [{"sources": [source]} for source in SOURCES]
            list(pool.map(lambda event: self._invoke("CheckFunction", event), events))
        self.checks += len(SOURCES)

    def sweep(self) -> None:
        """Let the sweep fire."""
        self._invoke("NotifyFunction", {"sweep": True})
        self.sweeps += 1

    def until_known(self) -> int:
        """Check until everything was read once; return after how many rounds."""
        for number in range(1, ROUNDS_MAX + 1):
            self.check_all()
            missing = advisories() - len(self.known())
            note(f"quiet round {number}: {missing} destinations are still unknown")
            if not missing:
                return number
        raise AssertionError(f"expected all to be known after {ROUNDS_MAX} rounds")

    def until_recorded(self, truths: list[Truth]) -> int:
        """Check and sweep until every change stands in the ledger; return how many rounds."""
        for number in range(1, ROUNDS_MAX + 1):
            self.check_all()
            self.sweep()
            known = self.known()
            missing = [each for each in truths if known[each.source, each.destination] < 2]
            note(f"round {number} after the changes: {len(missing)} are not recorded")
            if not missing:
                return number
        raise AssertionError(f"expected all to be recorded after {ROUNDS_MAX} rounds")

    def states(self) -> Iterator[SourceState]:
        """Read all that is known, past the faults."""
        return (self._ledger().state(source) for source in SOURCES)

    def known(self) -> dict[tuple[str, str], int]:
        """Return the number of the version of every destination that has one."""
        return {
            (each.source, each.destination): each.number
            for state in self.states()
            for each in state.known.values()
            if each.number
        }

    def is_healthy(self) -> bool:
        """Tell whether the last check of every source read it."""
        return all(state.health.failing_since is None for state in self.states())

    def until_calm(self) -> None:
        """Wait until nobody calls AWS any more, also no doorbell."""
        wait_for(lambda: self.wire.idle_s() > IDLE_S, "the functions to be done", CALM_WITHIN_S)

    def claims_have_ended(self) -> None:
        """Let the two minutes pass after which an alert is anybody's: date the claims back."""
        client = boto3.client("dynamodb")
        for each in self.stack.items("OUTBOX"):
            client.update_item(
                TableName=self.stack.outputs["Table"],
                Key={"pk": each["pk"], "sk": each["sk"]},
                UpdateExpression="REMOVE claimed_until",
            )

    def _documents_have_rested(self) -> None:
        """Let half an hour pass, the rest of what has no index: date the last asking back."""
        rest = timedelta(seconds=REST_S + 1)
        assert rest < REREAD_AFTER
        ledger = self._ledger()
        for state in self.states():
            health = state.health
            rested = {
                name: replace(each, tried_at=each.tried_at - rest)
                for name, each in health.documents.items()
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
        said = answer["Payload"].read().decode()
        if "FunctionError" in answer:
            self.failures.append(f"{function} {event}: {said[:300]}")
        note(f"{function} {json.dumps(event)}: {said[:160]}")
