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
    NotSpoken,
    Pages,
    cancelled,
    refusal,
)

Place = tuple[str, str]


class Watcher(Protocol):
    """Is notified of every write."""

    def wrote(self, before: Item | None, after: Item) -> None: ...

    def deleted(self, before: Item) -> None: ...


class Nobody:
    """Ignores every write."""

    def wrote(self, before: Item | None, after: Item) -> None:
        """Ignore the write."""

    def deleted(self, before: Item) -> None:
        """Ignore the deletion."""


PAGE = 5
"""Items per page of a query. It is small, so that even a small publisher needs several pages."""

BATCH = 40
"""Items that a batch read returns; the rest is left for another call."""


class DynamoDb:
    """One table. Values inside items are never changed, so copies of items are shallow.

    Every read must be consistent; a read that does not ask for consistency is an error.
    """

    exceptions = Exceptions

    def __init__(self, watcher: Watcher | None = None) -> None:
        self.items: dict[str, dict[str, Item]] = {}
        self._watcher = watcher or Nobody()
        self._alone = Lock()

    def get_paginator(self, operation: str) -> "Pages":
        """Return a paginator for an operation."""
        return Pages(getattr(self, operation))

    def query(self, **asked: Any) -> Item:
        """Return one page of a partition, ordered by sort key."""
        _require(asked.pop("KeyConditionExpression"), ["pk = :pk"])
        _require(asked.pop("ConsistentRead", False), [True])
        after = asked.pop("ExclusiveStartKey", {"sk": {"S": ""}})["sk"]["S"]
        partition = self.items.get(asked["ExpressionAttributeValues"][":pk"]["S"], {})
        with self._alone:
            rest = [sort_key for sort_key in sorted(partition) if sort_key > after]
            found = [dict(partition[sort_key]) for sort_key in rest[:PAGE]]
        last = {"LastEvaluatedKey": _key(found[-1])} if len(rest) > PAGE else {}
        return {"Items": found, **last}

    def batch_get_item(self, *, RequestItems: dict[str, Item]) -> Item:  # noqa: N803 - boto3's name
        """Return the items of the first `BATCH` keys, and the other keys as unprocessed."""
        ((table, asked),) = RequestItems.items()
        _require(asked.get("ConsistentRead", False), [True])
        now, later = asked["Keys"][:BATCH], asked["Keys"][BATCH:]
        with self._alone:
            found = [dict(item) for key in now if (item := self._at(_place(key))) is not None]
        rest = {table: {"Keys": later, "ConsistentRead": True}} if later else {}
        return {"Responses": {table: found}, "UnprocessedKeys": rest}

    def transact_write_items(self, *, TransactItems: list[Item]) -> Item:  # noqa: N803 - boto3's name
        """Write all items or none."""
        writes = [next(iter(entry.items())) for entry in TransactItems]
        places = [_place(write.get("Item") or write["Key"]) for _, write in writes]
        if len(set(places)) < len(places):
            raise NotSpoken(f"two writes to one item in a transaction: {places}")
        with self._alone:
            holds = [
                self._holds(place, write) for place, (_, write) in zip(places, writes, strict=True)
            ]
            if not all(holds):
                raise cancelled("None" if is_met else "ConditionalCheckFailed" for is_met in holds)
            for place, (verb, write) in zip(places, writes, strict=True):
                self._write(verb, place, write)
        return {}

    def put_item(self, **asked: Any) -> Item:
        """Write one item if its condition holds."""
        place = _place(asked["Item"])
        with self._alone:
            if not self._holds(place, asked):
                raise refusal(ConditionalCheckFailedException, "PutItem")
            self._write("Put", place, asked)
        return {}

    def scan(self, **asked: Any) -> Item:
        """Return the keys of all partitions with the given prefix, in one page."""
        _require(asked["FilterExpression"], ["begins_with(pk, :prefix)"])
        _require(asked["ProjectionExpression"], ["pk, sk"])
        _require(asked.get("ConsistentRead", False), [True])
        prefix = asked["ExpressionAttributeValues"][":prefix"]["S"]
        with self._alone:
            found = [
                _key(item)
                for pk, partition in self.items.items()
                if pk.startswith(prefix)
                for item in partition.values()
            ]
        return {"Items": found}

    def update_item(self, **asked: Any) -> Item:
        """Change the claim or the handed flag of an alert, if the condition holds."""
        place = _place(asked["Key"])
        with self._alone:
            if not self._holds(place, asked):
                raise refusal(ConditionalCheckFailedException, "UpdateItem")
            item = self.items[place[0]][place[1]]
            match asked["UpdateExpression"]:
                case "SET claimed_until = :until":
                    item["claimed_until"] = asked["ExpressionAttributeValues"][":until"]
                case "SET is_handed = :yes":
                    item["is_handed"] = asked["ExpressionAttributeValues"][":yes"]
                case "REMOVE claimed_until":
                    item.pop("claimed_until", None)
                case other:
                    raise NotSpoken(other)
        return {}

    def _at(self, place: Place) -> Item | None:
        return self.items.get(place[0], {}).get(place[1])

    def _holds(self, place: Place, write: Item) -> bool:
        condition = write.get("ConditionExpression")
        if condition is None:
            return True
        _require(condition, list(CONDITIONS))
        return CONDITIONS[condition](self._at(place), write.get("ExpressionAttributeValues", {}))

    def _write(self, verb: str, place: Place, write: Item) -> None:
        before = self._at(place)
        match verb:
            case "Put":
                self.items.setdefault(place[0], {})[place[1]] = dict(write["Item"])
                self._watcher.wrote(before, write["Item"])
            case "Delete" if before is not None:
                del self.items[place[0]][place[1]]
                self._watcher.deleted(before)
            case _:
                raise NotSpoken(f"{verb} at {place}")


def _require(found: object, expected: list[Any]) -> None:
    if found not in expected:
        raise NotSpoken(f"expected one of {expected}, found {found!r}")


def _key(item: Item) -> Item:
    return {"pk": item["pk"], "sk": item["sk"]}


def _place(key: Item) -> Place:
    return key["pk"]["S"], key["sk"]["S"]
