"""What DynamoDB and its client are asked in: conditions, pages, and errors by their names."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from botocore.exceptions import ClientError

Item = dict[str, Any]


class NotSpoken(BaseException):
    """Our adapters asked for something that this fake does not know; nobody may catch this."""


class TransactionCanceledException(ClientError):
    """A condition did not hold, or another transaction was under way."""


class ConditionalCheckFailedException(ClientError):
    """The condition of an update did not hold."""


class TransactionConflictException(ClientError):
    """An update met a transaction."""


class Exceptions:
    """The classes that a client of boto3 carries with it."""

    TransactionCanceledException = TransactionCanceledException
    ConditionalCheckFailedException = ConditionalCheckFailedException
    TransactionConflictException = TransactionConflictException


Condition = Callable[[Item | None, Item], bool]

CONDITIONS: dict[str, Condition] = {
    "attribute_not_exists(pk)": lambda item, _: item is None,
    "attribute_exists(pk)": lambda item, _: item is not None,
    "revision = :before": lambda item, given: _has(item, "revision", given[":before"]),
    "claimed_until = :until": lambda item, given: _has(item, "claimed_until", given[":until"]),
    "attribute_exists(pk) AND attribute_not_exists(claimed_until)": (
        lambda item, _: item is not None and "claimed_until" not in item
    ),
    "attribute_exists(pk) AND (attribute_not_exists(claimed_until) OR claimed_until <= :at)": (
        lambda item, given: (
            item is not None
            and ("claimed_until" not in item or item["claimed_until"]["S"] <= given[":at"]["S"])
        )
    ),
}
"""Every condition that our adapters write."""


class Pages:
    """What a paginator of boto3 does: one call a page, until there is no more."""

    def __init__(self, call: Callable[..., Item]) -> None:
        self._call = call

    def paginate(self, **asked: Any) -> Iterator[Item]:
        """Yield the pages."""
        page = self._call(**asked)
        yield page
        while "LastEvaluatedKey" in page:
            page = self._call(**asked, ExclusiveStartKey=page["LastEvaluatedKey"])
            yield page


def cancelled(reasons: Iterable[str]) -> TransactionCanceledException:
    """Word a cancelled transaction as DynamoDB does, one reason for each write."""
    codes = [{"Code": each} for each in reasons]
    answer: Any = {
        "Error": {"Code": "TransactionCanceledException"},
        "CancellationReasons": codes,
    }
    return TransactionCanceledException(answer, "TransactWriteItems")


def refusal(cls: type[ClientError], operation: str) -> ClientError:
    """Word an error under its own name."""
    return cls({"Error": {"Code": cls.__name__}}, operation)


def _has(item: Item | None, name: str, value: Item) -> bool:
    return item is not None and item.get(name) == value
