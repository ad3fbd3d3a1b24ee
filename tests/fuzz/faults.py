"""What is a fault of a reader: somebody else's exception, too much time, too much memory."""

import resource
from collections.abc import Callable
from time import process_time
from traceback import extract_tb

from advisory_watch.core.errors import AdvisoryWatchError

SECONDS_MAX = 1.0
"""So much of a processor one document may take; the real ones take hundredths."""

MEMORY_MAX_MB = 300
"""So much a process may hold that reads one document; a Lambda function here has 512."""

KB_IN_MB = 1024


def fault_of(read: Callable[[bytes], object], body: bytes) -> str | None:
    """Read some bytes, and say what is wrong with how; an error of ours is an answer."""
    began = process_time()
    try:
        read(body)
    except AdvisoryWatchError:
        pass
    except Exception as error:  # noqa: BLE001 - any other is what we are looking for
        last = extract_tb(error.__traceback__)[-1]
        return f"{type(error).__name__} in {last.name}, line {last.lineno} of {last.filename}"
    took = process_time() - began
    return f"more than {SECONDS_MAX:g} s" if took > SECONDS_MAX else None


def memory_fault() -> str | None:
    """Say whether this process ever held more than it may."""
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KB_IN_MB  # Linux counts in kB
    return f"{held:.0f} MB, more than {MEMORY_MAX_MB}" if held > MEMORY_MAX_MB else None
