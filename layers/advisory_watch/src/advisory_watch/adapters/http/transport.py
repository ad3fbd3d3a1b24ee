"""What both engines share: limits, the bounded body of a response, and the words of errors."""

import re
import socket
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from http.client import HTTPException, IncompleteRead, RemoteDisconnected
from io import BytesIO
from ssl import SSLCertVerificationError
from typing import Any

from urllib3.exceptions import ConnectTimeoutError, HTTPError, ProxyError

from advisory_watch.adapters.http.ssrf import ForbiddenAddress
from advisory_watch.core.errors import Refused, SourceError, Unreachable, Unreadable
from advisory_watch.core.page import Target
from advisory_watch.core.url import redact
from advisory_watch.core.walls import Wall, blocked_by

_PIECE_BYTES = 1024 * 1024
_GZIP = zlib.MAX_WBITS | 16
_MEMBERS_MAX = 1000
_EVIDENCE_MAX_BYTES = 256 * 1024
"""How much of an error page is read: enough for its title."""

DIGITS_MAX = 18
"""A `Content-Length` of more digits is invalid; Python refuses to parse thousands of them."""

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")


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


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpResponse:
    """A complete response: header names in lower case, the body unpacked."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)


class Budget:
    """The seconds that one fetch may spend on the wire; waits before requests do not count."""

    def __init__(self, total_s: float, monotonic: Callable[[], float]) -> None:
        self._left_s = total_s
        self._monotonic = monotonic
        self._ends_at = 0.0

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


class TooSlow(TimeoutError):
    """The time of the whole fetch is over, although bytes may still arrive."""


class EngineError(OSError):
    """An error for which only the engine has words: a number, and the text."""


class Reception:
    """One response as it arrives: the head, then the body in pieces.

    The body is unpacked and bounded on the way: a gzip bomb is stopped at the limit, however large
    it would become. Of an error page, only enough is read to identify it.
    """

    def __init__(self, source_id: str, limits: Limits) -> None:
        self.status = 0
        self.headers: dict[str, str] = {}
        self.received = 0
        self._source_id, self._size_max = source_id, limits.size_max
        self._body = BytesIO()  # gives its bytes without a copy
        self._unzip: zlib._Decompress | None = None
        self._members = 0
        self._announced: int | None = None

    @property
    def is_evidence(self) -> bool:
        """Return whether the head came, and is of an error: the body is then not needed."""
        return self.status not in {0, HTTPStatus.OK}

    def begin(self, status: int, fields: Iterable[tuple[str, str]]) -> None:
        """Take the head. Raises `Refused`, `Unreadable`, or `EngineError` for a doubtful length."""
        read = [(name.lower(), value.strip(" \t")) for name, value in fields]
        self.headers = dict(read)
        names, values = "".join(self.headers), "".join(self.headers.values())
        if "" in self.headers or not _TOKEN.fullmatch(names or "-") or "\0" in values:
            raise EngineError(0, "an invalid header")
        if len(self.headers) < len(read):
            self.headers = _joined(read)
        self.status = status
        if self.is_evidence:
            self._size_max = _EVIDENCE_MAX_BYTES
        self._check_length()
        coding = self.headers.get("content-encoding", "").strip().lower()
        if coding in {"gzip", "x-gzip"}:
            self._unzip = zlib.decompressobj(_GZIP)
        elif coding not in {"", "identity"}:
            raise self._unreadable(f"content encoding gzip or none, found {coding[:40]!r}")

    def feed(self, data: bytes) -> None:
        """Take bytes of the body as they were sent. Raises `Refused`, `Unreadable`."""
        self.received += len(data)
        if self.received > 2 * self._size_max:
            raise self._too_large("more")
        try:
            self._inflate(data)
        except zlib.error as error:
            raise self._unreadable(f"a gzip stream, found {error}") from error

    def end(self, url: str, error: BaseException | None = None) -> HttpResponse:
        """Return the response, or of an error page at least its head.

        Raises `error`, `Unreachable` or an error of the engine if a document is not whole.
        """
        if error and not (self.is_evidence and isinstance(error, FAILED)):
            raise error
        if not self.status:
            raise RemoteDisconnected("")
        if self.status == HTTPStatus.OK:
            self._require_whole()
        body = b"" if error else self._body.getvalue()
        return HttpResponse(url=url, status=self.status, headers=self.headers, body=body)

    def _require_whole(self) -> None:
        if self._announced is not None and self.received != self._announced:
            is_short = self.received < self._announced
            raise IncompleteRead(b"") if is_short else EngineError(0, "more bytes than announced")
        if self._unzip is not None and not self._unzip.eof:
            found = "expected the whole body, found it truncated (gzip)"
            raise Unreachable(self._source_id, found)

    def _check_length(self) -> None:
        """Refuse a length that two parsers could read differently, and one that is too large."""
        coding = self.headers.get("transfer-encoding", "chunked").lower()
        if coding != "chunked":
            raise EngineError(0, f"a body that is not in chunks but {coding[:40]!r}")
        if (said := self.headers.get("content-length")) is None:
            return
        first, *others = (text.strip() for text in said.split(","))
        if not (first.isascii() and first.isdecimal()) or {first, *others} != {first}:
            raise EngineError(0, "a Content-Length that is not one number")
        digits = first.lstrip("0") or "0"
        is_large = len(digits) > DIGITS_MAX or int(digits) > self._size_max
        if is_large and not self.is_evidence:
            raise self._too_large(f"{digits[:DIGITS_MAX]} announced")
        if "transfer-encoding" not in self.headers and not is_large:
            self._announced = int(digits)

    def _inflate(self, data: bytes) -> None:
        """Unpack while holding at most one piece of the result, besides the body, in memory.

        A gzip stream may have several members. Some caches pad it with zeros, which gzip ignores.
        """
        while True:
            if self._unzip is None:
                self._add(data)
                return
            if self._unzip.eof:
                data = data.lstrip(b"\0")
                if not data:
                    return
                self._unzip = self._next_member()
            piece = self._unzip.decompress(data, _PIECE_BYTES)
            self._add(piece)
            data = self._unzip.unused_data if self._unzip.eof else self._unzip.unconsumed_tail
            if not data and len(piece) < _PIECE_BYTES:
                return

    def _next_member(self) -> "zlib._Decompress":
        """Begin a member; each copies the rest of the data, so that their number is bounded."""
        self._members += 1
        if self._members > _MEMBERS_MAX:
            raise self._unreadable(f"at most {_MEMBERS_MAX} parts of a gzip stream, found more")
        return zlib.decompressobj(_GZIP)

    def _add(self, piece: bytes) -> None:
        self._body.write(piece)
        if self._body.tell() > self._size_max:
            raise self._too_large("more")

    def _too_large(self, found: str) -> Refused:
        return Refused(self._source_id, f"expected at most {self._size_max} bytes, found {found}")

    def _unreadable(self, words: str) -> Unreadable:
        return Unreadable(self._source_id, f"expected {words}")


def _joined(fields: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Join the values of each name with commas (RFC 9110, 5.3)."""
    headers: dict[str, str] = {}
    for name, value in fields:
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return headers


