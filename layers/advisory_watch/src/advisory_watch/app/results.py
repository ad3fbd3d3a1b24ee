"""Results of the use cases, as entry points log and print them."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import TYPE_CHECKING

from advisory_watch.core.advisory import Problem
from advisory_watch.core.errors import FailureKind

if TYPE_CHECKING:  # most checks detect nothing
    from advisory_watch.core.detection.types import Detection


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeOutcome:
    """One change of one destination, as published (docs: From outside)."""

    source: str
    destination: str
    kind: str
    from_severity: int | None
    to_severity: int | None
    from_native: str | None
    to_native: str | None
    decided_at: datetime
    issued_on: date | None
    rule: str
    urgent: bool
    version: int
    alert_id: str | None
    from_partial_severity: int | None
    to_partial_severity: int | None


class Coverage(Enum):
    """How much of a source a check has read; the value is the word in tables."""

    ALL = "yes"
    PART = "partly"
    NONE = "no"


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceOutcome:
    """The result of one check of one source.

    `failure` is None if the source was read. `reason` says why the check failed, or gives a warning
    if it did not. `problems` are documents and items that could not be parsed.

    `deferred` counts documents that were skipped for lack of time: the next check begins with them.
    `never_read` counts listed documents that no check has requested yet.
    `own_faults` are what a person must mend on our side although the source was read, such as the
    clock; `reason` says them as well.
    `partitions` counts partitions that were handed on. `partition` names the checked partition, if
    only one was checked.
    """

    source: str
    decided_at: datetime
    endpoint: str | None = None
    failure: FailureKind | None = None
    destinations: int = 0
    reason: str = ""
    changes: tuple[ChangeOutcome, ...] = ()
    detections: "tuple[Detection, ...]" = ()
    problems: tuple[Problem, ...] = ()
    deferred: int = 0
    never_read: int = 0
    partitions: int = 0
    partition: str = ""
    own_faults: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether the source was read."""
        return self.failure is None

    @property
    def coverage(self) -> Coverage:
        """How much was read: `ALL` only if no document and no item is unread or left for later."""
        is_partly_read = self.failure in (FailureKind.INCOMPLETE, FailureKind.IMPLAUSIBLE)
        if is_partly_read and self.endpoint is not None:
            return Coverage.PART
        if self.failure is not None:
            return Coverage.NONE
        is_part = self.problems or self.deferred or self.never_read
        return Coverage.PART if is_part else Coverage.ALL

    @property
    def first_seen(self) -> int:
        """The number of destinations that were recorded silently."""
        return sum(detection.is_first_seen for detection in self.detections)

    @property
    def pending(self) -> "tuple[Detection, ...]":
        """The candidates that wait for confirmation."""
        return tuple(detection for detection in self.detections if detection.is_pending)
