"""Avoid work in moto that our calls do not need; it was half of the time of the AWS tests."""

import copy
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from moto.core.serialize import ResponseSerializer
from moto.dynamodb.models.table import Table

serialize_member = ResponseSerializer._serialize_structure_member  # noqa: SLF001


@contextmanager
def quick_moto() -> Iterator[None]:
    """Serialise only what an answer has, and copy no item for the rollback of a transaction."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ResponseSerializer, "_serialize_structure_member", _serialize_present)
        patch.setattr(Table, "__deepcopy__", _copy_for_rollback, raising=False)
        yield


def _serialize_present(
    self: ResponseSerializer, serialized: Any, value: Any, shape: Any, key: str
) -> None:
    """Skip an absent member if the answer already has the names of the AWS model.

    Moto looks for each absent member under its other names, such as the one in snake case. A value
    of DynamoDB has one member of ten.
    """
    is_absent = isinstance(value, dict) and key not in value
    if not (is_absent and value.keys() <= shape.parent.members.keys()):
        serialize_member(self, serialized, value, shape, key)


def _copy_for_rollback(table: Any, _memo: object) -> Any:
    """Copy a table so that later puts and deletes, which replace whole items, do not change it.

    Moto copies the table and all its items for each item of a transaction. Only updates change an
    item in place, and our transactions have none.
    """
    backup = copy.copy(table)
    items = {partition: dict(found) for partition, found in table.items.items()}
    backup.items = defaultdict(dict, items)
    return backup
