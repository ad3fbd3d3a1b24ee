"""Claim an alert for a while, so that no other process sends it meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from advisory_watch.adapters.dynamodb import items
from advisory_watch.core.clock import CLOCKS_AGREE_WITHIN

if TYPE_CHECKING:
    from datetime import datetime

    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef

    from advisory_watch.adapters.dynamodb.items import Item

UNCLAIMED = (
    "(attribute_not_exists(claimed_until) OR claimed_until <= :at OR claimed_until > :longest)"
)
CLAIM, RELEASE = "SET claimed_until = :until", "REMOVE claimed_until"
IS_OURS = "claimed_until = :until"


def claim_values(at: datetime, until: datetime) -> Item:
    """Return the values of `UNCLAIMED` and `CLAIM`; a longer claim is by a wrong clock."""
    return {":at": _moment(at), ":longest": _moment(until + CLOCKS_AGREE_WITHIN)} | release_values(
        until
    )


def release_values(until: datetime) -> Item:
    """Return the values of `IS_OURS`."""
    return {":until": _moment(until)}


def _moment(moment: datetime) -> AttributeValueTypeDef:
    return {"S": items.sortable(moment)}
