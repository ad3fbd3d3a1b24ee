"""The terminal: colours only on a real terminal, and lines that break only between words."""

import sys
from collections.abc import Iterable
from textwrap import fill
from typing import NoReturn

from rich.console import Console
from rich.text import Text

NAME_WIDTH = 11
"""Width of the longest row name, and a space."""


class Screen(Console):
    """A console that lets `main` handle a closed pipe."""

    def on_broken_pipe(self) -> NoReturn:
        """Raise the error again, as `print` does."""
        raise BrokenPipeError


def console(*, to_errors: bool = False) -> Console:
    """Return a console: colours on a terminal only, and no text is parsed as markup.

    If the standard error is closed (`2>&-`), output for it is discarded.
    """
    is_closed = to_errors and sys.stderr is None
    return Screen(stderr=to_errors, quiet=is_closed, highlight=False, markup=False, soft_wrap=False)


def say(screen: Console, text: str, *, hanging: str = "", style: str = "") -> None:
    """Print a paragraph; a text without spaces, such as a URL, is never broken."""
    screen.print(Text(_filled(screen, text, hanging), style), soft_wrap=True)


def say_rows(screen: Console, rows: Iterable[tuple[str, str]]) -> None:
    """Print names and values below each other; a row without a value is left out."""
    for name, value in rows:
        row = f"    {name:<{NAME_WIDTH}}{value}"
        if " " in value:
            say(screen, row, hanging=" " * (4 + NAME_WIDTH))
        elif value:
            screen.print(Text(row), soft_wrap=True)


def _filled(screen: Console, text: str, hanging: str) -> str:
    return fill(
        text,
        screen.width,
        subsequent_indent=hanging,
        break_long_words=False,
        break_on_hyphens=False,
    )
