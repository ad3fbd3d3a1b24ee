"""A single document with requests, which supports proxies and credentials.

requests and http.client have no limit for a whole response: each byte that arrives begins a new
wait. The connections here therefore check the time before every read, from the first byte of the
head. They also skip interim responses (1xx), such as 103 Early Hints.
"""

import re
import socket
from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from email.errors import FirstHeaderLineIsContinuationDefect, MissingHeaderBodySeparatorDefect
from http import HTTPStatus
from http.client import HTTPException, HTTPResponse, IncompleteRead
from io import BufferedReader, RawIOBase
from typing import TYPE_CHECKING, Any

from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection

from advisory_watch.adapters.http import transport
from advisory_watch.adapters.http.ssrf import AddressGuard, ForbiddenAddress
from advisory_watch.adapters.http.transport import Budget, Limits, Reception, Send, open_socket

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer
    from requests import Response, Session

_CHUNK_BYTES = 64 * 1024
_INTERIM_MAX = 20
_NO_HEADER = (MissingHeaderBodySeparatorDefect, FirstHeaderLineIsContinuationDefect)
_CHUNK_SIZE = re.compile(rb"[0-9A-Fa-f]{1,16}")


_time: ContextVar[tuple[Budget, float]] = ContextVar("time")
"""Of the request of this thread: its time, and the longest silence. urllib3 passes nothing on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestsExchange:
    """Implement `ExchangePort` with a session of requests."""

    session: "Session"
    limits: Limits

    def send(self, send: Send) -> transport.HttpResponse:
        """GET a URL to its end; redirects are not followed. Raises a `SourceError`."""
        target, url, budget = send.target, send.url, send.budget
        reception = Reception(target.source_id, self.limits)
        _time.set((budget, self.limits.read_s))
        budget.start()
        try:
            with self._get(url, send.headers, budget) as response:
                return _receive(reception, response)
        except (ForbiddenAddress, *transport.BROKEN) as error:
            raise transport.as_source_error(error, target, url) from error
        finally:
            budget.stop()

    def _get(self, url: str, headers: Mapping[str, str], budget: Budget) -> "Response":
        return self.session.get(
            url,
            headers=dict(headers),
            stream=True,
            allow_redirects=False,
            timeout=(budget.within(self.limits.connect_s), budget.within(self.limits.read_s)),
        )


def _receive(reception: Reception, response: "Response") -> transport.HttpResponse:
    try:
        reception.begin(response.status_code, response.headers.items())
        while chunk := response.raw.read1(_CHUNK_BYTES, decode_content=False):
            reception.feed(chunk)
    except transport.FAILED as error:
        return reception.end(response.url, error)
    return reception.end(response.url)


class _TimedSocket(RawIOBase):
    """The bytes of a socket, each read within the time of the whole request."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock, self._file = sock, sock.makefile("rb", buffering=0)  # which keeps it open

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int:
        budget, read_s = _time.get()
        self._sock.settimeout(budget.within(read_s))
        try:
            return self._sock.recv_into(buffer)
        except TimeoutError:
            budget.within(read_s)  # says so if it was the time of the whole request
            raise

    def close(self) -> None:
        self._file.close()
        super().close()


class _StrictResponse(HTTPResponse):
    """A response that ends in time, follows interim responses, and has a complete head."""

    def __init__(self, sock: socket.socket, *options: Any, **more: Any) -> None:
        super().__init__(sock, *options, **more)
        self.fp.close()
        self.fp = BufferedReader(_TimedSocket(sock))

    def begin(self) -> None:
        """Read the head. Raises `HTTPException` if a part of it is no header, or for two lengths.

        urllib3 would also refuse two lengths, but would leave the socket open.
        """
        super().begin()
        lengths = ",".join(self.headers.get_all("content-length", [])).split(",")
        is_cut = any(isinstance(defect, _NO_HEADER) for defect in self.headers.defects)
        if is_cut or len({length.strip() for length in lengths}) > 1:
            raise HTTPException

    def _read_status(self) -> tuple[str, int, str]:
        """Return the status after all interim responses; http.client skips only 100 itself."""
        for _ in range(_INTERIM_MAX):
            version, status, reason = super()._read_status()  # type: ignore[misc]
            if status >= HTTPStatus.OK or status == HTTPStatus.SWITCHING_PROTOCOLS:
                return version, status, reason
            while self.fp.readline(_CHUNK_BYTES).strip():
                pass
        raise HTTPException

    def _read_next_chunk_size(self) -> int:
        """Return the size of a chunk; http.client also reads `+6`, `0_6` and half a line."""
        line = self.fp.readline(_CHUNK_BYTES)
        size = line.partition(b";")[0].strip(b" \t\r\n")
        if not line.endswith(b"\n") or not _CHUNK_SIZE.fullmatch(size):
            raise IncompleteRead(b"")
        return int(size, 16)


class GuardedAdapter(HTTPAdapter):
    """Transport adapter that sends requests over connections that the gate opened."""

    def __init__(self, gate: AddressGuard, **options: Any) -> None:
        self._gate = gate
        super().__init__(**options)

    def init_poolmanager(self, *sizes: Any, **options: Any) -> None:
        """Create the pools, as requests does when an adapter is made."""
        super().init_poolmanager(*sizes, **options)
        self.poolmanager.pool_classes_by_scheme = _pools(self._gate)

    def proxy_manager_for(self, proxy: str, **options: Any) -> Any:
        """Return the pools to a proxy; the gate is not used for them, the time limits are."""
        manager = super().proxy_manager_for(proxy, **options)
        if not proxy.lower().startswith("socks"):
            manager.pool_classes_by_scheme = _pools(None)
        return manager


def _pools(gate: AddressGuard | None) -> dict[str, type[HTTPConnectionPool]]:
    """Return pools whose connections the gate opens; without a gate, connections to a proxy."""

    class Connection(HTTPConnection):
        response_class = _StrictResponse

        def _new_conn(self) -> socket.socket:
            if gate is None:
                return super()._new_conn()
            options = {"source_address": self.source_address, "socket_options": self.socket_options}
            return open_socket(gate.open, self.host, self.port, self.timeout or 0.0, **options)

    class TlsConnection(Connection, HTTPSConnection): ...

    class Pool(HTTPConnectionPool):
        ConnectionCls = Connection

    class TlsPool(HTTPSConnectionPool):
        ConnectionCls = TlsConnection

    return {"http": Pool, "https": TlsPool}
