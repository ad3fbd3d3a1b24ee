"""DynamoDB in memory, as far as our adapters speak to it: any other expression is an error.

Held to moto and to the other stores by the contract tests of `tests/adapters/storage`.
"""

from threading import Lock
from typing import Any, Protocol

from simulation.dynamodb_words import (
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
    """Hears of everything that is written."""

    def wrote(self, before: Item | None, after: Item) -> None:
        """Hear that an item was put, in place of another or of none."""

    def deleted(self, before: Item) -> None:
        """Hear that an item was deleted."""


class Nobody:
    """Watches nothing."""

    def wrote(self, before: Item | None, after: Item) -> None:
        """Pass over it."""

    def deleted(self, before: Item) -> None:
        """Pass over it."""


PAGE = 5
"""Items in one page of a query; so few that the state of a small publisher has several."""

BATCH = 40
"""Items that a batch looks up before it answers that the rest is for another call."""


class DynamoDb:
    """One table; values within items are never changed, so that copies of items are shallow.

    Every read is consistent: one that does not ask for it is an error.
    """

    exceptions = Exceptions

    def __init__(self, watcher: Watcher | None = None) -> None:
        self.items: dict[str, dict[str, Item]] = {}
        self._watcher = watcher or Nobody()
        self._alone = Lock()

    def get_paginator(self, operation: str) -> "Pages":
        """Ask page by page."""
        return Pages(getattr(self, operation))

    def query(self, **asked: Any) -> Item:
        """Return one page of a partition, by sort key."""
        _require(asked.pop("KeyConditionExpression"), ["pk = :pk"])
        _require(asked.pop("ConsistentRead", False), [True])
        after = asked.pop("ExclusiveStartKey", {"sk": {"S": ""}})["sk"]["S"]
        partition = self.items.get(asked["ExpressionAttributeValues"][":pk"]["S"], {})
        with self._alone:
            rest = [each for each in sorted(partition) if each > after]
            found = [dict(partition[each]) for each in rest[:PAGE]]
        last = {"LastEvaluatedKey": _key(found[-1])} if len(rest) > PAGE else {}
        return {"Items": found, **last}

    def batch_get_item(self, *, RequestItems: dict[str, Item]) -> Item:  # noqa: N803 - boto3's name
        """Return those items that exist; of many only the first, and the rest unprocessed."""
        ((table, asked),) = RequestItems.items()
        _require(asked.get("ConsistentRead", False), [True])
        now, later = asked["Keys"][:BATCH], asked["Keys"][BATCH:]
        with self._alone:
            found = [dict(item) for key in now if (item := self._at(_place(key))) is not None]
        rest = {table: {"Keys": later, "ConsistentRead": True}} if later else {}
        return {"Responses": {table: found}, "UnprocessedKeys": rest}

    def transact_write_items(self, *, TransactItems: list[Item]) -> Item:  # noqa: N803 - boto3's name
        """Write all or nothing."""
        writes = [next(iter(each.items())) for each in TransactItems]
        places = [_place(write.get("Item") or write["Key"]) for _, write in writes]
        if len(set(places)) < len(places):
            raise NotSpoken(f"two writes to one item in a transaction: {places}")
        with self._alone:
            holds = [
                self._holds(place, write) for place, (_, write) in zip(places, writes, strict=True)
            ]
            if not all(holds):
                raise cancelled("None" if each else "ConditionalCheckFailed" for each in holds)
            for place, (verb, write) in zip(places, writes, strict=True):
                self._write(verb, place, write)
        return {}

    def put_item(self, **asked: Any) -> Item:
        """Write one item, where its condition holds."""
        place = _place(asked["Item"])
        with self._alone:
            if not self._holds(place, asked):
                raise refusal(ConditionalCheckFailedException, "PutItem")
            self._write("Put", place, asked)
        return {}

    def scan(self, **asked: Any) -> Item:
        """Return the keys of all partitions that begin as asked, in one page."""
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
        """Change a claim, or whether an alert was handed, where the condition holds."""
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
