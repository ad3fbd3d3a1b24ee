"""Run one input again without instrumentation: `python -m fuzz.reproduce TARGET FILE`.

Prints the fault and exits with 1, or exits with 0. Nothing is instrumented, so that time and memory
are those that the parser really needs.
"""

import sys
from pathlib import Path

from fuzz.faults import fault_of, memory_fault
from fuzz.targets import targets


def main(name: str, file: str) -> int:
    """Parse the input; print the fault, if any."""
    fault = fault_of(targets()[name].read, Path(file).read_bytes()) or memory_fault()
    if fault is None:
        return 0
    print(fault)
    return 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
