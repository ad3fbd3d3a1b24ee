"""A home that many tests begin with: the first of them makes it, the others get a copy."""

from collections.abc import Callable
from pathlib import Path
from shutil import copyfile, copytree, ignore_patterns


def begin_with(
    kept: Path, home: Path, make: Callable[[], object], without: tuple[str, ...] = ()
) -> None:
    """Make the home and keep a copy that nobody works in; where there is one, fill it from that.

    `without` names folders of thousands of files that a test has no use for.
    """
    if not kept.exists():
        make()
        copytree(home, kept, copy_function=copyfile)
        return
    copytree(kept, home, ignore=ignore_patterns(*without), copy_function=copyfile)
