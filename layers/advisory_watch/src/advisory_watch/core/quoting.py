"""What others wrote, as far as an error or a log has room for it."""

from reprlib import Repr

LABEL_MAX_CHARS = 200
"""The longest title of a recorded item has 110."""


def shown(value: object, max_chars: int) -> str:
    """Quote a value of any kind.

    Only its first levels are looked at: one may be nested deeper than Python can write.
    """
    brief = Repr()
    brief.maxstring = brief.maxother = max_chars
    return brief.repr(value)[:max_chars]


def label_of(text: str) -> str:
    """Call something by what others call it, on one line that any terminal and log can print."""
    head = " ".join(text[:LABEL_MAX_CHARS].split())
    return "".join(each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in head)
