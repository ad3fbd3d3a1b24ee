"""The embedded ledger and outbox: one SQLite file on a laptop."""

from advisory_watch.adapters.sqlite.connection import connect
from advisory_watch.adapters.sqlite.ledger import SqliteLedger
from advisory_watch.adapters.sqlite.outbox import SqliteOutbox

__all__ = ["SqliteLedger", "SqliteOutbox", "connect"]
