"""A home that many tests begin with: the first of them makes it, the others get a copy."""

from collections.abc import Callable
from pathlib import Path
from shutil import copyfile, copytree


def begin_with(kept: Path, home: Path, make: Callable[[], object]) -> None:
    """Make the home and keep a copy that nobody works in; where there is one, fill it from that."""
    if kept.exists():
        copytree(kept, home, copy_function=copyfile)
    else:
        make()
        copytree(home, kept, copy_function=copyfile)
