"""Open a persistent connection through the gate, and send one request at a time over it."""

import re
import socket
from collections.abc import Callable, Mapping
from ssl import SSLContext, SSLSocket
from typing import Protocol
from urllib.parse import SplitResult

from urllib3.exceptions import ConnectTimeoutError
from urllib3.util.wait import wait_for_read

from advisory_watch.adapters.web.exchange import Limits
from advisory_watch.adapters.web.kept_answer import KeptAnswer

_PORTS = {"http": 80, "https": 443}
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")

GONE = (ConnectionResetError, BrokenPipeError, ConnectionAbortedError)
"""Errors of a closed connection: a host may close it at any time (RFC 9112, 9.3.1).

`http.client.RemoteDisconnected` is one of these.
"""


class Open(Protocol):
    """Opens a socket to a host as `Gate.open` does, which checks the resolved addresses."""

    def __call__(self, host: str, port: int, *, timeout: float) -> socket.socket: ...


class KeptConnection:
    """A connection to one host and port, with TLS if a context is given.

    Raises the system's errors, and `ConnectTimeoutError` if the host cannot be reached, as urllib3
    does (`causes`).
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
        self,
        path: str,
        headers: Mapping[str, str],
        limits: Limits,
        left_s: Callable[[], float],
    ) -> KeptAnswer:
        """GET a path, within the limits and the seconds that are left.

        The headers of the response are parsed; its body is still to be read. Raises `NotStrict` if
        the response violates the standard.
        """
        sock = self._sock or self._connect(_within(limits.connect_s, left_s))
        read_s = _within(limits.read_s, left_s)
        if sock.gettimeout() != read_s:
            sock.settimeout(read_s)
        sock.sendall(_request(path, {"Host": self._host, **headers}))
        return KeptAnswer(sock.recv, left_s)

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
            message = f"expected a header without control characters, found {line[:60]!r}"
            raise ValueError(message)
    return "\r\n".join([*lines, "", ""]).encode("latin-1")
