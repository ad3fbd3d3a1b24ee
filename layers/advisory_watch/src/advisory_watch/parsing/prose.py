"""From a piece of HTML to the words a person reads."""

import re

from selectolax.lexbor import LexborHTMLParser

BLOCKS = (
    "address, article, blockquote, br, dd, div, dl, dt, figcaption, figure, footer, "
    "h1, h2, h3, h4, h5, h6, header, hr, li, main, nav, ol, p, pre, section, "
    "table, td, th, tr, ul"
)
"""Elements that start a new line on a page (HTML Standard, 15.3 Flow content)."""

_UNREAD = "script, style, noscript, template, head"
_EMPHASIS = re.compile(r"\*{2,}|(?<![^\W_])_+|_+(?![^\W_])")
_SPACE_BEFORE_STOP = re.compile(r" +([,.;:])(?!\d)")


def prose_of(html: str) -> str:
    """Return the visible text: one paragraph a line, single spaces, no markup.

    Markdown's emphasis marks go too, since some archives and back ends leave them in.
    """
    tree = LexborHTMLParser(html)
    for unread in tree.css(_UNREAD):
        unread.decompose()
    if tree.body is None:
        return ""
    for block in tree.body.css(BLOCKS):
        block.insert_before("\n")
        block.insert_after("\n")
    return tidy(tree.body.text())


def tidy(text: str) -> str:
    """Put single spaces within lines and no empty lines between them."""
    plain = _EMPHASIS.sub(" ", text.replace("\u200b", "").replace("\ufeff", ""))
    lines = (" ".join(line.split()) for line in plain.splitlines())
    return "\n".join(_SPACE_BEFORE_STOP.sub(r"\1", line) for line in lines if line)


def sentences(text: str) -> tuple[str, ...]:
    """Split readable text into sentences; a line ends one, `U.S.` does not."""
    whole = re.sub(r"\bU\. ?S\.(?: ?A\.)?", "US", text)
    parts = (
        re.split(r"(?<=[.!?])[\"'”’)]*\s+(?=[\"'“‘(A-Z0-9])", line) for line in whole.splitlines()
    )
    return tuple(part.strip() for line in parts for part in line if part.strip())
