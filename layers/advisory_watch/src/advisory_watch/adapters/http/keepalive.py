"""Kept HTTP/1.1 connections for many small documents.

Keepalive does the same as `transport`, for many documents of one host. For each request, requests
reads the environment's proxies, handles cookies and merges settings again. That takes longer than
the request itself (docs/adr/0009). A URL that needs a proxy or credentials still goes through
requests. So does a host whose responses violate the HTTP standard.

llhttp is strict where other parsers guess: it rejects a response that violates the standard. If two
parsers see different ends of a body, one response can be taken for another's.
"""

import re
import socket
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from http import HTTPStatus
from http.client import HTTPException, IncompleteRead, RemoteDisconnected
from pathlib import Path
from ssl import SSLContext, SSLSocket, create_default_context
from typing import Protocol
from urllib.parse import SplitResult, urlsplit

from httptools import HttpParserError, HttpParserUpgrade, HttpResponseParser
from requests.adapters import DEFAULT_CA_BUNDLE_PATH
from requests.utils import get_environ_proxies, requote_uri, select_proxy
from urllib3.exceptions import ConnectTimeoutError
from urllib3.util.wait import wait_for_read

from advisory_watch.adapters.http.transport import (
    Budget,
    Exchange,
    HttpResponse,
    Limits,
    UnreadResponse,
    on_the_wire,
    read_answer,
)
from advisory_watch.core.page import Target

HEAD_MAX_BYTES = 256 * 1024
"""Limit for the headers; no honest server needs a tenth of it."""

_RECEIVED_BYTES = 64 * 1024


class NotStrict(Exception):
    """A response that the standard forbids; a more lenient parser may be able to read it."""


class KeepaliveResponse:
    """One response: status and headers at once, the body as it arrives.

    `receive` returns some bytes from the wire, and none at its end. If they contain nothing that
    can be returned, it is called again while `left_s` seconds are left. Header names are as the
    host wrote them. `is_last` is set if the connection cannot be used again.
    """

    def __init__(self, receive: Callable[[int], bytes], left_s: Callable[[], float]) -> None:
        self.status = 0
        self.headers: list[tuple[str, str]] = []
        self.is_last = False
        self._receive, self._left_s = receive, left_s
        self._parser = HttpResponseParser(self)
        self._pieces: deque[bytes] = deque()
        self._is_begun = self._is_ended = False
        self._read_head()

    @property
    def is_read(self) -> bool:
        """Return whether the whole response was read."""
        return self._is_ended and not self._pieces

    def read1(self, amount: int, *, decode_content: bool = False) -> bytes:
        """Return some bytes of the body as they were sent, none at the end.

        Raises `IncompleteRead` if the body ends too early, `NotStrict` if it is invalid.
        """
        del decode_content  # the body is never decoded here
        while not self._pieces and not self._is_ended:
            self._take(self._receive(amount))
            if not self._pieces and not self._is_ended:
                self._require_time()
        return self._pieces.popleft() if self._pieces else b""

    def _read_head(self) -> None:
        received = 0
        while not self._is_begun:
            data = self._receive(_RECEIVED_BYTES)
            if not data and not received:
                raise RemoteDisconnected("")
            received += len(data)
            if received > HEAD_MAX_BYTES:
                raise HTTPException
            self._take(data)
            if not self._is_begun:
                self._require_time()

    def _require_time(self) -> None:
        """Raise `TimeoutError` after the limit: a trickle without content must not outlast it."""
        if self._left_s() <= 0:
            raise TimeoutError

    def _take(self, data: bytes) -> None:
        if not data:
            self._take_end()
            return
        try:
            self._parser.feed_data(data)
        except (HttpParserError, HttpParserUpgrade) as error:
            if not self._is_ended:
                raise NotStrict(str(error)) from error
            self.is_last = True  # the response is complete; bytes after it are ignored

    def _take_end(self) -> None:
        """Accept the end of the connection as the end of the body if no header defines one."""
        named = {name.lower(): value.lower() for name, value in self.headers}
        coding = named.get("transfer-encoding", "chunked").rpartition(",")[2].strip()
        if coding != "chunked":
            raise NotStrict(f"expected a body in chunks, found it {coding}")
        if not self._is_begun or named.keys() & {"content-length", "transfer-encoding"}:
            raise IncompleteRead(b"")
        self._is_ended = True

    # Callbacks of the parser. It also calls them for an unrequested second response, which is
    # ignored.

    def on_message_begin(self) -> None:
        """Notice that more bytes follow the requested response."""
        self.is_last = self.is_last or self._is_ended

    def on_header(self, name: bytes, value: bytes) -> None:
        """Keep a header; trailers after the body are ignored."""
        if not self._is_begun:
            self.headers.append((name.decode("latin-1"), value.decode("latin-1")))

    def on_headers_complete(self) -> None:
        """Start the body, unless this is an interim response (1xx) before the real one."""
        if self._is_ended:
            return
        self.status = self._parser.get_status_code()
        if self.status < HTTPStatus.OK:
            self.headers.clear()
            return
        self._is_begun = True
        self.is_last = not self._parser.should_keep_alive()

    def on_body(self, piece: bytes) -> None:
        if not self._is_ended:
            self._pieces.append(piece)

    def on_message_complete(self) -> None:
        """End the response, unless only an interim response has ended."""
        self._is_ended = self._is_begun