BROKEN = (OSError, HTTPException, HTTPError)
"""What an engine raises for a broken transfer; the errors of requests are OSErrors."""

FAILED = (SourceError, *BROKEN)
"""What an engine raises while a response arrives."""

NOT_REACHED = (ConnectTimeoutError, SSLCertVerificationError)
"""Errors that mean that the host was not reached.

It has no name, no route, a closed port, or a certificate of another party. urllib3 reports all but
the last as a connection timeout.
"""

_REFUSED_TUNNEL = re.compile(r"Tunnel connection failed: (\d{3})")
"""The only trace of the status in the errors of http.client, which opens the tunnel."""


def open_socket(
    opened: Callable[..., socket.socket], host: str, port: int, wait_s: float, **options: Any
) -> socket.socket:
    """Open a socket through the address guard. Raises `ConnectTimeoutError`, `ForbiddenAddress`."""
    try:
        return opened(host, port, timeout=wait_s, **options)
    except (OSError, UnicodeError) as error:
        raise ConnectTimeoutError(str(error)) from error


def as_source_error(error: BaseException, target: Target, url: str) -> BaseException:
    """Translate an error of an engine to `Refused`, `Blocked` or `Unreachable`; keep any other."""
    found: SourceError
    if isinstance(error, ForbiddenAddress):
        found = Refused(target.source_id, str(error))
    elif not isinstance(error, BROKEN):
        return error
    elif status := tunnel_status(error):
        words = f"expected an answer from {redact(url)}, found HTTP {status} of a proxy"
        found = blocked_by(Wall.PROXY, target.source_id, words)
    else:
        words = f"expected an answer from {redact(url)}, found {describe_cause(error)}"
        found = Unreachable(target.source_id, words)
    found.__cause__ = error
    return found


def describe_cause(error: BaseException) -> str:
    """Return words for the innermost cause of an error of an engine."""
    chain = tuple(_chain(error))
    words = _words(chain[-1])
    if any(isinstance(link, IncompleteRead) for link in chain):
        words = "a truncated body"
    if any(isinstance(link, ProxyError) for link in chain):
        words = f"the proxy in the way: {words}"
    return words


def was_reached(error: BaseException) -> bool:
    """Return whether the host was reached, and failed or was cut off only afterwards."""
    return not any(isinstance(link, NOT_REACHED) for link in _chain(error))


def tunnel_status(error: BaseException) -> str:
    """Return the status with which a proxy refused to open a tunnel, or an empty text."""
    found = (_REFUSED_TUNNEL.search(str(link)) for link in _chain(error))
    return next((match[1] for match in found if match), "")


def _words(error: BaseException) -> str:
    if isinstance(error, TooSlow):
        return "it still arriving at the time limit"
    if isinstance(error, TimeoutError):
        return "silence until the time limit"
    if isinstance(error, socket.gaierror):
        return f"no address for the name ({error.strerror})"
    return getattr(error, "strerror", None) or type(error).__name__


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
