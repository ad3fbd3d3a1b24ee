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
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import (
    ConnectTimeoutError,
    LocationParseError,
    NameResolutionError,
    NewConnectionError,
)

from advisory_watch.adapters.http import transport
from advisory_watch.adapters.http.ssrf import AddressGuard
from advisory_watch.adapters.http.transport import Budget, Limits, Reception, on_the_wire
from advisory_watch.core.page import Target

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer
    from requests import Response, Session

_CHUNK_BYTES = 64 * 1024
_INTERIM_MAX = 20
_NO_HEADER = (MissingHeaderBodySeparatorDefect, FirstHeaderLineIsContinuationDefect)
_CHUNK_SIZE = re.compile(rb"[0-9A-Fa-f]{1,16}")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Clock:
    """The time of the present request: how long one read may wait, and how long all of them."""

    budget: Budget
    read_s: float


_clock: ContextVar[_Clock | None] = ContextVar("clock", default=None)
"""Set by `RequestsExchange` for the response that its thread reads; urllib3 passes nothing on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestsExchange:
    """Implement `ExchangePort` with a session of requests."""

    session: "Session"
    limits: Limits

    def ask(
        self, target: Target, url: str, headers: Mapping[str, str], budget: Budget
    ) -> transport.HttpResponse:
        reception = Reception(target.source_id, self.limits)
        clock = _clock.set(_Clock(budget=budget, read_s=self.limits.read_s))
        try:
            with on_the_wire(target, url, budget), self._get(url, headers, budget) as response:
                return _receive(reception, response)
        finally:
            _clock.reset(clock)

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
        return reception.end(response.url)
    except transport.FAILED:
        if not reception.is_evidence:
            raise
        return reception.evidence(response.url)


class _TimedSocket(RawIOBase):
    """The bytes of a socket, each read within the time of the whole request."""

    def __init__(self, sock: socket.socket, clock: _Clock) -> None:
        self._sock, self._clock = sock, clock
        self._file = sock.makefile("rb", buffering=0)  # keeps the socket open until it is closed

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int:
        budget, read_s = self._clock.budget, self._clock.read_s
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
        if clock := _clock.get():
            self.fp.close()
            self.fp = BufferedReader(_TimedSocket(sock, clock))

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

    def __init__(self, gate: AddressGuard, *, pool_connections: int, pool_maxsize: int) -> None:
        self._gate = gate
        super().__init__(pool_connections=pool_connections, pool_maxsize=pool_maxsize)

    def init_poolmanager(
        self,
        connections: int,
        maxsize: int,
        block: bool = False,  # noqa: FBT001, FBT002 - as requests has it
        **options: Any,
    ) -> None:
        """Create the pools, as requests does when an adapter is made."""
        self.poolmanager = _GuardedPools(
            self._gate, num_pools=connections, maxsize=maxsize, block=block, **options
        )

    def proxy_manager_for(self, proxy: str, **options: Any) -> Any:
        """Return the pools to a proxy; the gate is not used for them, the time limits are."""
        manager = super().proxy_manager_for(proxy, **options)
        if not proxy.lower().startswith("socks"):
            manager.pool_classes_by_scheme = _POOLS
        return manager


class _GuardedPools(PoolManager):
    def __init__(self, gate: AddressGuard, **options: Any) -> None:
        super().__init__(**options)
        self.pool_classes_by_scheme = _POOLS
        self._gate = gate

    def _new_pool(
        self, scheme: str, host: str, port: int, request_context: dict[str, Any] | None = None
    ) -> HTTPConnectionPool:
        pool = super()._new_pool(scheme, host, port, request_context)
        pool.conn_kw["gate"] = self._gate
        return pool


class _Connection(HTTPConnection):
    """A connection that the gate opens; without a gate, one to a proxy."""

    response_class = _StrictResponse

    def __init__(self, *place: Any, gate: AddressGuard | None = None, **options: Any) -> None:
        super().__init__(*place, **options)
        self._gate = gate

    def _new_conn(self) -> socket.socket:
        """Open the connection; raise the errors of urllib3, which `transport` recognises."""
        if self._gate is None:
            return super()._new_conn()
        try:
            return self._gate.open(
                self.host,
                self.port,
                timeout=self.timeout or 0.0,
                source_address=self.source_address,
                socket_options=self.socket_options,
            )
        except UnicodeError as error:
            raise LocationParseError(self.host) from error
        except socket.gaierror as error:
            raise NameResolutionError(self.host, self, error) from error
        except TimeoutError as error:
            raise ConnectTimeoutError(self, "timed out") from error
        except OSError as error:
            raise NewConnectionError(self, str(error)) from error


class _TlsConnection(_Connection, HTTPSConnection): ...


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _TlsPool(HTTPSConnectionPool):
    ConnectionCls = _TlsConnection


_POOLS = {"http": _Pool, "https": _TlsPool}
