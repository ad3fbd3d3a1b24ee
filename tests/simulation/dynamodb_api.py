"""Parts of the DynamoDB API: conditions, pages, and errors by name."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from botocore.exceptions import ClientError

Item = dict[str, Any]


class UnsupportedOperation(BaseException):
    """An adapter used an operation that this fake does not support. It must not be caught."""


class TransactionCanceledException(ClientError):
    """A condition did not hold, or another transaction was in progress."""


class ConditionalCheckFailedException(ClientError):
    """The condition of an update did not hold."""


class TransactionConflictException(ClientError):
    """An update conflicted with a transaction."""


class Exceptions:
    """The exception classes that a boto3 client has as attributes."""

    TransactionCanceledException = TransactionCanceledException
    ConditionalCheckFailedException = ConditionalCheckFailedException
    TransactionConflictException = TransactionConflictException


Condition = Callable[[Item | None, Item], bool]


def _is_claimed(item: Item, given: Item) -> bool:
    if "claimed_until" not in item:
        return False
    until = str(item["claimed_until"]["S"])
    return str(given[":at"]["S"]) < until <= str(given[":longest"]["S"])


CONDITIONS: dict[str, Condition] = {
    "attribute_not_exists(pk)": lambda item, _: item is None,
    "attribute_exists(pk)": lambda item, _: item is not None,
    "revision = :before": lambda item, given: _has(item, "revision", given[":before"]),
    "claimed_until = :until": lambda item, given: _has(item, "claimed_until", given[":until"]),
    "attribute_exists(pk) AND attribute_not_exists(claimed_until)": (
        lambda item, _: item is not None and "claimed_until" not in item
    ),
    "attribute_exists(pk) AND (attribute_not_exists(claimed_until)"
    " OR claimed_until <= :at OR claimed_until > :longest)": (
        lambda item, given: item is not None and not _is_claimed(item, given)
    ),
}
"""Every condition that our adapters use."""


class Paginator:
    """A boto3 paginator: one call per page, until the last page."""

    def __init__(self, call: Callable[..., Item]) -> None:
        self._call = call

    def paginate(self, **request: Any) -> Iterator[Item]:
        """Yield the pages."""
        page = self._call(**request)
        yield page
        while "LastEvaluatedKey" in page:
            page = self._call(**request, ExclusiveStartKey=page["LastEvaluatedKey"])
            yield page


def cancelled(reasons: Iterable[str]) -> TransactionCanceledException:
    """Build the error of a cancelled transaction as DynamoDB does, with one reason per write."""
    codes = [{"Code": reason} for reason in reasons]
    response: Any = {
        "Error": {"Code": "TransactionCanceledException"},
        "CancellationReasons": codes,
    }
    return TransactionCanceledException(response, "TransactWriteItems")


def refusal(cls: type[ClientError], operation: str) -> ClientError:
    """Build an error with the name of its class as error code."""
    return cls({"Error": {"Code": cls.__name__}}, operation)


def _has(item: Item | None, name: str, value: Item) -> bool:
    return item is not None and item.get(name) == value
