"""The result of a run: the true changes, the alerts received, and the log of the proxy."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from e2e.stack import Item
from load.advice import TrueChange
from load.calls import MARK, SEND
from load.proxy_log import LoggedCall
from load.scheduler import Scheduler


@dataclass(frozen=True, kw_only=True)  # no slots: cached properties need a __dict__
class LoadResult:
    """`quiet` and `news` are the documents of the governments, before and after the changes.

    `documents` are the messages that the program's queue received. `took_s` is the time from the
    first check to the end of the second retry.
    """

    true_changes: list[TrueChange]
    documents: list[Item]
    log: list[LoggedCall]
    scheduler: Scheduler
    quiet: Mapping[str, bytes]
    news: Mapping[str, bytes]
    quiet_rounds: int
    news_rounds: int
    took_s: float

    @cached_property
    def received(self) -> frozenset[TrueChange]:
        """All changes that the program received."""
        return frozenset(map(as_change, self.documents))

    @cached_property
    def copies(self) -> Counter[str]:
        """The number of copies of each alert beyond the first."""
        counted = Counter(document["id"] for document in self.documents)
        return Counter({alert: times - 1 for alert, times in counted.items() if times > 1})

    @cached_property
    def doubtful_sends(self) -> frozenset[str]:
        """The alerts that SNS may have accepted although it returned an error or no response."""
        return _alerts(e for e in self.log if e.call.purpose == SEND and e.is_doubtful)

    @cached_property
    def failed_marks(self) -> frozenset[str]:
        """The sent alerts whose mark the ledger did not confirm."""
        return _alerts(e for e in self.log if e.call.purpose == MARK and not e.is_answered)


def as_change(document: Item) -> TrueChange:
    """Extract the change from a program's document."""
    return TrueChange(
        source=document["source"],
        destination=document["destination"],
        kind=document["kind"],
        severity=document["after"]["severity"],
    )


def _alerts(calls: Iterable[LoggedCall]) -> frozenset[str]:
    return frozenset[str]().union(*(logged_call.call.alerts for logged_call in calls))
