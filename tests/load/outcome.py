"""The end of a run: what had happened, what was told of it, and what the wire did meanwhile."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from e2e.stack import Item
from load.calls import MARK, SEND
from load.issues import Truth
from load.rounds import Rounds
from load.wire import Entry


@dataclass(frozen=True, kw_only=True)  # no slots: what follows is counted once
class Told:
    """`quiet` and `news` are the papers that the governments served, first and last.

    `documents` are what the queue of a program got; `took_s` is from the first check to the
    end of the second sweep.
    """

    truths: list[Truth]
    documents: list[Item]
    log: list[Entry]
    rounds: Rounds
    quiet: Mapping[str, bytes]
    news: Mapping[str, bytes]
    quiet_rounds: int
    news_rounds: int
    took_s: float

    @cached_property
    def heard(self) -> frozenset[Truth]:
        """All that the program was told had happened."""
        return frozenset(map(as_truth, self.documents))

    @cached_property
    def copies(self) -> Counter[str]:
        """How often the program got each alert beyond the first time."""
        counted = Counter(each["id"] for each in self.documents)
        return Counter({alert: times - 1 for alert, times in counted.items() if times > 1})

    @cached_property
    def doubtful_sends(self) -> frozenset[str]:
        """The alerts that SNS may have taken although it said no, or nothing."""
        return _alerts(e for e in self.log if e.call.purpose == SEND and e.is_doubtful)

    @cached_property
    def failed_marks(self) -> frozenset[str]:
        """The alerts that were sent, and of which the ledger did not say that it knows."""
        return _alerts(e for e in self.log if e.call.purpose == MARK and not e.is_answered)


def as_truth(document: Item) -> Truth:
    """Read from a program's document what it says that happened."""
    return Truth(
        source=document["source"],
        destination=document["destination"],
        kind=document["kind"],
        severity=document["after"]["severity"],
    )


def _alerts(entries: Iterable[Entry]) -> frozenset[str]:
    return frozenset[str]().union(*(each.call.alerts for each in entries))
