"""Faults of a parser: an unexpected exception, too much time, or too much memory."""

import resource
from collections.abc import Callable
from time import process_time
from traceback import extract_tb

from advisory_watch.core.errors import AdvisoryWatchError

SECONDS_MAX = 1.0
"""The most processor time for one document, in seconds; real documents take hundredths."""

MEMORY_MAX_MB = 300
"""The most memory of a process that parses one document; a Lambda function here has 512 MB."""

KB_IN_MB = 1024


def fault_of(read: Callable[[bytes], object], body: bytes) -> str | None:
    """Parse some bytes and return the fault, if any; an error of our own is no fault."""
    began = process_time()
    try:
        read(body)
    except AdvisoryWatchError:
        pass
    except Exception as error:  # noqa: BLE001 - any other exception is a finding
        last = extract_tb(error.__traceback__)[-1]
        return f"{type(error).__name__} in {last.name}, line {last.lineno} of {last.filename}"
    took = process_time() - began
    return f"more than {SECONDS_MAX:g} s" if took > SECONDS_MAX else None


def memory_fault() -> str | None:
    """Return a fault if this process ever used more memory than allowed."""
    used_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KB_IN_MB  # Linux counts in kB
    return f"{used_mb:.0f} MB, more than {MEMORY_MAX_MB}" if used_mb > MEMORY_MAX_MB else None
