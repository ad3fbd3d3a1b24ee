"""A home that many tests start from: the first test builds it, the others copy it."""

from collections.abc import Callable
from pathlib import Path
from shutil import copyfile, copytree, ignore_patterns


def start_from_copy(
    kept: Path, home: Path, make: Callable[[], object], without: tuple[str, ...] = ()
) -> None:
    """Fill the home from the copy in `kept`; if absent, build the home and store the copy.

    `without` names folders to leave out: they hold thousands of files that the test does not use.
    """
    if not kept.exists():
        make()
        copytree(home, kept, copy_function=copyfile)
        return
    copytree(kept, home, ignore=ignore_patterns(*without), copy_function=copyfile)
