"""Hash the stable part of a page, so that an unchanged page need not be parsed.

This is a middle way between the hash of all bytes and a full read (docs/performance.md). If
the stable part is the same as last time, a full read would give the same result and is
skipped. This only saves work: the full read once a day finds any change that the hash misses.
"""

import re
from collections.abc import Iterable, Iterator
from hashlib import sha256

HASH_CHARS = 24
"""96 bits of SHA-256: two hundred hashes are stored in one item, and every kB of it costs money."""

_SCRIPT, _END = b"<script", b"</script>"
_DATA = b"json"
"""Marks the type of a script that carries data instead of a program; a reader may use its data."""

_MOVING = (
    (b'nonce="', re.compile(rb'nonce="[^"]*"')),
    (
        b"urrent",
        re.compile(
            rb"urrent ?[aA]t(?:&quot;|[\s:\"'])*(?:\d{1,2} [A-Z][a-z]+ \d{4}|\d{4}-\d\d-\d\d)"
        ),
    ),
)
"""Nonces (CSP 3, 7.1), and the day on which a page was "Still current at", as three
governments put it: the day of the visit, not of the advice. Each pattern comes with a literal
prefix, since searching for that is ten times faster than trying the pattern at every byte.
"""


_FIRST_ITEM = (b"<item", b"<entry")
_DATES = re.compile(rb"<(?:pubDate|lastBuildDate|dc:date|updated)>[^<]*")
"""The build time of a whole feed (RSS 2.0, Atom). In feeds that are built for each request, it
is the moment of the visit. The dates of items come after the start of the first item.
"""


def steady_hash(body: bytes, media: str) -> str | None:
    """Hash the stable part of a page or a feed; None for any other format.

    For a page, the hash leaves out programs, nonces and the day of the visit. For a feed, it
    leaves out the dates of the feed as a whole.
    """
    if media == "html":
        return _hash(body, (*_programs(body), *_moving(body)))
    if media == "xml":
        return _hash(body, _dates_of_feed(body))
    return None


def _hash(body: bytes, moving: Iterable[tuple[int, int]]) -> str:
    """Hash the bytes between the moving parts."""
    digest, start = sha256(), 0
    for begins, ends in sorted(moving):
        if begins >= start:
            digest.update(memoryview(body)[start:begins])
        start = max(start, ends)
    digest.update(memoryview(body)[start:])
    return digest.hexdigest()[:HASH_CHARS]


def _dates_of_feed(body: bytes) -> Iterator[tuple[int, int]]:
    """Yield the positions of dates before the first item; without items, yield nothing."""
    items = [place for name in _FIRST_ITEM if (place := body.find(name)) >= 0]
    for found in _DATES.finditer(body, 0, min(items, default=0)):
        yield found.span()


def _programs(body: bytes) -> Iterator[tuple[int, int]]:
    """Yield the positions of scripts that carry no data; an unterminated script is skipped."""
    begins = body.find(_SCRIPT)
    while begins >= 0 and (ends := body.find(_END, begins)) >= 0:
        if _DATA not in body[begins : body.find(b">", begins)]:
            yield begins, ends
        begins = body.find(_SCRIPT, ends)


def _moving(body: bytes) -> Iterator[tuple[int, int]]:
    """Yield the positions of text that differs at every visit."""
    for beginning, pattern in _MOVING:
        begins = body.find(beginning)
        while begins >= 0:
            if found := pattern.match(body, begins):
                yield found.span()
            begins = body.find(beginning, begins + 1)
