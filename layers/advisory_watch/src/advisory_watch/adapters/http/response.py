"""Read one response, for both engines: its head, its length, and its unpacked body, within limits.

The engines parse lines and chunks. What they hand on is refused here if two parsers could read it
differently, if it is too large, or if it is not whole.
"""

import re
import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from http.client import IncompleteRead, RemoteDisconnected
from io import BytesIO

from advisory_watch.adapters.http.failures import FAILED, EngineError, TooSlow, as_source_error
from advisory_watch.core.errors import Refused, Unreadable
from advisory_watch.core.page import Target

_GZIP = zlib.MAX_WBITS | 16
_PIECE_BYTES = 1024 * 1024
_MEMBERS_MAX = 1000
"""Number of members of a gzip stream; each costs a copy of the bytes after it."""

_EVIDENCE_MAX_BYTES = 256 * 1024
"""How much of an error page is read: enough for its title."""

_DIGITS_MAX = 18
"""Digits of a `Content-Length` that are read; Python refuses to parse thousands of them."""

_NAMES = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Limits of time and size: seconds, and bytes after unpacking.

    `read_s` is the longest silence. `total_s` is for one fetch with all its redirects and retries,
    without the waits between them. The largest document today, the American feed, has 0.8 MB.
    """

    connect_s: float = 10.0
    read_s: float = 20.0
    total_s: float = 60.0
    size_max: int = 20 * 1024 * 1024


class Budget:
    """The seconds that one fetch may spend on the wire; waits before requests do not count."""

    def __init__(self, limits: Limits, monotonic: Callable[[], float]) -> None:
        self.limits, self._monotonic = limits, monotonic
        self._left_s, self._ends_at = limits.total_s, 0.0

    def start(self) -> None:
        """Count the time from now on, until `stop`."""
        self._ends_at = self._monotonic() + self._left_s

    def stop(self) -> None:
        self._left_s = self.left_s()

    def extend(self, seconds: float) -> None:
        """Leave out a time in which the engine did not run."""
        self._ends_at += seconds

    @property
    def is_spent(self) -> bool:
        """Return whether no further try can be made."""
        return self._left_s <= 0

    def left_s(self) -> float:
        """Return the seconds left, below zero if they were exceeded; call after `start`."""
        return self._ends_at - self._monotonic()

    def within(self, limit_s: float) -> float:
        """Return how long to wait, at most `limit_s` seconds. Raises `TooSlow` without time."""
        wait_s = min(limit_s, self.left_s())
        if wait_s <= 0:
            raise TooSlow
        return wait_s


@dataclass(frozen=True, slots=True)
class Send:
    """A request to make now; its host is reserved until the response has come."""

    target: Target
    url: str
    headers: Mapping[str, str]
    budget: Budget


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpResponse:
    """A complete response: header names in lower case, the body unpacked."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)


