"""Pages, the requests for them, and the hash of their stable part.

This is a middle way between the hash of all bytes and a full read (docs/performance.md). If
the stable part is the same as last time, a full read would give the same result and is
skipped. This only saves work: the full read once a day finds any change that the hash misses.
"""

import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256
from typing import Any, Generic, TypeVar, overload

from advisory_watch.core.lazy_pattern import lazy_pattern
from advisory_watch.core.text import is_bounded

HASH_CHARS = 24
"""96 bits of SHA-256: two hundred hashes are stored in one item, and every kB of it costs money."""

_SCRIPT, _END = lazy_pattern(rb"<script[^>]*"), b"</script>"
_DATA = b"json"
"""Marks the type of a script that carries data instead of a program; a reader may use its data."""

_MOVING = (
    lazy_pattern(rb'nonce="[^"]*"'),
    lazy_pattern(
        rb"urrent ?[aA]t(?:&quot;|[\s:\"'])*(?:\d{1,2} [A-Z][a-z]+ \d{4}|\d{4}-\d\d-\d\d)"
    ),
)
"""Nonces (CSP 3, 7.1), and the day on which a page was "Still current at", as three
governments put it: the day of the visit, not of the advice. Each pattern begins with a literal
and has no other form, since searching for that is ten times faster than trying every byte.
"""


_FIRST_ITEM = (b"<item", b"<entry")
_DATES = lazy_pattern(rb"<(?:pubDate|lastBuildDate|dc:date|updated)>[^<]*")
"""The build time of a whole feed (RSS 2.0, Atom). In feeds that are built for each request, it
is the moment of the visit. The dates of items come after the start of the first item.
"""


def stable_hash(body: bytes, media: str) -> str | None:
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
    found = _SCRIPT.search(body)
    while found and (ends := body.find(_END, found.start())) >= 0:
        if _DATA not in found[0]:
            yield found.start(), ends
        found = _SCRIPT.search(body, ends)


def _moving(body: bytes) -> Iterator[tuple[int, int]]:
    for pattern in _MOVING:
        yield from (found.span() for found in pattern.finditer(body))


Owner = TypeVar("Owner")
Value = TypeVar("Value")


