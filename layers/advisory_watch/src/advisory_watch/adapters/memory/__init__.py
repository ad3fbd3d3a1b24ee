"""Keep ledger, outbox, archive and messages in the memory of one process, for replay and tests.

Threads may share each of them.
"""

from advisory_watch.adapters.memory.archive import MemoryArchive
from advisory_watch.adapters.memory.ledger import MemoryLedger
from advisory_watch.adapters.memory.notifier import MemoryNotifier
from advisory_watch.adapters.memory.outbox import MemoryOutbox

__all__ = ["MemoryArchive", "MemoryLedger", "MemoryNotifier", "MemoryOutbox"]
