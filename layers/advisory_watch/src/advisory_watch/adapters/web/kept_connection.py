"""A connection of the standard library that is opened as we say, and fails in known words."""

import socket
from collections.abc import Mapping
from http.client import HTTPConnection, HTTPResponse, IncompleteRead
from ssl import SSLContext
from typing import Protocol
from urllib.parse import SplitResult

from urllib3.exceptions import ConnectTimeoutError

_PORTS = {"http": 80, "https": 443}

GONE = (ConnectionResetError, BrokenPipeError, ConnectionAbortedError)
"""A host may end a connection that was kept, at any time and without a word (RFC 9112, 9.3.1);
`http.client.RemoteDisconnected` is one of these."""


class Open(Protocol):
    """Opens a socket to a host as `Gate.open` does, which judges where its name leads."""

    def __call__(self, host: str, port: int, *, timeout: float) -> socket.socket:
        """Connect within some seconds."""


class KeptConnection(HTTPConnection):
    """Leads to one host and port, with TLS where a context is given."""

    def __init__(self, parts: SplitResult, tls: SSLContext | None, opened: Open) -> None:
        self.default_port = _PORTS[parts.scheme]  # named in `Host` only where it is another
        super().__init__(parts.hostname or "", parts.port or self.default_port)
        self._tls, self._opened = tls, opened
        self.wait_s = 0.0

    def connect(self) -> None:
        """Open the connection; that nobody is there is told as urllib3 tells it (`causes`)."""
        try:
            sock = self._opened(self.host, self.port, timeout=self.wait_s)
        except (OSError, UnicodeError) as error:
            raise ConnectTimeoutError(str(error)) from error
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.sock = self._tls.wrap_socket(sock, server_hostname=self.host) if self._tls else sock

    def get(self, path: str, headers: Mapping[str, str], read_s: float) -> HTTPResponse:
        """Ask for a path; wait at most `read_s` seconds at a time."""
        if self.sock is None:
            self.connect()
        self.sock.settimeout(read_s)
        self.request("GET", path, headers=dict(headers))
        return self.getresponse()


class Wire:
    """The body of an answer as it arrives, as urllib3 would hand it out."""

    def __init__(self, response: HTTPResponse) -> None:
        self._response = response
        self.is_ended = False

    def read1(self, amount: int, *, decode_content: bool = False) -> bytes:
        """Return some bytes, none at the end; raises `IncompleteRead` where it came too early."""
        del decode_content  # nothing is ever decoded here
        chunk = self._response.read1(amount)
        if not chunk:
            if self._response.length:
                raise IncompleteRead(b"", self._response.length)
            self._response.close()  # or the connection would wait for more, of a 304 for ever
            self.is_ended = True
        return chunk
