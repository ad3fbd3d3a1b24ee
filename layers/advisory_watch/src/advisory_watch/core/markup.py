"""How much markup is read: HTML that would keep a parser busy is refused before it is parsed.

A parser mends whatever it is given, and mending costs. It searches the open elements anew at
every tag: a megabyte of `<div>` takes minutes. And bold, italics and the like that one
paragraph leaves open are opened again in each that follows: 13 kB become a million elements.
Both are bounded by counting, whatever stands in the tags and wherever they stand.
"""

import re
from collections import Counter

TAGS_MAX = 15_000
"""The greatest recorded page has 5,720; as many as this, all nested, take half a second."""

OPENED_AGAIN_MAX = 400_000
"""Elements that a parser may make of a page by opening them again: some 150 MB."""

HTML_MAX_BYTES = 2_000_000
"""The greatest recorded page has 0.5 MB; the rules that look for words take 2 s for a megabyte."""

BOUNDS = f"HTML of at most {TAGS_MAX} tags and {HTML_MAX_BYTES} bytes, few of them left open"

_FORMATTING = re.compile(
    rb"<(b|big|code|em|font|i|s|small|strike|strong|tt|u)([\s/>])", re.IGNORECASE
)
"""Elements that are opened again (HTML Standard, 13.2.4.3), but those that close their own kind."""

_ALIKE_MAX = 3
"""So many elements alike are opened again (there: the Noah's Ark clause)."""


def is_bounded(html: bytes) -> bool:
    """Tell whether the tree of some HTML is made in little time and memory."""
    tags = html.count(b"<")
    if len(html) > HTML_MAX_BYTES or tags > TAGS_MAX:
        return False
    return tags * (1 + _left_open(html)) <= OPENED_AGAIN_MAX


def size_of(html: bytes) -> str:
    """Say how much markup there is."""
    return f"{html.count(b'<')} tags in {len(html)} bytes"


def _left_open(html: bytes) -> int:
    """Return how many elements at most could be opened again at every tag."""
    found = Counter((name.lower(), end) for name, end in _FORMATTING.findall(html))
    alike = sum(min(_ALIKE_MAX, count) for (_, end), count in found.items() if end == b">")
    return alike + sum(count for (_, end), count in found.items() if end != b">")
