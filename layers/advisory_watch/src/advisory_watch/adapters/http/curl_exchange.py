"""Many small documents with libcurl, over kept connections.

requests reads the environment's proxies, handles cookies and merges settings for each request. That
takes longer than the request itself (docs/adr/0009). A URL that needs a proxy or credentials still
goes through requests.

libcurl neither resolves names nor connects here: the address guard does both. libcurl follows no
redirect, reads no setting of the environment, and unpacks nothing.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from http import HTTPStatus
from http.client import IncompleteRead, RemoteDisconnected
from pathlib import Path
from ssl import SSLCertVerificationError
from threading import Lock
from time import monotonic
from typing import TYPE_CHECKING, Protocol
from urllib.parse import SplitResult, urlsplit

import pycurl
from requests.adapters import DEFAULT_CA_BUNDLE_PATH
from requests.utils import get_environ_proxies, requote_uri, select_proxy
from urllib3.exceptions import ConnectTimeoutError

from advisory_watch.adapters.http.requests_exchange import RequestsExchange
from advisory_watch.adapters.http.transport import (
    FAILED,
    Budget,
    EngineError,
    HttpResponse,
    Limits,
    Reception,
    on_the_wire,
)
from advisory_watch.core.page import Target

if TYPE_CHECKING:
    import socket

_PORTS = {"http": 80, "https": 443}
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")

_PLAIN = re.compile(r"[A-Za-z0-9/._~!$&'()*+,;=:@?-]+")
"""A path and query that need no quoting, which is slow."""

KEPT_MIN = 8
"""So many sets of connections are made before one changes its host.

Each reads the certificates of all authorities once, which takes 17 ms.
"""

_VERSIONS = frozenset({"HTTP/1.0", "HTTP/1.1", "HTTP/2"})
_CODE_CHARS = 3
_SOCKET_BAD: int = pycurl.SOCKET_BAD

_PLACEHOLDER = "192.0.2.1"
"""An address for documentation (RFC 5737), in place of one that libcurl would look up itself."""


class Open(Protocol):
    """Opens a socket to a host as `AddressGuard.open` does, which checks the resolved addresses."""

    def __call__(self, host: str, port: int, *, timeout: float) -> "socket.socket": ...


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """A scheme, host and port: the guard is asked for what libcurl finds in the URL."""

    name: str
    port: int
    root: str

    @classmethod
    def of(cls, parts: SplitResult) -> "_Place":
        name, port = parts.hostname or "", parts.port or _PORTS[parts.scheme]
        bracketed = f"[{name}]" if ":" in name else name
        return cls(name=name, port=port, root=f"{parts.scheme}://{bracketed}:{port}")


@dataclass(kw_only=True)
class CurlExchange:
    """Implement `ExchangePort` with libcurl, whose kept connections serve one thread at a time.

    `Pacing` gives the caller the host for the time of the request. `otherwise` is the engine for
    all that needs a proxy or credentials, and its session has the headers of every request.
    `opened` opens the sockets.
    """

    otherwise: RequestsExchange
    opened: Open
    _idle: "list[_Connections]" = field(default_factory=list)
    _made: int = 0
    _lock: Lock = field(default_factory=Lock)
    _places: dict[str, _Place | None] = field(default_factory=dict)

    def ask(
        self, target: Target, url: str, headers: Mapping[str, str], budget: Budget
    ) -> HttpResponse:
        parts = urlsplit(url)
        place = self._place_of(parts)
        if place is None or not url.isascii():
            return self.otherwise.ask(target, url, headers, budget)
        with on_the_wire(target, url, budget):
            reception = Reception(target.source_id, self.otherwise.limits)
            path = f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}"
            connections = self._take(place)
            try:
                connections.get(place, path, headers, reception, budget)
                return reception.end(url)
            except FAILED:
                if not reception.is_evidence:
                    raise
                return reception.evidence(url)
            finally:
                self._idle.append(connections)

    def close(self) -> None:
        """Close the connections; those in use are closed with this object."""
        with self._lock:
            while self._idle:
                self._idle.pop().close()

    def _take(self, place: _Place) -> "_Connections":
        """Take the connections that last served a place, else the ones unused for longest."""
        with self._lock:
            for index, connections in enumerate(self._idle):
                if connections.place == place:
                    return self._idle.pop(index)
            if self._idle and self._made >= KEPT_MIN:
                return self._idle.pop(0)
            self._made += 1
        headers = {name: str(text) for name, text in self.otherwise.session.headers.items()}
        made = _Connections(opened=self.opened, limits=self.otherwise.limits, headers=headers)
        made.trust(self._bundle)
        return made

    def _place_of(self, parts: SplitResult) -> _Place | None:
        """Return where to connect, or None if a proxy or credentials are needed."""
        root = f"{parts.scheme}://{parts.netloc}"
        if root not in self._places:
            is_proxied = select_proxy(root, get_environ_proxies(root))
            is_direct = not is_proxied and "@" not in root
            self._places[root] = _Place.of(parts) if is_direct else None
        return self._places[root]

    @cached_property
    def _bundle(self) -> str:
        """Trust the authorities that requests would trust: the environment's bundle, or its own."""
        session = self.otherwise.session
        settings = session.merge_environment_settings("https://", {}, None, None, None)
        bundle = settings["verify"]
        return bundle if isinstance(bundle, str) else DEFAULT_CA_BUNDLE_PATH


