"""Format paragraphs of a publisher's text for an email."""

from collections.abc import Iterator
from difflib import SequenceMatcher
from textwrap import fill

from advisory_watch.core.messages.alphabets import WORDS_MAX_CHARS, cut_at_word

WIDTH = 78
"""Plain text in email has 78 characters per line (RFC 5322, 2.1.1)."""

PARAGRAPHS_MAX = 12
"""An excerpt; the full text is in the ledger, and behind the official link."""


def shortened(words: str) -> str:
    """Return the text on one line, shortened to `WORDS_MAX_CHARS`."""
    return cut_at_word(" ".join(words.split()), WORDS_MAX_CHARS)


def beginning(text: str) -> str:
    """Return the first paragraphs of a text, each shortened."""
    lines = [fill(shortened(line), WIDTH) for line in text.splitlines()]
    return _first(lines)


def difference(old_text: str, new_text: str) -> str:
    """Return the paragraphs that were added and removed, each shortened."""
    return _first(list(_changed_lines(old_text.splitlines(), new_text.splitlines())))


def _first(lines: list[str]) -> str:
    shown = lines[:PARAGRAPHS_MAX]
    if len(lines) > len(shown):
        shown.append(f"... and {len(lines) - len(shown)} more paragraphs")
    return "\n".join(shown)


def _changed_lines(old: list[str], new: list[str]) -> Iterator[str]:
    for tag, old_from, old_to, new_from, new_to in SequenceMatcher(
        a=old, b=new, autojunk=False
    ).get_opcodes():
        if tag != "equal":
            yield from (_signed("-", line) for line in old[old_from:old_to])
            yield from (_signed("+", line) for line in new[new_from:new_to])


def _signed(sign: str, line: str) -> str:
    return fill(shortened(line), WIDTH, initial_indent=f"{sign} ", subsequent_indent="  ")
