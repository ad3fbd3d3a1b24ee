"""Convert HTML to the text that a person reads."""

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser

from advisory_watch.core.errors import MalformedItem
from advisory_watch.core.markup import BOUNDS, is_bounded, size_of
from advisory_watch.parsing.letters import visible

BLOCKS = (
    "address, article, blockquote, br, dd, div, dl, dt, figcaption, figure, footer, "
    "h1, h2, h3, h4, h5, h6, header, hr, li, main, nav, ol, p, pre, section, "
    "table, td, th, tr, ul"
)
"""Elements that start a new line on a page (HTML Standard, 15.3 Flow content)."""

SENTENCE_MAX_CHARS = 1000
"""The longest sentence of a recorded page has 478; searching an endless one would be slow."""

_UNREAD = "script, style, noscript, template, head"
_EMPHASIS = re.compile(r"\*{2,}|(?<![^\W_])_+|_+(?![^\W_])")
_SPACE_BEFORE_STOP = re.compile(r" +([,.;:])(?!\d)")


def prose_of(html: str) -> str:
    """Return the visible text: one paragraph per line, single spaces, no markup.

    Markdown's emphasis marks are removed too, because some archives and back ends leave
    them in. Raises `MalformedItem` for more markup than a text has.
    """
    whole = html.encode(errors="replace")
    if not is_bounded(whole):
        raise MalformedItem(f"expected {BOUNDS}, found {size_of(whole)}")
    return prose_in(LexborHTMLParser(whole))


def prose_in(tree: LexborHTMLParser) -> str:
    """Return the visible text of a tree; the tree is modified."""
    for unread in tree.css(_UNREAD):
        unread.decompose()
    if tree.body is None:
        return ""
    for block in tree.body.css(BLOCKS):
        block.insert_before("\n")
        block.insert_after("\n")
    return tidy(tree.body.text())


def tidy(text: str) -> str:
    """Reduce spaces to one within lines, and remove empty lines."""
    plain = _EMPHASIS.sub(" ", visible(text).replace("\u200b", "").replace("\ufeff", ""))
    lines = (" ".join(line.split()) for line in plain.splitlines())
    return "\n".join(_SPACE_BEFORE_STOP.sub(r"\1", line) for line in lines if line)


def sentences(text: str) -> tuple[str, ...]:
    """Split readable text into sentences; a line end ends one, `U.S.` does not.

    A sentence over the limit is cut between words. So the time to analyse a text grows with
    its length and not with the square of it.
    """
    whole = re.sub(r"\bU\. ?S\.(?: ?A\.)?", "US", text)
    parts = (
        re.split(r"(?<=[.!?])[\"'”’)]*\s+(?=[\"'“‘(A-Z0-9])", line) for line in whole.splitlines()
    )
    return tuple(piece for line in parts for part in line for piece in _pieces(part.strip()))


def _pieces(sentence: str) -> Iterator[str]:
    """Yield a sentence in pieces of at most `SENTENCE_MAX_CHARS`."""
    while len(sentence) > SENTENCE_MAX_CHARS:
        end = sentence.rfind(" ", 1, SENTENCE_MAX_CHARS)
        end = end if end > 0 else SENTENCE_MAX_CHARS
        yield sentence[:end]
        sentence = sentence[end:].lstrip()
    if sentence:
        yield sentence
