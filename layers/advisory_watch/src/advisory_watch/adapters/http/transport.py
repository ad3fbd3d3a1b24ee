"""One HTTP exchange: the request, the bounded body, and the errors."""

import re
import socket
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from http.client import HTTPException, IncompleteRead
from ssl import SSLCertVerificationError
from typing import TYPE_CHECKING, Protocol

from urllib3.exceptions import ConnectTimeoutError, HTTPError, ProxyError

from advisory_watch.adapters.http.redirects import redact
from advisory_watch.adapters.http.ssrf import ForbiddenAddress
from advisory_watch.core.errors import Refused, SourceError, Unreachable, Unreadable
from advisory_watch.core.page import Target
from advisory_watch.core.walls import Wall, blocked_by

if TYPE_CHECKING:
    from requests import Response, Session


_CHUNK_BYTES = 64 * 1024
_PIECE_BYTES = 1024 * 1024
_GZIP = zlib.MAX_WBITS | 16


class Raw(Protocol):
    """A body that arrives; raises `OSError` or the library's own error if it ends early."""

    def read1(self, amount: int, *, decode_content: bool) -> bytes:
        """Return some bytes as they were sent, and an empty result at the end."""


def read_body(
    source_id: str,
    raw: Raw,
    headers: Mapping[str, str],
    *,
    size_max: int,
    left_s: Callable[[], float],
) -> bytes:
    """Return the whole body, at most `size_max` bytes after unpacking.

    A gzip bomb is stopped at the limit, however large it would become. A body that ends early is an
    error, never a short document.
    """
    _check_announced(source_id, headers, size_max)
    body = bytearray()
    for piece in _unpacked(source_id, _wire(source_id, raw, left_s), headers):
        body += piece
        if len(body) > size_max:
            raise Refused(source_id, f"expected at most {size_max} bytes, found more")
    return bytes(body)


def _wire(source_id: str, raw: Raw, left_s: Callable[[], float]) -> Iterator[bytes]:
    """Yield chunks as they arrive, so that a trickle cannot outlast the time limit."""
    while chunk := raw.read1(_CHUNK_BYTES, decode_content=False):
        yield chunk
        if left_s() <= 0:
            raise Unreachable(source_id, "expected the whole body in time, found it still arriving")


def _unpacked(source_id: str, wire: Iterator[bytes], headers: Mapping[str, str]) -> Iterator[bytes]:
    encoding = headers.get("content-encoding", "").strip().lower()
    if encoding in {"", "identity"}:
        return wire
    if encoding in {"gzip", "x-gzip"}:
        return _gunzipped(source_id, wire)
    found = repr(encoding[:40])
    raise Unreadable(source_id, f"expected content encoding gzip or none, found {found}")


def _gunzipped(source_id: str, wire: Iterator[bytes]) -> Iterator[bytes]:
    """Yield small pieces; a gzip stream may have several members, one after the other."""
    unzip = zlib.decompressobj(_GZIP)
    try:
        for chunk in wire:
            yield from _pieces(unzip, chunk)
            while unzip.eof and (rest := unzip.unused_data):
                unzip = zlib.decompressobj(_GZIP)
                yield from _pieces(unzip, rest)
    except zlib.error as error:
        raise Unreadable(source_id, f"expected a gzip stream, found {error}") from error
    if not unzip.eof:
        raise Unreachable(source_id, "expected the whole body, found it truncated (gzip)")


def _pieces(unzip: "zlib._Decompress", data: bytes) -> Iterator[bytes]:
    """Unpack some bytes while holding at most one piece of the result in memory."""
    is_more = True
    while is_more:
        piece = unzip.decompress(data, _PIECE_BYTES)
        yield piece
        data = unzip.unconsumed_tail
        is_more = len(piece) == _PIECE_BYTES


NOT_REACHED = (ConnectTimeoutError, SSLCertVerificationError)
"""Errors that mean that the host was not reached.

It has no name, no route, a closed port, or a certificate of another party. urllib3 reports all but
the last as a connection timeout.
"""


_REFUSED_TUNNEL = re.compile(r"Tunnel connection failed: (\d{3})")
"""The only trace of the status in the errors of http.client, which opens the tunnel."""


def describe_cause(error: BaseException) -> str:
    """Return words for the innermost cause of an error of requests or urllib3."""
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
    if isinstance(error, TimeoutError):
        return "silence until the time limit"
    if isinstance(error, socket.gaierror):
        return f"no address for the name ({error.strerror})"
    return getattr(error, "strerror", None) or type(error).__name__


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