_PORTS = {"http": 80, "https": 443}
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")

CLOSED = (ConnectionResetError, BrokenPipeError, ConnectionAbortedError)
"""A host may close a connection at any time (RFC 9112, 9.3.1), also with `RemoteDisconnected`."""


class Open(Protocol):
    """Opens a socket to a host as `AddressGuard.open` does, which checks the resolved addresses."""

    def __call__(self, host: str, port: int, *, timeout: float) -> socket.socket: ...


class KeepaliveConnection:
    """A connection to one host and port, with TLS if a context is given.

    Raises the system's errors, and `ConnectTimeoutError` if the host cannot be reached, as urllib3
    does (`transport.describe_cause`).
    """

    def __init__(self, parts: SplitResult, tls: SSLContext | None, opened: Open) -> None:
        self._name = parts.hostname or ""
        self._port = parts.port or _PORTS[parts.scheme]
        bracketed = f"[{self._name}]" if ":" in self._name else self._name
        is_usual = self._port == _PORTS[parts.scheme]
        self._host = bracketed if is_usual else f"{bracketed}:{self._port}"
        self._tls, self._opened = tls, opened
        self._sock: socket.socket | None = None

    def get(
        self, path: str, headers: Mapping[str, str], limits: Limits, left_s: Callable[[], float]
    ) -> KeepaliveResponse:
        """GET a path, within the limits and the seconds that are left.

        The headers of the response are parsed; its body is still to be read. Raises `NotStrict` if
        the response violates the standard.
        """
        sock = self._sock or self._connect(_within(limits.connect_s, left_s))
        read_s = _within(limits.read_s, left_s)
        if sock.gettimeout() != read_s:
            sock.settimeout(read_s)
        sock.sendall(_request(path, {"Host": self._host, **headers}))
        return KeepaliveResponse(sock.recv, left_s)

    @property
    def is_silent(self) -> bool:
        """Return whether the connection is open and has no unrequested bytes."""
        sock = self._sock
        if sock is None or (isinstance(sock, SSLSocket) and sock.pending()):
            return False
        return not wait_for_read(sock, timeout=0.0)

    def close(self) -> None:
        """Close the connection; the next request opens a new one."""
        if self._sock is not None:
            self._sock.close()
            self._sock = None

    def _connect(self, wait_s: float) -> socket.socket:
        try:
            sock = self._opened(self._name, self._port, timeout=wait_s)
        except (OSError, UnicodeError) as error:
            raise ConnectTimeoutError(str(error)) from error
        self._sock = sock
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if self._tls is not None:
            self._sock = self._tls.wrap_socket(sock, server_hostname=self._name)
        return self._sock


def _within(limit_s: float, left_s: Callable[[], float]) -> float:
    """Return how long to wait, in seconds. Raises `TimeoutError` if no time is left."""
    wait_s = min(limit_s, left_s())
    if wait_s <= 0:
        raise TimeoutError
    return wait_s


