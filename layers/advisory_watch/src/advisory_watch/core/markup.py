"""Limits on markup: HTML that would keep a parser busy is refused before parsing.

A parser repairs malformed HTML, and repair costs time. It searches the open elements again at
every tag, so a megabyte of `<div>` takes minutes. Bold, italics and similar elements that one
paragraph leaves open are opened again in each paragraph after it. In this way 13 kB become a
million elements. Counting tags bounds both, for any content and position of the tags.
"""

import re
from collections import Counter

TAGS_MAX = 15_000
"""The largest recorded page has 5,720 tags; this many, all nested, take half a second."""

OPENED_AGAIN_MAX = 400_000
"""Elements that a parser may create for a page by reopening them: about 150 MB."""

HTML_MAX_BYTES = 2_000_000
"""The largest recorded page has 0.5 MB; the rules that search for words take 2 s for a megabyte."""

BOUNDS = f"HTML of at most {TAGS_MAX} tags and {HTML_MAX_BYTES} bytes, few of them left open"

_FORMATTING = re.compile(
    rb"<(b|big|code|em|font|i|s|small|strike|strong|tt|u)([\s/>])", re.IGNORECASE
)
"""Elements that a parser reopens (HTML Standard, 13.2.4.3), except those that close their own
kind.
"""

_ALIKE_MAX = 3
"""The parser reopens at most this many identical elements (same section: the Noah's Ark clause)."""


def is_bounded(html: bytes) -> bool:
    """Tell whether the HTML can be parsed in little time and memory."""
    tags = html.count(b"<")
    if len(html) > HTML_MAX_BYTES or tags > TAGS_MAX:
        return False
    return tags * (1 + _left_open(html)) <= OPENED_AGAIN_MAX


def size_of(html: bytes) -> str:
    """Describe the amount of markup, for an error message."""
    return f"{html.count(b'<')} tags in {len(html)} bytes"


def _left_open(html: bytes) -> int:
    """Return the maximum number of elements that could be reopened at every tag."""
    found = Counter((name.lower(), end) for name, end in _FORMATTING.findall(html))
    alike = sum(min(_ALIKE_MAX, count) for (_, end), count in found.items() if end == b">")
    return alike + sum(count for (_, end), count in found.items() if end != b">")
