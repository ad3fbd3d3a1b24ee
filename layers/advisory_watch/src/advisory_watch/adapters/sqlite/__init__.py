"""Store the ledger and the outbox in one SQLite file, for a laptop."""

from advisory_watch.adapters.sqlite.database import BUSY_TIMEOUT_S, Connection, connect
from advisory_watch.adapters.sqlite.deliveries import SqliteChannelQueue, SqliteDeliveries
from advisory_watch.adapters.sqlite.ledger import SqliteLedger
from advisory_watch.adapters.sqlite.outbox import SqliteOutbox

__all__ = [
    "BUSY_TIMEOUT_S",
    "Connection",
    "SqliteChannelQueue",
    "SqliteDeliveries",
    "SqliteLedger",
    "SqliteOutbox",
    "connect",
]
