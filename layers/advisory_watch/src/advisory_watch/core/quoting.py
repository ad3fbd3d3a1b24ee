"""Shortens foreign text so that it fits into an error or a log."""

from reprlib import Repr

LABEL_MAX_CHARS = 200
"""The longest title of a recorded item has 110."""


def shown(value: object, max_chars: int) -> str:
    """Quote a value of any type, cut to `max_chars`.

    Only its first levels are examined: a value may be nested deeper than Python can print.
    """
    brief = Repr()
    brief.maxstring = brief.maxother = max_chars
    return brief.repr(value)[:max_chars]


def label_of(text: str) -> str:
    """Convert a foreign name to one line that every terminal and log can print."""
    head = " ".join(text[:LABEL_MAX_CHARS].split())
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in head)
