"""HTTP requests and responses, their limits, and what of a response can be believed.

A message is refused if two parsers could read it differently, if it is too large, or if it is cut.
Errors are `MalformedMessage`, `Refused` and `Unreadable`.
"""

import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from advisory_watch.core.errors import Refused, Unreadable
from advisory_watch.core.lazy_pattern import lazy_pattern
from advisory_watch.core.page import Target

_GZIP = zlib.MAX_WBITS | 16
_MEMBERS_MAX = 1000
"""Number of members of a gzip stream; each costs a copy of the bytes after it."""

_DIGITS_MAX = 18
"""Digits of a `Content-Length` that are read; Python refuses to parse thousands of them."""

_NAMES = lazy_pattern(r"[!#$%&'*+.^_`|~0-9A-Za-z-]*")


class MalformedMessage(Exception):
    """A message that is not whole, or that two parsers could read differently."""


class TooSlow(TimeoutError):
    """The time of the whole fetch is over, although bytes may still arrive."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Limits of time and size: seconds, and bytes of a body, as sent and unpacked.

    `read_s` is the longest silence. `total_s` is for one fetch with all its redirects and retries,
    without the waits between them. The largest document today, the American feed, has 0.8 MB.
    """

    connect_s: float = 10.0
    read_s: float = 20.0
    total_s: float = 60.0
    size_max: int = 20 * 1024 * 1024


class Budget:
    """The seconds that one fetch may spend on the wire; waits before requests do not count."""

    __slots__ = ("_monotonic", "ends_at", "left_s", "limits")

    def __init__(self, limits: Limits, monotonic: Callable[[], float]) -> None:
        self.limits, self._monotonic = limits, monotonic
        self.left_s, self.ends_at = limits.total_s, 0.0

    def start(self) -> None:
        """Count the time from now on, until the last call of `update`."""
        self.ends_at = self._monotonic() + self.left_s

    def update(self) -> float:
        """Return the seconds left, below zero if they were exceeded."""
        self.left_s = self.ends_at - self._monotonic()
        return self.left_s

    def within(self, limit_s: float) -> float:
        """Return how long to wait, at most `limit_s` seconds. Raises `TooSlow` without time."""
        if self.update() <= 0:
            raise TooSlow
        return min(limit_s, self.left_s)


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpRequest:
    """A request to make now; its host is reserved until the response has come."""

    target: Target
    url: str
    headers: Mapping[str, str]
    budget: Budget

    def too_large(self, found: str = "more") -> Refused:
        """Return the error for a body over the limit."""
        words = f"expected at most {self.budget.limits.size_max} bytes, found {found}"
        return Refused(self.target.source_id, words)


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpResponse:
    """A complete response: header names in lower case, the body unpacked."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)


def read_headers(fields: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return the values by name, in lower case; equal names are joined (RFC 9110, 5.3)."""
    headers: dict[str, str] = {}
    for name, value in fields:
        key, text = name.lower(), value.strip(" \t")
        headers[key] = f"{headers[key]}, {text}" if key in headers else text
    if "" in headers or not _NAMES.fullmatch("".join(headers)) or "\0" in "".join(headers.values()):
        raise MalformedMessage("an invalid header")
    return headers


def announced_length(request: HttpRequest, headers: Mapping[str, str]) -> int | None:
    """Return the number of bytes of the body; None if it comes in chunks, or is not announced."""
    coding, said = headers.get("transfer-encoding"), headers.get("content-length")
    if coding is not None and coding.lower() != "chunked":
        raise MalformedMessage(f"a body that is not in chunks but {coding[:40]!r}")
    if said is None:
        return None
    first, *others = (text.strip() for text in said.split(","))
    if not (first.isascii() and first.isdecimal()) or {first, *others} != {first}:
        raise MalformedMessage("a Content-Length that is not one number")
    length = int(first.lstrip("0")[:_DIGITS_MAX] or "0")
    if length > request.budget.limits.size_max:
        raise request.too_large(f"{length} announced")
    return length if coding is None else None


def unpacked(
    request: HttpRequest, headers: Mapping[str, str], body: bytes, length: int | None
) -> bytes:
    """Undo the content coding of a body, which must have the announced `length`."""
    if len(body) > request.budget.limits.size_max:
        raise request.too_large()
    if length not in {None, len(body)}:
        raise MalformedMessage("a truncated body, or more bytes than announced")
    coding = headers.get("content-encoding", "").lower()
    if coding in {"gzip", "x-gzip"}:
        return _unzip(request, body)
    if coding not in {"", "identity"}:
        words = f"expected content encoding gzip or none, found {coding[:40]!r}"
        raise Unreadable(request.target.source_id, words)
    return body


def _unzip(request: HttpRequest, packed: bytes) -> bytes:
    """Unpack all members of a gzip stream. Some caches pad it with zeros, which gzip ignores."""
    source_id, pieces, left = request.target.source_id, [], request.budget.limits.size_max
    for _ in range(_MEMBERS_MAX):
        member = zlib.decompressobj(_GZIP)
        try:
            pieces.append(member.decompress(packed, left + 1))
        except zlib.error as error:
            raise Unreadable(source_id, f"expected a gzip stream, found {error}") from error
        left -= len(pieces[-1])
        if left < 0:
            raise request.too_large()
        if not member.eof:
            raise MalformedMessage("a truncated body")
        packed = member.unused_data.lstrip(b"\0")
        if not packed:
            return b"".join(pieces)
    raise Unreadable(source_id, f"expected at most {_MEMBERS_MAX} gzip members, found more")
