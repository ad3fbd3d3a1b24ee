"""Requests to a publisher, and the responses."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

from advisory_watch.core.once import once
from advisory_watch.core.steady import steady_hash


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One URL to fetch for one endpoint of a source.

    `allowed_hosts` are the only hosts that a redirect may lead to; the URL's own host need not
    be repeated. `media` is the expected format: `xml`, `json` or `html`.
    """

    source_id: str
    door: str
    url: str
    media: str
    allowed_hosts: frozenset[str] = frozenset()
    crawl_delay_s: float = 2.0


VALIDATOR_MAX_CHARS = 256
"""Real ones have 20 to 60; servers refuse a request whose headers are longer than a few kB."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """Values from the publisher for a conditional request (RFC 9110, 13.1)."""

    etag: str | None = None
    last_modified: str | None = None

    def __bool__(self) -> bool:
        return bool(self.etag or self.last_modified)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
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
    """

    target: Target
    body: bytes = field(repr=False)
    fetched_at: datetime
    http_status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    final_url: str | None = None

    @once
    def sha256(self) -> str:
        """The hash of the body in hexadecimal, which is also the page's name in the archive."""
        return sha256(self.body).hexdigest()

    @once
    def steady_hash(self) -> str | None:
        """The hash of the stable part of the page, or None if the format does not support it."""
        return steady_hash(self.body, self.target.media)

    def is_among(self, seen: frozenset[str]) -> bool:
        """Tell whether the page has one of these hashes."""
        return bool(seen) and (self.sha256 in seen or self.steady_hash in seen)

    @property
    def validators(self) -> Validators:
        """The validators for the next request, if they can be sent back as headers."""
        return Validators(
            etag=self._sendable("etag"), last_modified=self._sendable("last-modified")
        )

    def _sendable(self, name: str) -> str | None:
        """Return a header if it is one line of ASCII: a line break would inject another header."""
        value = self.headers.get(name, "")
        is_sendable = value.isascii() and value.isprintable() and len(value) <= VALIDATOR_MAX_CHARS
        return value.strip() or None if is_sendable else None


@dataclass(frozen=True, slots=True, kw_only=True)
class NotModified:
    """The publisher reports no change since the validators were issued (HTTP 304)."""

    target: Target
    fetched_at: datetime
