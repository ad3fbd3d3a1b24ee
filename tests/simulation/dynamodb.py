"""DynamoDB in memory, limited to the expressions that our adapters use; others are errors.

The contract tests of `tests/adapters/storage` compare it with moto and the other stores.
"""

from threading import Lock
from typing import Any, Protocol

from simulation.dynamodb_api import (
    CONDITIONS,
    ConditionalCheckFailedException,
    Exceptions,
    Item,
    Paginator,
    UnsupportedOperation,
    cancelled,
    refusal,
)

PrimaryKey = tuple[str, str]


class WriteListener(Protocol):
    """Is notified of every write."""

    def item_written(self, before: Item | None, after: Item) -> None: ...

    def item_deleted(self, before: Item) -> None: ...


class IgnoringListener:
    """Ignores every write."""

    def item_written(self, before: Item | None, after: Item) -> None:
        """Ignore the write."""

    def item_deleted(self, before: Item) -> None:
        """Ignore the deletion."""


PAGE = 5
"""Items per page of a query. It is small, so that even a small publisher needs several pages."""

LAG_EVERY = 3
"""Real replicas lag in few queries, by milliseconds."""

BATCH = 40
"""Items that a batch read returns; the rest is left for another call."""

ITEMS_OF_HEALTH = 2
"""Reads of more items may lag, too, but tests of those have no second try."""