def _request(path: str, headers: Mapping[str, str]) -> bytes:
    """Build a request. Raises `ValueError` for text that would begin a new line."""
    lines = [f"GET {path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
    for line in lines:
        if _CONTROL.search(line):
            raise ValueError(f"expected a header without control characters, found {line[:60]!r}")
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


@dataclass(kw_only=True)
class KeepaliveExchange:
    """Implement `ExchangePort` with one persistent connection to each host and port.

    `pacing` gives the caller the host, and so its connection, for the time of the request.
    `otherwise` is the fallback, and its session has the headers of every request. `opened` opens
    the sockets.
    """

    otherwise: Exchange
    opened: Open
    _kept: dict[str, KeepaliveConnection] = field(default_factory=dict)
    _direct: dict[str, bool] = field(default_factory=dict)

    def ask(
        self, target: Target, url: str, headers: Mapping[str, str], budget: Budget
    ) -> HttpResponse:
        if self._is_direct(url):
            try:
                with on_the_wire(target, url, budget):
                    return self._ask(target, url, headers, budget)
            except NotStrict:
                self._direct[_root(urlsplit(url))] = False
        return self.otherwise.ask(target, url, headers, budget)

    def close(self) -> None:
        for connection in list(self._kept.values()):
            connection.close()

    def _is_direct(self, url: str) -> bool:
        root = _root(urlsplit(url))
        if root not in self._direct:
            is_proxied = select_proxy(root, get_environ_proxies(root))
            self._direct[root] = "@" not in root and not is_proxied
        return url.isascii() and self._direct[root]

    def _ask(
        self, target: Target, url: str, headers: Mapping[str, str], budget: Budget
    ) -> HttpResponse:
        """Send the request; keep the connection if the response was read to its end."""
        parts = urlsplit(requote_uri(url))  # as requests does: a space becomes `%20`
        connection, answer = self._answer(parts, headers, budget)
        begun = UnreadResponse(url=url, status=answer.status, headers=answer.headers, raw=answer)
        try:
            return read_answer(target, begun, self.otherwise.limits, budget)
        finally:
            if answer.is_read and not answer.is_last:
                self._kept[_root(parts)] = connection
            else:
                connection.close()

    def _answer(
        self, parts: SplitResult, headers: Mapping[str, str], budget: Budget
    ) -> tuple[KeepaliveConnection, KeepaliveResponse]:
        """Use the kept connection, or a new one if the host has closed it.

        Bytes that arrived unrequested would be taken for the response: such a connection is closed.
        """
        kept = self._kept.pop(_root(parts), None)
        if kept is not None:
            try:
                if kept.is_silent:
                    return kept, self._get(kept, parts, headers, budget)
            except CLOSED:
                pass
            kept.close()
        fresh = KeepaliveConnection(parts, self._tls(parts), self.opened)
        return fresh, self._get(fresh, parts, headers, budget)

    def _get(
        self,
        connection: KeepaliveConnection,
        parts: SplitResult,
        headers: Mapping[str, str],
        budget: Budget,
    ) -> KeepaliveResponse:
        limits, session = self.otherwise.limits, self.otherwise.session
        path = f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}"
        every = {name: str(value) for name, value in session.headers.items()}
        try:
            return connection.get(path, {**every, **headers}, limits, budget.left_s)
        except BaseException:
            connection.close()
            raise

    def _tls(self, parts: SplitResult) -> SSLContext | None:
        """Trust the authorities that requests would trust: the environment's bundle, or its own."""
        if parts.scheme != "https":
            return None
        session = self.otherwise.session
        settings = session.merge_environment_settings(parts.geturl(), {}, None, None, None)
        bundle = settings["verify"]
        return _tls_context(bundle if isinstance(bundle, str) else DEFAULT_CA_BUNDLE_PATH)


@cache
def _tls_context(bundle: str) -> SSLContext:
    if Path(bundle).is_dir():
        return create_default_context(capath=bundle)
    return create_default_context(cafile=bundle)


def _root(parts: SplitResult) -> str:
    return f"{parts.scheme}://{parts.netloc}"
