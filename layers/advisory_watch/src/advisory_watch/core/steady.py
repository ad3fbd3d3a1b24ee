"""What of a page stays as it is from one visit to the next, found without reading the page.

A rung between the hash of all bytes and reading (docs/performance.md): where what is steady is
the same as last time, reading the page would say the same, and is left out. It only ever
saves work. Whatever it overlooks, the full read that comes once a day does not.
"""

import re
from collections.abc import Iterable, Iterator
from hashlib import sha256

HASH_CHARS = 24
"""96 bits of SHA-256: two hundred of these are remembered in an item of which every KB costs."""

_SCRIPT, _END = b"<script", b"</script>"
_DATA = b"json"
"""In the type of a script that carries data instead of a program; that may be read."""

_MOVING = (
    (b'nonce="', re.compile(rb'nonce="[^"]*"')),
    (
        b"urrent",
        re.compile(
            rb"urrent ?[aA]t(?:&quot;|[\s:\"'])*(?:\d{1,2} [A-Z][a-z]+ \d{4}|\d{4}-\d\d-\d\d)"
        ),
    ),
)
"""Numbers used once (CSP 3, 7.1), and the day on which a page was "Still current at", as three
governments say it: the day of the visit, whatever the advice. Each with how it begins, since
finding that is ten times faster than trying the whole at every byte."""


_FIRST_ITEM = (b"<item", b"<entry")
_DATES = re.compile(rb"<(?:pubDate|lastBuildDate|dc:date|updated)>[^<]*")
"""When a feed as a whole was built (RSS 2.0, Atom): the moment of the visit, of those built
for each one. The dates of its items stand after the first of them begins."""


def steady_hash(body: bytes, media: str) -> str | None:
    """Hash what is steady of a page or a feed; None of a format of which that is not known.

    Of a page: all but its programs, its nonces and the day of the visit. Of a feed: all but
    the dates of the whole.
    """
    if media == "html":
        return _hash(body, (*_programs(body), *_moving(body)))
    if media == "xml":
        return _hash(body, _dates_of_feed(body))
    return None


def _hash(body: bytes, moving: Iterable[tuple[int, int]]) -> str:
    """Hash what stands between the moving parts."""
    digest, start = sha256(), 0
    for begins, ends in sorted(moving):
        if begins >= start:
            digest.update(memoryview(body)[start:begins])
        start = max(start, ends)
    digest.update(memoryview(body)[start:])
    return digest.hexdigest()[:HASH_CHARS]


def _dates_of_feed(body: bytes) -> Iterator[tuple[int, int]]:
    """Yield where the dates stand that come before the first item; without items, none does."""
    items = [place for name in _FIRST_ITEM if (place := body.find(name)) >= 0]
    for found in _DATES.finditer(body, 0, min(items, default=0)):
        yield found.span()


def _programs(body: bytes) -> Iterator[tuple[int, int]]:
    """Yield where the scripts stand that carry no data; one that does not end is none."""
    begins = body.find(_SCRIPT)
    while begins >= 0 and (ends := body.find(_END, begins)) >= 0:
        if _DATA not in body[begins : body.find(b">", begins)]:
            yield begins, ends
        begins = body.find(_SCRIPT, ends)


def _moving(body: bytes) -> Iterator[tuple[int, int]]:
    """Yield where something stands that differs at every visit."""
    for beginning, pattern in _MOVING:
        begins = body.find(beginning)
        while begins >= 0:
            if found := pattern.match(body, begins):
                yield found.span()
            begins = body.find(beginning, begins + 1)
