"""The function `work`: the same check as that of `check`, of one part after the other."""

from functools import cache

from advisory_watch.adapters.parts_queue import read_part
from advisory_watch.app.working import Worker
from advisory_watch.core.parts import Part
from advisory_watch.wiring.cloud import check
from advisory_watch.wiring.settings import sources


@cache
def worker() -> Worker:
    """Build what the function does."""
    return Worker(check=check(), source_of=lambda source: sources((source,))[0])


def part_in(message: str) -> Part:
    """Read what a message of the queue asks for. Raises `CorruptLedger`."""
    return read_part(message)
