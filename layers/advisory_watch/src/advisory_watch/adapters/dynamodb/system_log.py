"""What the system knows about itself, in DynamoDB: marks of runs, and the last judgement."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING

from advisory_watch.adapters.dynamodb import items
from advisory_watch.adapters.dynamodb.table import Table
from advisory_watch.core.errors import CorruptLedger
from advisory_watch.core.health import Health
from advisory_watch.core.system_health import Duty, SystemHealth, is_due

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from mypy_boto3_dynamodb.client import DynamoDBClient

    from advisory_watch.core.errors import LedgerError


class DynamoSystemLog:
    """Implement `SystemLog` in the table of the `DynamoLedger`."""

    def __init__(self, client: DynamoDBClient, table: str) -> None:
        self._table = Table(client, table)

    def mark_run(self, duty: Duty, at: datetime) -> None:
        self._table.write([self._table.put(items.run_item(duty.value, at))])

    def mark_due(self, duty: Duty, at: datetime) -> None:
        self._table.write([self._table.put(items.run_item(_due(duty), at))])

    def is_due(self, duty: Duty) -> bool:
        marks = self._marks([_due(duty), duty.value])
        return is_due(marks.get(_due(duty)), marks.get(duty.value))

    def last_runs(self) -> Mapping[Duty, datetime]:
        """Return the marks; one that cannot be read, or of the last second, may count as no run."""
        marks = self._marks([duty.value for duty in Duty], may_lag=True)
        return {Duty(name): at for name, at in marks.items()}

    def _marks(self, names: Sequence[str], *, may_lag: bool = False) -> Mapping[str, datetime]:
        found: dict[str, datetime] = {}
        # A Query of small items is a single unit, or half of it.
        for item in self._table.partition(items.RUN, may_lag=may_lag):
            with suppress(KeyError, ValueError):
                if item["sk"]["S"] in names:
                    found[item["sk"]["S"]] = datetime.fromisoformat(item["ran_at"]["S"])
        return found

    def healths(self, source_ids: Collection[str]) -> Mapping[str, Health | LedgerError]:
        """Return what `HEALTH` has, without `DOCUMENTS`: all documents there are well.

        The writes of the last second may be missing.
        """
        keys = [items.health_key(name) for name in source_ids]
        found: dict[str, Health | LedgerError] = {}
        for item in self._table.items(keys, may_lag=True):
            name = item["pk"]["S"].partition("#")[2]
            try:
                found[name] = items.value_of(Health, item)
            except CorruptLedger as error:
                found[name] = error
        return found

    def last_judgement(self) -> SystemHealth | None:
        """Return the last judgement; a damaged one counts as none, and is replaced."""
        for item in self._table.items([items.key(items.RUN, items.HEALTH)]):
            with suppress(CorruptLedger):
                return items.value_of(SystemHealth, item)
        return None

    def remember_judgement(self, health: SystemHealth) -> None:
        self._table.write([self._table.put(items.system_item(health))])


def _due(duty: Duty) -> str:
    return f"{duty.value}_due"
