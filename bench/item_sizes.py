"""How large an item is as DynamoDB bills it, and how large those of a ledger are in all."""

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
"""What lies in a partition, by the first word of its key."""


@dataclass(slots=True)
class Heap:
    """So many items of so many bytes."""

    items: int = 0
    bytes: int = 0

    def add(self, size: int) -> None:
        """Put one more on it."""
        self.items += 1
        self.bytes += size


def item_bytes(item: Mapping[str, Any]) -> int:
    """Return names and values in bytes: text in UTF-8, a number two digits a byte, and so on."""
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
            return 3 + sum(1 + _value_bytes(each) for each in held)
    return 1


def heaps(items: Iterable[Mapping[str, Any]]) -> Mapping[str, Heap]:
    """Sort items by what they are."""
    found: defaultdict[str, Heap] = defaultdict(Heap)
    for item in items:
        found[KINDS[item["pk"]["S"].partition("#")[0]]].add(item_bytes(item))
    return found
