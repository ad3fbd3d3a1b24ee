"""Every error that the program raises, grouped by what the caller does about it.

AdvisoryWatchError
├── SourceError            this source cannot be read now; go on with the others
│   ├── Unreachable        no answer: DNS, connection, time limit
│   │   └── NotReached     no connection was opened, so that the host noticed nothing
│   ├── Blocked            an answer from a bot wall instead of the document
│   ├── NotFound           the document is gone, or a soft 404
│   ├── Refused            we will not read it: too large, a foreign host or address, a bad redirect
│   ├── Unreadable         the document does not match its format
│   ├── Implausible        it is readable but cannot be the complete list (empty, far too long)
│   │   └── Truncated      a part of the list is missing; what is there can be judged
│   └── Incomplete         there was no time yet to request it
├── ItemError              one item of a document cannot be read; keep the rest
│   ├── UnknownDestination a name we have no ISO code for
│   ├── UnknownLevel       a level we have no rule for
│   ├── MalformedItem      a field is missing or has an unexpected value
│   └── TextTooLong        a text is longer than any advice
├── LedgerError
│   ├── AccessDenied       the caller lacks a permission: more attempts do not help
│   ├── StaleVersion       another writer recorded first: read again, decide again
│   └── CorruptLedger      a stored item cannot be read back
├── ArchiveError           a page could not be stored or found
├── HandingFailed          partitions could not be dispatched; the next check tries again
├── DeliveryFailed         an alert was not accepted; it stays in the outbox
├── SystemUnhealthy        a part of the stack is not well; its run fails, so that an alarm rings
└── UsageError             the person typing can mend it
    └── AlreadyRunning     another program does this for the same home
"""

from enum import Enum


class FailureKind(Enum):
    """The kind of a failure. Callers decide by it; the message is for people."""

    UNREACHABLE = "unreachable"
    BLOCKED = "blocked"
    NOT_FOUND = "not_found"
    REFUSED = "refused"
    UNREADABLE = "unreadable"
    IMPLAUSIBLE = "implausible"
    INCOMPLETE = "incomplete"
    DELIVERY = "delivery"
    USAGE = "usage"
    LEDGER = "ledger"
    ACCESS_DENIED = "access_denied"
    OVERTAKEN = "overtaken"
    ARCHIVE = "archive"
    DISPATCH = "dispatch"
    OUR_FAULT = "our_fault"

    @property
    def is_ours(self) -> bool:
        """Whether our own storage or code failed, rather than a publisher, carrier or user."""
        return self in {
            FailureKind.LEDGER,
            FailureKind.ACCESS_DENIED,
            FailureKind.OVERTAKEN,
            FailureKind.ARCHIVE,
            FailureKind.DISPATCH,
            FailureKind.OUR_FAULT,
        }


class AdvisoryWatchError(Exception):
    """Base class of every error that the program raises on purpose."""

    kind = FailureKind.OUR_FAULT


class SourceError(AdvisoryWatchError):
    """A source could not be read; carries `source_id` for logs and metrics."""

    kind = FailureKind.UNREADABLE

    def __init__(self, source_id: str, message: str) -> None:
        super().__init__(f"{source_id}: {message}")
        self.source_id = source_id
        self.reason = message


class Unreachable(SourceError):
    """The host did not answer: name look-up, connection or time limit."""

    kind = FailureKind.UNREACHABLE


class NotReached(Unreachable):
    """The host has no name, no route, a closed port, or a certificate of another party."""


class Blocked(SourceError):
    """A bot wall or a challenge page answered in place of the document."""

    kind = FailureKind.BLOCKED


class NotFound(SourceError):
    """The document does not exist, even if the status code says otherwise."""

    kind = FailureKind.NOT_FOUND


class Refused(SourceError):
    """The document is not read: too large, from an unknown host, or at an internal address."""

    kind = FailureKind.REFUSED


class Unreadable(SourceError):
    """The document does not match its format."""


class Implausible(SourceError):
    """The document is readable, but cannot be the publisher's complete list."""

    kind = FailureKind.IMPLAUSIBLE


class Truncated(Implausible):
    """The document is a part of the publisher's list: too many destinations are missing."""


class Incomplete(SourceError):
    """The document was not requested yet: the time of the check was used up."""

    kind = FailureKind.INCOMPLETE


class ItemError(AdvisoryWatchError):
    """One item of a document could not be read; the other items are kept."""

    kind = FailureKind.UNREADABLE


class UnknownDestination(ItemError):
    """The publisher used a name we have no ISO code for."""


class UnknownLevel(ItemError):
    """The publisher used a level we have no rule for."""


class MalformedItem(ItemError):
    """A field of an item is missing or has an unexpected value."""


class TextTooLong(ItemError):
    """A text is longer than any advice, and is not read."""


class LedgerError(AdvisoryWatchError):
    """The ledger could not complete an operation."""

    kind = FailureKind.LEDGER


class AccessDenied(LedgerError):
    """The ledger does not permit an operation to its caller."""

    kind = FailureKind.ACCESS_DENIED


class StaleVersion(LedgerError):
    """Another writer recorded this destination first: read again, decide again."""

    kind = FailureKind.OVERTAKEN


class CorruptLedger(LedgerError):
    """An item of the ledger cannot be read back."""


class ArchiveError(AdvisoryWatchError):
    """A page could not be stored, or is not in the archive."""

    kind = FailureKind.ARCHIVE


class HandingFailed(AdvisoryWatchError):
    """The partitions of a source could not be dispatched to their workers."""

    kind = FailureKind.DISPATCH


class DeliveryFailed(AdvisoryWatchError):
    """An alert was not accepted by its carrier; it stays in the outbox."""

    kind = FailureKind.DELIVERY


class SystemUnhealthy(AdvisoryWatchError):
    """The judgement of the whole system found faults; the message names them."""

    kind = FailureKind.OUR_FAULT


class UsageError(AdvisoryWatchError):
    """The user can correct this; the message says how."""

    kind = FailureKind.USAGE


class AlreadyRunning(UsageError):
    """Another program does this for the same home; only one may at a time."""