class cached_property(Generic[Owner, Value]):  # noqa: N801 - a decorator, like `property`
    """Like `functools.cached_property` from Python 3.12 on.

    The property of Python 3.11 holds one lock over all instances while it computes: the pages
    of eight hosts would be hashed in turn. Here, two threads may compute the same value.
    """

    def __init__(self, compute: Callable[[Owner], Value]) -> None:
        self._compute = compute
        self._name = compute.__name__
        self.__doc__ = compute.__doc__

    @overload
    def __get__(self, instance: None, owner: type[Owner]) -> "cached_property[Owner, Value]": ...
    @overload
    def __get__(self, instance: Owner, owner: type[Owner]) -> Value: ...
    def __get__(self, instance: Any, owner: type[Owner]) -> Any:
        if instance is None:
            return self
        value = self._compute(instance)
        instance.__dict__[self._name] = value  # where Python looks first the next time
        return value


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One URL to fetch for one endpoint of a source.

    `allowed_hosts` are the only hosts that a redirect may lead to; the URL's own host need not
    be repeated. `media` is the expected format: `xml`, `json` or `html`. `crawl_delay_s` is the
    least time from the start of a request to its host to the start of the next.
    """

    source_id: str
    endpoint: str
    url: str
    media: str
    allowed_hosts: frozenset[str] = frozenset()
    crawl_delay_s: float = 2.0

    def at(self, url: str, media: str = "") -> "Target":
        """Return the target for another URL of the endpoint, by default of the same format.

        An index names hundreds; `replace` would take three times as long.
        """
        return Target(
            source_id=self.source_id,
            endpoint=self.endpoint,
            url=url,
            media=media or self.media,
            allowed_hosts=self.allowed_hosts,
            crawl_delay_s=self.crawl_delay_s,
        )


VALIDATOR_MAX_CHARS = 256
"""Real ones have 20 to 60; servers refuse a request whose headers are longer than a few kB."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """Values from the publisher for a conditional request (RFC 9110, 13.1)."""

    etag: str | None = None
    last_modified: str | None = None

    def __bool__(self) -> bool:
        return bool(self.etag or self.last_modified)

    @property
    def headers(self) -> Mapping[str, str]:
        """The headers of the request, without what a damaged record would inject there."""
        named = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in named.items() if value and is_sendable(value)}


def is_sendable(value: str) -> bool:
    """Return whether a header is one line of ASCII: a line break would begin another header."""
    return value.isascii() and value.isprintable() and len(value) <= VALIDATOR_MAX_CHARS


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchRequest:
    """A request: the target and the data for a conditional request.

    `seen` are hashes of earlier pages at this target, of the full body or of its stable part.
    A page with one of these hashes was accepted as a document before.
    """

    target: Target
    validators: Validators = field(default_factory=Validators)
    seen: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)  # no slots: the hash is computed once
class Page:
    """A response as received: the evidence for every detection.

    `body` is the content after transfer and content decoding, otherwise unchanged. `headers`
    have lower-case names. `fetched_at` is when the response was complete.

    `reader` names the reader elsewhere that fetched the page, and `signature` is its signature in
    hexadecimal (`core.ingest`). Both are empty for a page that this program fetched.
    """

    target: Target
    body: bytes = field(repr=False)
    fetched_at: datetime
    http_status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    final_url: str | None = None
    reader: str = ""
    signature: str = ""

    @cached_property
    def sha256(self) -> str:
        """The hash of the body in hexadecimal, which is also the page's name in the archive."""
        return sha256(self.body).hexdigest()

    @property
    def body_hash(self) -> str:
        """The beginning of the hash, to recognise the same bytes at the next request."""
        return self.sha256[:HASH_CHARS]

    @cached_property
    def stable_hash(self) -> str | None:
        """The hash of the stable part of the page, or None if the format does not support it."""
        return stable_hash(self.body, self.target.media)

    @cached_property
    def is_bounded(self) -> bool:
        """Whether the body can be parsed as HTML in little time and memory."""
        return is_bounded(self.body)

    def is_among(self, seen: frozenset[str]) -> bool:
        """Tell whether the page has one of these hashes."""
        return bool(seen) and (self.body_hash in seen or self.stable_hash in seen)

    @property
    def validators(self) -> Validators:
        """The validators for the next request, if they can be sent back as headers."""
        return Validators(
            etag=self._sendable("etag"), last_modified=self._sendable("last-modified")
        )

    @property
    def unpacked(self) -> "Page":
        """The page itself."""
        return self

    def packed(self) -> "PackedPage":
        """Return the page with its body packed."""
        return PackedPage(
            sha256=self.sha256,
            fetched_at=self.fetched_at,
            validators=self.validators,
            body=zlib.compress(self.body, PACKING_LEVEL),
            rest=replace(self, body=b""),
        )

    def _sendable(self, name: str) -> str | None:
        value = self.headers.get(name, "")
        return value.strip() or None if is_sendable(value) else None


PACKING_LEVEL = 1
"""A page of 472 kB takes 3 ms and becomes 109 kB; level 6 takes 12 ms for another 20 kB."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PackedPage:
    """A page whose body is packed with zlib.

    A check holds up to hundreds of pages until it has judged them together. `rest` is the page
    without its body.
    """

    sha256: str
    fetched_at: datetime
    validators: Validators
    body: bytes = field(repr=False)
    rest: Page

    @property
    def body_hash(self) -> str:
        """The beginning of the hash of the body, as `Page.body_hash`."""
        return self.sha256[:HASH_CHARS]

    @property
    def reader(self) -> str:
        """The reader elsewhere that fetched it, as `Page.reader`."""
        return self.rest.reader

    @property
    def unpacked(self) -> Page:
        """The page as received."""
        return replace(self.rest, body=zlib.decompress(self.body))


HeldPage = Page | PackedPage
"""A page that waits for its judgement."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotModified:
    """The publisher reports no change since the validators were issued (HTTP 304)."""

    target: Target
    fetched_at: datetime
