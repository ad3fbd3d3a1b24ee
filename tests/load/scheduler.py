"""Run the functions: rounds of simultaneous checks of every source, and retries between them."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import Any

import boto3
from botocore.config import Config

from advisory_watch.adapters.dynamodb.ledger import DynamoLedger
from advisory_watch.core.fetch_plan import REREAD_AFTER
from advisory_watch.core.revisits import LONGEST_REST
from advisory_watch.core.source_state import SourceState
from advisory_watch.sources import SOURCES
from e2e.progress import note, wait_for
from e2e.stack import Stack
from load.advice import PLAYED, TrueChange, advisories
from load.proxy_log import Proxy

PATIENT = Config(read_timeout=900, retries={"total_max_attempts": 1})
"""No retries: a repeated invocation would be a second one."""

ROUNDS_MAX = 20
IDLE_S = 8
"""Longer than the silence of a function between two attempts of a call, in seconds."""

IDLE_WITHIN_S = 180


@dataclass(slots=True, kw_only=True)
class Scheduler:
    """Does the work of the schedules. `checks`, `retries` and `failures` count invocations."""

    stack: Stack
    proxy: Proxy
    checks: int = 0
    retries: int = 0
    failures: list[str] = field(default_factory=list)

    def check_all(self) -> None:
        """Check all sources at once, after the pause of every document."""
        self._expire_document_pauses()
        with ThreadPoolExecutor(len(PLAYED)) as pool:
            events = [{"sources": [source]} for source in PLAYED]
            list(pool.map(lambda event: self._invoke("CheckFunction", event), events))
        self.checks += len(PLAYED)

    def retry(self) -> None:
        """Run the scheduled retry of the outbox."""
        self._invoke("NotifyFunction", {"sweep": True})
        self.retries += 1

    def check_until_all_recorded(self) -> int:
        """Check until every destination was read; return the number of rounds."""
        for number in range(1, ROUNDS_MAX + 1):
            self.check_all()
            missing = advisories() - len(self.recorded())
            note(f"quiet round {number}: {missing} destinations are still unknown")
            if not missing:
                return number
        raise AssertionError(f"expected all to be known after {ROUNDS_MAX} rounds")

    def check_until_changes_recorded(self, true_changes: list[TrueChange]) -> int:
        """Check and retry until every change is in the ledger; return the number of rounds."""
        for number in range(1, ROUNDS_MAX + 1):
            self.check_all()
            self.retry()
            recorded = self.recorded()
            missing = [
                change for change in true_changes if recorded[change.source, change.destination] < 2
            ]
            note(f"round {number} after the changes: {len(missing)} are not recorded")
            if not missing:
                return number
        raise AssertionError(f"expected all to be recorded after {ROUNDS_MAX} rounds")

    def states(self) -> Iterator[SourceState]:
        """Read all records without going through the proxy."""
        return (self._ledger().state(source) for source in PLAYED)

    def recorded(self) -> dict[tuple[str, str], int]:
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

    def wait_until_idle(self) -> None:
        """Wait until no function calls AWS, including stream triggers."""
        wait_for(lambda: self.proxy.idle_s() > IDLE_S, "the functions to be done", IDLE_WITHIN_S)

    def expire_claims(self) -> None:
        """Expire the claims of alerts, instead of waiting for two minutes."""
        client = boto3.client("dynamodb")
        for item in self.stack.items("OUTBOX"):
            client.update_item(
                TableName=self.stack.outputs["Table"],
                Key={"pk": item["pk"], "sk": item["sk"]},
                UpdateExpression="REMOVE claimed_until",
            )

    def _expire_document_pauses(self) -> None:
        """Date back the last fetch of documents by the longest rest of one without a date."""
        assert LONGEST_REST < REREAD_AFTER
        ledger = self._ledger()
        for state in self.states():
            health = state.health
            paused = {
                name: replace(document, tried_at=document.tried_at - LONGEST_REST)
                for name, document in health.documents.items()
            }
            if paused:
                moved_back = replace(health, revision=health.revision + 1, documents=paused)
                ledger.save_health(moved_back)

    def _ledger(self) -> DynamoLedger:
        return DynamoLedger(boto3.client("dynamodb"), self.stack.outputs["Table"], tuple(SOURCES))

    def _invoke(self, function: str, event: dict[str, Any]) -> None:
        client: Any = boto3.client("lambda", config=PATIENT)
        response = client.invoke(
            FunctionName=self.stack.outputs[function], Payload=json.dumps(event).encode()
        )
        content = response["Payload"].read().decode()
        if "FunctionError" in response:
            self.failures.append(f"{function} {event}: {content[:300]}")
        note(f"{function} {json.dumps(event)}: {content[:160]}")
