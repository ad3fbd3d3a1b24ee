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
class Heap:
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
    ((kind, held),) = value.items()
    match kind:
        case "S":
            return len(held.encode(errors="surrogatepass"))
        case "B":
            return len(bytes(held))
        case "N":
            return len(held) // 2 + 2
        case "L":
            return 3 + sum(1 + _value_bytes(element) for element in held)
    return 1


def heaps(items: Iterable[Mapping[str, Any]]) -> Mapping[str, Heap]:
    """Sum the items by kind."""
    found: defaultdict[str, Heap] = defaultdict(Heap)
    for item in items:
        found[KINDS[item["pk"]["S"].partition("#")[0]]].add(item_bytes(item))
    return found
