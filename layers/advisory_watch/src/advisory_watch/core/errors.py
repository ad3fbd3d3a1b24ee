"""Everything that can go wrong, grouped by what the caller does about it.

AdvisoryWatchError
├── SourceError            this source cannot be read now; go on with the others
│   ├── Unreachable        no answer: DNS, connection, time limit
│   ├── Blocked            an answer from a bot wall instead of the document
│   ├── NotFound           the document is gone, or a soft 404
│   ├── Refused            we will not read it: too large, a foreign host or address, a bad redirect
│   ├── Unreadable         the document is not what its format says
│   └── Implausible        it reads well but cannot be the whole world (empty, truncated)
├── ItemError              one item of a document cannot be read; keep the rest
│   ├── UnknownDestination a name we have no ISO code for
│   ├── UnknownLevel       a level we have no rule for
│   └── MalformedItem      a field is missing or is not what it should be
├── LedgerError
│   ├── StaleVersion       somebody else recorded first: read again, decide again
│   └── CorruptLedger      what is stored cannot be read back
├── ArchiveError           a page could not be kept or found
├── HandingFailed          parts of a source could not be handed on; the next check tries again
├── DeliveryFailed         an alert was not accepted; it stays in the outbox
└── UsageError             the person typing can mend it
"""


class AdvisoryWatchError(Exception):
    """Anything we raise on purpose."""


class SourceError(AdvisoryWatchError):
    """A source could not be read; carries `source_id` for logs and metrics."""

    def __init__(self, source_id: str, message: str) -> None:
        super().__init__(f"{source_id}: {message}")
        self.source_id = source_id
        self.reason = message


class Unreachable(SourceError):
    """Nobody answered: name look-up, connection or time limit."""


class Blocked(SourceError):
    """A bot wall or a challenge page answered in place of the document."""


class NotFound(SourceError):
    """The document does not exist, whatever the status code says."""


class Refused(SourceError):
    """What we will not read: too large, from a host we do not know, at an address inside."""


class Unreadable(SourceError):
    """The document is not what its format promises."""


class Implausible(SourceError):
    """The document reads well, but cannot be all that the publisher says."""


class ItemError(AdvisoryWatchError):
    """One item of a document could not be read; the others stand."""


class UnknownDestination(ItemError):
    """The publisher used a name we have no ISO code for."""


class UnknownLevel(ItemError):
    """The publisher used a level we have no rule for."""


class MalformedItem(ItemError):
    """A field of an item is missing or is not what it should be."""


class LedgerError(AdvisoryWatchError):
    """The ledger could not do what was asked."""


class StaleVersion(LedgerError):
    """Somebody else recorded this destination first: read again, decide again."""


class CorruptLedger(LedgerError):
    """What the ledger holds cannot be read back."""


class ArchiveError(AdvisoryWatchError):
    """A page could not be kept, or is not in the archive."""


class HandingFailed(AdvisoryWatchError):
    """The parts of a source could not be handed to those who work them."""


class DeliveryFailed(AdvisoryWatchError):
    """An alert was not accepted by its carrier; it stays owed."""


class UsageError(AdvisoryWatchError):
    """The person typing can mend it; the message says how."""