_EVIDENCE_MAX_BYTES = 256 * 1024
"""How much of an error page is read: enough for its title."""

DIGITS_MAX = 18
"""A `Content-Length` of more digits is invalid; Python refuses to parse thousands of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Limits of time and size: seconds, and bytes after unpacking.

    `total_s` is for one fetch with all its redirects and retries, without the waits between them.
    The largest document today, the American feed, has 0.8 MB.
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


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreadResponse:
    """A response whose body is still to be read; header names are as the host wrote them."""

    url: str
    status: int
    headers: Iterable[tuple[str, str]]
    raw: Raw


class Budget:
    """The seconds that one fetch may spend on the wire; waits before requests do not count."""

    def __init__(self, total_s: float, monotonic: Callable[[], float]) -> None:
        self._left_s = total_s
        self._monotonic = monotonic
        self._ends_at = 0.0

    @contextmanager
    def running(self) -> Iterator[None]:
        """Count the time that passes in the `with` block."""
        self._ends_at = self._monotonic() + self._left_s
        try:
            yield
        finally:
            self._left_s = self.left_s()

    @property
    def is_spent(self) -> bool:
        """Return whether no further try can be made."""
        return self._left_s <= 0

    def left_s(self) -> float:
        """Return the seconds left, below zero if they were exceeded; call while running."""
        return self._ends_at - self._monotonic()


class ExchangePort(Protocol):
    """Sends one request at a time; redirects are not followed."""

    def ask(
        self, target: Target, url: str, headers: Mapping[str, str], budget: Budget
    ) -> HttpResponse:
        """GET a URL to its end. Raises `Unreachable`, `Refused` or `Unreadable`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """Implement `ExchangePort` with requests, which supports proxies and credentials."""

    session: "Session"
    limits: Limits

    def ask(
        self, target: Target, url: str, headers: Mapping[str, str], budget: Budget
    ) -> HttpResponse:
        with on_the_wire(target, url, budget), self._get(url, headers, budget.left_s()) as response:
            begun = UnreadResponse(
                url=response.url,
                status=response.status_code,
                headers=response.headers.items(),
                raw=response.raw,
            )
            return read_answer(target, begun, self.limits, budget)

    def _get(self, url: str, headers: Mapping[str, str], left_s: float) -> "Response":
        if left_s <= 0:
            raise TimeoutError
        return self.session.get(
            url,
            headers=dict(headers),
            stream=True,
            allow_redirects=False,
            timeout=(min(self.limits.connect_s, left_s), min(self.limits.read_s, left_s)),
        )


@contextmanager
def on_the_wire(target: Target, url: str, budget: Budget) -> Iterator[None]:
    """Count the time of one request, and translate its errors.

    Raises `Refused`, `Blocked` or `Unreachable` for all errors of an engine; requests raises
    OSErrors.
    """
    with budget.running():
        try:
            yield
        except ForbiddenAddress as error:
            raise Refused(target.source_id, str(error)) from error
        except (OSError, HTTPException, HTTPError) as error:
            if status := tunnel_status(error):
                found = f"expected an answer from {redact(url)}, found HTTP {status} of a proxy"
                raise blocked_by(Wall.PROXY, target.source_id, found) from error
            raise Unreachable(
                target.source_id,
                f"expected an answer from {redact(url)}, found {describe_cause(error)}",
            ) from error


def read_answer(
    target: Target, begun: UnreadResponse, limits: Limits, budget: Budget
) -> HttpResponse:
    """Read a response to its end; of an error page, read only enough to identify it."""
    headers = {name.lower(): value for name, value in begun.headers}
    is_document = begun.status == HTTPStatus.OK
    size_max = limits.size_max if is_document else _EVIDENCE_MAX_BYTES
    try:
        body = read_body(
            target.source_id, begun.raw, headers, size_max=size_max, left_s=budget.left_s
        )
    except (SourceError, OSError, HTTPError, HTTPException):
        if is_document:
            raise
        body = b""  # the status is evidence enough
    return HttpResponse(url=begun.url, status=begun.status, headers=headers, body=body)


def _check_announced(source_id: str, headers: Mapping[str, str], size_max: int) -> None:
    """Refuse a response whose `Content-Length` is too large, before reading it."""
    announced = headers.get("content-length", "").strip().lstrip("0")
    if announced.isdecimal() and (len(announced) > DIGITS_MAX or int(announced) > size_max):
        found = announced[:DIGITS_MAX]
        raise Refused(source_id, f"expected at most {size_max} bytes, found {found} announced")