class Reception:
    """One response as it arrives: the head, then the body in pieces.

    The body is unpacked and bounded on the way: a gzip bomb is stopped at the limit, however large
    it would become. Of an error page, only enough is read to identify it.
    """

    def __init__(self, send: Send) -> None:
        self.status = self.received = self._members = 0
        self.headers: dict[str, str] = {}
        self.url, self._send, self._size_max = send.url, send, send.budget.limits.size_max
        self._body = BytesIO()  # gives its bytes without a copy
        self._unzip: zlib._Decompress | None = None
        self._announced: int | None = None
        send.budget.start()

    def begin(self, status: int, fields: Iterable[tuple[str, str]]) -> None:
        """Take the head. Raises `Refused`, `Unreadable`, or `EngineError` for a doubtful one."""
        read = [(name.lower(), value.strip(" \t")) for name, value in fields]
        self.headers = dict(read)
        names, values = "".join(self.headers), "".join(self.headers.values())
        if "" in self.headers or not _NAMES.fullmatch(names) or "\0" in values:
            raise EngineError(0, "an invalid header")
        if len(self.headers) < len(read):
            self.headers = _joined(read)
        self.status = status
        if status != HTTPStatus.OK:
            self._size_max = _EVIDENCE_MAX_BYTES
        self._check_length()
        coding = self.headers.get("content-encoding", "").lower()
        if coding in {"gzip", "x-gzip"}:
            self._unzip = zlib.decompressobj(_GZIP)
        elif coding not in {"", "identity"}:
            raise self._unreadable(f"content encoding gzip or none, found {coding[:40]!r}")

    def feed(self, data: bytes) -> None:
        """Take bytes of the body as they were sent. Raises `Refused`, `Unreadable`."""
        self.received += len(data)
        if self.received > 2 * self._size_max:
            raise self._too_large("more")
        if self._unzip is None:
            self._add(data)
        else:
            self._inflate(data, self._unzip)

    def end(self, error: BaseException | None = None) -> HttpResponse | BaseException:
        """Return the response, or of an error page at least its head; otherwise what to raise."""
        self._send.budget.stop()
        failure = error or self._failure()
        is_evidence = self.status not in {0, HTTPStatus.OK} and isinstance(failure, FAILED)
        if failure and not is_evidence:
            return as_source_error(failure, self._send.target, self._send.url)
        body = b"" if failure else self._body.getvalue()
        return HttpResponse(url=self.url, status=self.status, headers=self.headers, body=body)

    def _failure(self) -> Exception | None:
        """Return what makes a document doubtful although its transfer ended well."""
        if not self.status:
            return RemoteDisconnected("")
        if self.status != HTTPStatus.OK:
            return None
        missing = 0 if self._announced is None else self._announced - self.received
        if missing < 0:
            return EngineError(0, "more bytes than announced")
        is_cut = self._unzip is not None and not self._unzip.eof
        return IncompleteRead(b"") if missing or is_cut else None

    def _check_length(self) -> None:
        """Refuse a length that two parsers could read differently, and one that is too large."""
        coding = self.headers.get("transfer-encoding")
        if coding is not None and coding.lower() != "chunked":
            raise EngineError(0, f"a body that is not in chunks but {coding[:40]!r}")
        if (said := self.headers.get("content-length")) is None:
            return
        first, *others = (text.strip() for text in said.split(","))
        if not (first.isascii() and first.isdecimal()) or {first, *others} != {first}:
            raise EngineError(0, "a Content-Length that is not one number")
        length = int(first.lstrip("0")[:_DIGITS_MAX] or "0")
        if length > self._size_max and self.status == HTTPStatus.OK:
            raise self._too_large(f"{length} announced")
        if coding is None:
            self._announced = length

    def _inflate(self, data: bytes, unzip: "zlib._Decompress") -> None:
        """Unpack while holding at most one piece of the result, besides the body, in memory.

        A gzip stream may have several members. Some caches pad it with zeros, which gzip ignores.
        """
        is_full = False
        while data or is_full:
            if unzip.eof:
                data = data.lstrip(b"\0")
                if not data:
                    return
                unzip = self._unzip = self._next_member()
            try:
                piece = unzip.decompress(data, _PIECE_BYTES)
            except zlib.error as error:
                raise self._unreadable(f"a gzip stream, found {error}") from error
            self._add(piece)
            data = unzip.unused_data if unzip.eof else unzip.unconsumed_tail
            is_full = len(piece) == _PIECE_BYTES

    def _next_member(self) -> "zlib._Decompress":
        self._members += 1
        if self._members > _MEMBERS_MAX:
            raise self._unreadable(f"at most {_MEMBERS_MAX} parts of a gzip stream, found more")
        return zlib.decompressobj(_GZIP)

    def _add(self, piece: bytes) -> None:
        self._body.write(piece)
        if self._body.tell() > self._size_max:
            raise self._too_large("more")

    def _too_large(self, found: str) -> Refused:
        words = f"expected at most {self._size_max} bytes, found {found}"
        return Refused(self._send.target.source_id, words)

    def _unreadable(self, words: str) -> Unreadable:
        return Unreadable(self._send.target.source_id, f"expected {words}")


def _joined(fields: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Join the values of each name with commas (RFC 9110, 5.3)."""
    headers: dict[str, str] = {}
    for name, value in fields:
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return headers
