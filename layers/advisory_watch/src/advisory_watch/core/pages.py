"""What is asked of a publisher, and what came back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

from advisory_watch.core.once import once
from advisory_watch.core.steady import steady_hash


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One URL to fetch for one door of a source.

    `allowed_hosts` are the only hosts a redirect may lead to; the URL's own host
    need not be repeated. `media` is what must come back: `xml`, `json` or `html`.
    """

    source_id: str
    door: str
    url: str
    media: str
    allowed_hosts: frozenset[str] = frozenset()
    crawl_delay_s: float = 2.0


VALIDATOR_MAX_CHARS = 256
"""Real ones have 20 to 60; servers refuse a request whose headers are longer than some kB."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """What the publisher gave us to ask `has this changed?` with (RFC 9110, 13.1)."""

    etag: str | None = None
    last_modified: str | None = None

    def __bool__(self) -> bool:
        return bool(self.etag or self.last_modified)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What to fetch, and what to ask `has this changed?` with.

    `seen` are hashes, of all or what is steady, of what was read there before: a page that
    has one of them was found to be a document then.
    """

    target: Target
    validators: Validators = field(default_factory=Validators)
    seen: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)  # no slots: the hash is computed once
class Page:
    """A response as received: the evidence behind every verdict.

    `body` has its transfer and content encodings undone and nothing else done to it.
    `headers` have lower-case names. `fetched_at` is when the response was complete.
    """

    target: Target
    body: bytes = field(repr=False)
    fetched_at: datetime
    http_status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    final_url: str | None = None

    @once
    def sha256(self) -> str:
        """The hash of the body, in hexadecimal: the page's name in the archive."""
        return sha256(self.body).hexdigest()

    @once
    def steady_hash(self) -> str | None:
        """The hash of what stays from visit to visit; None where that is not known of a format."""
        return steady_hash(self.body, self.target.media)

    def is_among(self, seen: frozenset[str]) -> bool:
        """Tell whether it has one of these hashes."""
        return bool(seen) and (self.sha256 in seen or self.steady_hash in seen)

    @property
    def validators(self) -> Validators:
        """What to ask with next time, as far as it can be sent back as a header."""
        return Validators(
            etag=self._sendable("etag"), last_modified=self._sendable("last-modified")
        )

    def _sendable(self, name: str) -> str | None:
        """Return a header that is one line of ASCII: a line break in it would begin another."""
        value = self.headers.get(name, "")
        is_sendable = value.isascii() and value.isprintable() and len(value) <= VALIDATOR_MAX_CHARS
        return value.strip() or None if is_sendable else None


@dataclass(frozen=True, slots=True, kw_only=True)
class NotModified:
    """The publisher says that nothing changed since the validators were given (HTTP 304)."""

    target: Target
    fetched_at: datetime