class DynamoDb:
    """One table. Values inside items are never changed, so copies of items are shallow.

    Only reads of a source's records and health may lag; any other read must ask for consistency.
    Each `LAG_EVERY`th read that may lag gets each partition as it was before its last write.
    """

    exceptions = Exceptions

    def __init__(self, listener: WriteListener | None = None) -> None:
        self.items: dict[str, dict[str, Item]] = {}
        self._listener = listener or IgnoringListener()
        self._lock = Lock()
        self._before: dict[str, dict[str, Item]] = {}
        self._lagging = 0

    def get_paginator(self, operation: str) -> "Paginator":
        """Return a paginator for an operation."""
        return Paginator(getattr(self, operation))

    def query(self, **request: Any) -> Item:
        """Return one page of a partition, ordered by sort key."""
        _require(request.pop("KeyConditionExpression"), ["pk = :pk", "pk = :pk AND sk = :sk"])
        after = request.pop("ExclusiveStartKey", {"sk": {"S": ""}})["sk"]["S"]
        values = request["ExpressionAttributeValues"]
        pk, only = values[":pk"]["S"], values.get(":sk", {}).get("S")
        may_lag = not request.pop("ConsistentRead", False)
        if may_lag:
            _require(pk.partition("#")[0], ["SOURCE", "FULL", "RUN"])
        may_lag = may_lag and pk != "RUN"
        with self._lock:
            self._lagging += may_lag and not after
            partition = self._replica(may_lag=may_lag).get(pk, {})
            rest = [sort_key for sort_key in sorted(partition) if sort_key > after]
            rest = [sort_key for sort_key in rest if only in (None, sort_key)]
            found = [dict(partition[sort_key]) for sort_key in rest[:PAGE]]
        last = {"LastEvaluatedKey": _key(found[-1])} if len(rest) > PAGE else {}
        return {"Items": found, **last}

    def batch_get_item(self, *, RequestItems: dict[str, Item]) -> Item:  # noqa: N803 - boto3's name
        """Return the items of the first `BATCH` keys, and the other keys as unprocessed."""
        ((table, request),) = RequestItems.items()
        may_lag = not request.get("ConsistentRead", False)
        now, later = request["Keys"][:BATCH], request["Keys"][BATCH:]
        if may_lag:
            _require(
                {key["pk"]["S"].partition("#")[0] for key in now} - {"SOURCE", "FULL"}, [set()]
            )
        with self._lock:
            is_of_one = len(now) <= ITEMS_OF_HEALTH
            self._lagging += may_lag and is_of_one
            replica = self._replica(may_lag=may_lag and is_of_one)
            keys = map(_primary_key, now)
            found = [dict(item) for pk, sk in keys if (item := replica.get(pk, {}).get(sk))]
        rest = {table: {**request, "Keys": later}} if later else {}
        return {"Responses": {table: found}, "UnprocessedKeys": rest}

    def transact_write_items(self, *, TransactItems: list[Item]) -> Item:  # noqa: N803 - boto3's name
        """Write all items or none."""
        writes = [next(iter(entry.items())) for entry in TransactItems]
        primary_keys = [_primary_key(write.get("Item") or write["Key"]) for _, write in writes]
        if len(set(primary_keys)) < len(primary_keys):
            raise UnsupportedOperation(f"two writes to one item in a transaction: {primary_keys}")
        with self._lock:
            holds = [
                self._holds(primary_key, write)
                for primary_key, (_, write) in zip(primary_keys, writes, strict=True)
            ]
            if not all(holds):
                raise cancelled("None" if is_met else "ConditionalCheckFailed" for is_met in holds)
            for primary_key, (verb, write) in zip(primary_keys, writes, strict=True):
                self._write(verb, primary_key, write)
        return {}

    def put_item(self, **request: Any) -> Item:
        """Write one item if its condition holds."""
        primary_key = _primary_key(request["Item"])
        with self._lock:
            if not self._holds(primary_key, request):
                raise refusal(ConditionalCheckFailedException, "PutItem")
            self._write("Put", primary_key, request)
        return {}

    def scan(self, **request: Any) -> Item:
        """Return the keys of all partitions with the given prefix, in one page."""
        _require(request["FilterExpression"], ["begins_with(pk, :prefix)"])
        _require(request["ProjectionExpression"], ["pk, sk"])
        _require(request.get("ConsistentRead", False), [True])
        prefix = request["ExpressionAttributeValues"][":prefix"]["S"]
        with self._lock:
            found = [
                _key(item)
                for pk, partition in self.items.items()
                if pk.startswith(prefix)
                for item in partition.values()
            ]
        return {"Items": found}

    def update_item(self, **request: Any) -> Item:
        """Change the claim of an alert, or its mark as partially sent, if the condition holds."""
        primary_key = _primary_key(request["Key"])
        with self._lock:
            if not self._holds(primary_key, request):
                raise refusal(ConditionalCheckFailedException, "UpdateItem")
            item = self.items[primary_key[0]][primary_key[1]]
            match request["UpdateExpression"]:
                case "SET claimed_until = :until":
                    item["claimed_until"] = request["ExpressionAttributeValues"][":until"]
                case "SET is_handed = :yes":
                    item["is_handed"] = request["ExpressionAttributeValues"][":yes"]
                case "REMOVE claimed_until":
                    item.pop("claimed_until", None)
                case other:
                    raise UnsupportedOperation(other)
        return {}

    def _replica(self, *, may_lag: bool) -> dict[str, dict[str, Item]]:
        """Return all items, or for each `LAG_EVERY`th read that may lag the earlier ones."""
        is_old = may_lag and self._lagging % LAG_EVERY == 0
        return {**self.items, **self._before} if is_old else self.items

    def _at(self, primary_key: PrimaryKey) -> Item | None:
        return self.items.get(primary_key[0], {}).get(primary_key[1])

    def _holds(self, primary_key: PrimaryKey, write: Item) -> bool:
        condition = write.get("ConditionExpression")
        if condition is None:
            return True
        _require(condition, list(CONDITIONS))
        return CONDITIONS[condition](
            self._at(primary_key), write.get("ExpressionAttributeValues", {})
        )

    def _write(self, verb: str, primary_key: PrimaryKey, write: Item) -> None:
        before = self._at(primary_key)
        self._before[primary_key[0]] = dict(self.items.get(primary_key[0], {}))
        match verb:
            case "Put":
                self.items.setdefault(primary_key[0], {})[primary_key[1]] = dict(write["Item"])
                self._listener.item_written(before, write["Item"])
            case "Delete" if before is not None:
                del self.items[primary_key[0]][primary_key[1]]
                self._listener.item_deleted(before)
            case _:
                raise UnsupportedOperation(f"{verb} at {primary_key}")


def _require(found: object, expected: list[Any]) -> None:
    if found not in expected:
        raise UnsupportedOperation(f"expected one of {expected}, found {found!r}")


def _key(item: Item) -> Item:
    return {"pk": item["pk"], "sk": item["sk"]}


def _primary_key(key: Item) -> PrimaryKey:
    return key["pk"]["S"], key["sk"]["S"]
