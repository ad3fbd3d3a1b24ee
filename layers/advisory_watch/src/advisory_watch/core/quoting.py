"""What was found in place of what was expected, as far as an error has room for it."""

from reprlib import Repr


def shown(value: object, max_chars: int) -> str:
    """Quote a value of any kind.

    Only its first levels are looked at: one may be nested deeper than Python can write.
    """
    brief = Repr()
    brief.maxstring = brief.maxother = max_chars
    return brief.repr(value)[:max_chars]