class _Connections:
    """Some kept connections, for one request at a time; `place` had the last one.

    libcurl cannot pass on an exception of a callback: it is kept until the transfer has ended.
    """

    def __init__(self, *, opened: Open, limits: Limits, headers: Mapping[str, str]) -> None:
        self._opened, self._limits, self._lines = opened, limits, _lines(headers)
        self.place = _Place(name="", port=0, root="")
        self._failure: BaseException | None = None
        self._sock: socket.socket | None = None
        self._head: list[bytes] = []
        self._multi, self._easy = pycurl.CurlMulti(), pycurl.Curl()
        for option, value in (
            (pycurl.PROTOCOLS, pycurl.PROTO_HTTP | pycurl.PROTO_HTTPS),
            (pycurl.NOPROXY, "*"),
            (pycurl.NOSIGNAL, 1),
            (pycurl.PATH_AS_IS, 1),
            (pycurl.SSLVERSION, pycurl.SSLVERSION_TLSv1_2),
            (pycurl.HTTP_VERSION, pycurl.CURL_HTTP_VERSION_2TLS),
            (pycurl.CONNECT_TO, [f"::{_PLACEHOLDER}:"]),
            (pycurl.OPENSOCKETFUNCTION, self._open),
            (pycurl.SOCKOPTFUNCTION, lambda *_: pycurl.SOCKOPT_ALREADY_CONNECTED),
            (pycurl.HEADERFUNCTION, self._head.append),
            (pycurl.WRITEFUNCTION, self._write),
        ):
            self._easy.setopt(option, value)

    def trust(self, bundle: str) -> None:
        """Trust the authorities in a file or folder, and no others."""
        if Path(bundle).is_dir():
            self._easy.unsetopt(pycurl.CAINFO)
        self._easy.setopt(pycurl.CAPATH if Path(bundle).is_dir() else pycurl.CAINFO, bundle)

    def get(
        self,
        place: _Place,
        path: str,
        headers: Mapping[str, str],
        reception: Reception,
        budget: Budget,
    ) -> None:
        """GET a path. Raises the failure of a callback, or an error that requests would raise."""
        self.place, self._reception, self._budget = place, reception, budget
        self._failure = None
        self._head.clear()
        wait_s = budget.within(self._limits.connect_s)
        plain = path if _PLAIN.fullmatch(path) else requote_uri(path)  # a space becomes `%20`
        self._easy.setopt(pycurl.URL, f"{place.root}{plain}")
        self._easy.setopt(pycurl.HTTPHEADER, [*self._lines, *_lines(headers)])
        self._easy.setopt(pycurl.CONNECTTIMEOUT_MS, max(1, int(wait_s * 1000)))
        self._multi.add_handle(self._easy)
        try:
            self._perform()
        finally:
            self._multi.remove_handle(self._easy)  # closes the connection of a half response
            if self._sock is not None:
                self._sock.close()  # pycurl has a duplicate
                self._sock = None

    def close(self) -> None:
        self._multi.close()
        self._easy.close()

    def _perform(self) -> None:
        heard, heard_at = 0, monotonic()
        while self._multi.perform()[1]:
            if heard != (heard := len(self._head) + self._reception.received):
                heard_at = monotonic()
                if self._head and not self._head[-1].strip():
                    self._begin()
            silence_s = self._limits.read_s - (monotonic() - heard_at)
            if silence_s <= 0:
                raise TimeoutError
            self._multi.select(self._budget.within(silence_s))
        if self._failure is not None:
            raise self._failure
        for _, code, words in self._multi.info_read()[2]:
            raise _error(code, words)
        self._begin()

    def _begin(self) -> None:
        """Pass on the whole head of the response, without interim ones before it and trailers."""
        if self._reception.status:
            return
        heads = b"".join(self._head).decode("latin-1").replace("\r\n", "\n").split("\n\n")
        for head in filter(None, heads):
            first, *lines = head.split("\n")
            version, code, *_ = first.split(" ")
            if version not in _VERSIONS or len(code) != _CODE_CHARS:
                raise EngineError(0, f"a response that begins with {first[:40]!r}")
            status = int(code)
            if status >= HTTPStatus.OK:
                self._reception.begin(status, [line.partition(":")[::2] for line in lines])
                return

    def _open(self, _purpose: int, _address: object) -> "socket.socket | int":
        """Return a socket that is connected already."""
        try:
            wait_s = self._budget.within(self._limits.connect_s)
            self._sock = self._opened(self.place.name, self.place.port, timeout=wait_s)
        except (OSError, UnicodeError) as error:
            self._failure = ConnectTimeoutError(str(error))
            self._failure.__cause__ = error
        except BaseException as error:  # noqa: BLE001 - raised again after the transfer
            self._failure = error
        return self._sock or _SOCKET_BAD

    def _write(self, data: bytes) -> int:
        """Take some bytes of the body; anything but their number ends the transfer."""
        try:
            self._begin()
            self._reception.feed(data)
        except BaseException as error:  # noqa: BLE001 - raised again after the transfer
            self._failure = error
            return -1
        return len(data)


def _lines(headers: Mapping[str, str]) -> list[str]:
    """Return header lines. Raises `ValueError` for text that would begin a new line."""
    lines = [f"{name}: {value}" for name, value in headers.items()]
    if found := _CONTROL.search("".join(lines)):
        raise ValueError(f"expected headers without control characters, found {found[0]!r}")
    return lines


def _error(code: int, words: str) -> Exception:
    """Return the exception that requests would raise, or libcurl's own words."""
    if code == pycurl.E_PEER_FAILED_VERIFICATION:
        return SSLCertVerificationError(code, f"an invalid certificate ({words})")
    if code == pycurl.E_PARTIAL_FILE:
        return IncompleteRead(b"")
    if code == pycurl.E_GOT_NOTHING:
        return RemoteDisconnected("")
    if code == pycurl.E_OPERATION_TIMEDOUT:
        return TimeoutError()
    return EngineError(code, words or f"error {code} of libcurl")
