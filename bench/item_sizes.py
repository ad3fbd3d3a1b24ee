"""The size of an item as DynamoDB bills it, and the total size of a ledger's items."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

KINDS = {
    "SOURCE": "known",
    "FULL": "known",
    "HISTORY": "versions",
    "OUTBOX": "alerts",
    "SENT": "alerts",
    "ALERT": "alerts",
}
"""The kind of item, by the first word of its partition key."""


@dataclass(slots=True)
class ItemTotals:
    """A number of items and their total size in bytes."""

    items: int = 0
    bytes: int = 0

    def add(self, size: int) -> None:
        """Add one item."""
        self.items += 1
        self.bytes += size


def item_bytes(item: Mapping[str, Any]) -> int:
    """Return the size of names and values: text in UTF-8, numbers two digits a byte, and so on."""
    return sum(len(name.encode()) + _value_bytes(value) for name, value in item.items())


def _value_bytes(value: Mapping[str, Any]) -> int:
    ((kind, content),) = value.items()
    match kind:
        case "S":
            return len(content.encode(errors="surrogatepass"))
        case "B":
            return len(bytes(content))
        case "N":
            return len(content) // 2 + 2
        case "L":
            return 3 + sum(1 + _value_bytes(element) for element in content)
    return 1


def totals_by_kind(items: Iterable[Mapping[str, Any]]) -> Mapping[str, ItemTotals]:
    """Sum the items by kind."""
    totals: defaultdict[str, ItemTotals] = defaultdict(ItemTotals)
    for item in items:
        totals[KINDS[item["pk"]["S"].partition("#")[0]]].add(item_bytes(item))
    return totals
