"""Objects of the function `work`, which runs the same check on one partition at a time."""

from functools import cache

from advisory_watch.adapters.parts_queue import read_part
from advisory_watch.app.working import Worker
from advisory_watch.core.parts import Part
from advisory_watch.wiring.cloud import check
from advisory_watch.wiring.settings import sources


@cache
def worker() -> Worker:
    """Build the use case of the function `work`."""
    return Worker(check=check(), source_of=lambda source: sources((source,))[0])


def part_in(message: str) -> Part:
    """Parse the partition in a queue message. Raises `CorruptLedger`."""
    return read_part(message)
