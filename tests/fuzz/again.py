"""One input once more, as a person would read it: `python -m fuzz.again TARGET FILE`.

Prints what is wrong and ends with 1, or ends with 0. Nothing is instrumented here, so that
time and memory are those of the reader.
"""

import sys
from pathlib import Path

from fuzz.faults import fault_of, memory_fault
from fuzz.targets import targets


def main(name: str, file: str) -> int:
    """Read the input, and say what is wrong with how."""
    fault = fault_of(targets()[name].read, Path(file).read_bytes()) or memory_fault()
    if fault is None:
        return 0
    print(fault)
    return 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
