"""Many documents with libcurl, over kept connections: one event loop for all hosts of a batch.

requests prepares each request for longer than it takes (docs/adr/0009). A URL that needs a proxy or
credentials still goes through it, in a thread.

libcurl neither resolves names nor connects here. It asks for a socket, and the transfer is put
aside while the address guard opens one in a thread. libcurl follows no redirect, reads no setting
of the environment, and unpacks nothing.
"""

import re
from collections.abc import Callable, Iterator
from functools import partial
from http.client import IncompleteRead, RemoteDisconnected
from pathlib import Path
from ssl import SSLCertVerificationError
from time import monotonic
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pycurl
from requests.adapters import DEFAULT_CA_BUNDLE_PATH
from requests.utils import get_environ_proxies, requote_uri, select_proxy

from advisory_watch.adapters.http.batch import HostQueue, Outcome, Threads
from advisory_watch.adapters.http.requests_exchange import RequestsExchange
from advisory_watch.adapters.http.transport import (
    EngineError,
    Reception,
    Send,
    TooSlow,
    as_source_error,
    open_socket,
)
from advisory_watch.core.url import PORTS

if TYPE_CHECKING:
    import socket

_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_PLAIN = re.compile(r"(https?://[A-Za-z0-9.:-]+)(/[A-Za-z0-9/._~!$&'()*+,;=:@?-]*)")
_VERSIONS = frozenset({"HTTP/1.0", "HTTP/1.1", "HTTP/2"})
_CODE = re.compile(r"[1-9][0-9]{2}")
_BLANK = frozenset({b"\r\n", b"\n"})
_CONNECTIONS_KEPT = 64
_BUFFER_BYTES = 256 * 1024
_POLL_S = 0.005
"""How often to look for the results of threads while other transfers run."""

_ABSENCE_MIN_S = 0.05
_NO_ADDRESS = "192.0.2.1"
"""An address for documentation (RFC 5737), in place of one that libcurl would look up itself."""

Place = tuple[str, int, str]
"""The host and port that the guard is asked for, and the root of a URL with exactly these."""


class CurlWire:
    """Implement `Wire` with libcurl, whose connections are kept for the next batch.

    `otherwise` is the engine for all that needs a proxy or credentials, and its session has the
    headers of every request. `opened` is the address guard.
    """

    def __init__(
        self, *, otherwise: RequestsExchange, opened: "Callable[..., socket.socket]"
    ) -> None:
        self._otherwise, self._opened, self._limits = otherwise, opened, otherwise.limits
        session = otherwise.session
        self._headers = {name: str(value) for name, value in session.headers.items()}
        found = session.merge_environment_settings("https://", {}, None, None, None)["verify"]
        self._bundle = found if isinstance(found, str) else DEFAULT_CA_BUNDLE_PATH
        self._multi = pycurl.CurlMulti()
        self._multi.setopt(pycurl.M_MAXCONNECTS, _CONNECTIONS_KEPT)
        self._idle: list[_Transfer] = []
        self._active: dict[pycurl.Curl, _Transfer] = {}
        self._places: dict[str, Place | None] = {}
        self.use_for(frozenset())

    def use_for(self, hosts: frozenset[str]) -> None:
        """Begin a batch for these hosts; a single one is waited for in the caller's thread."""
        self.hosts = hosts
        self._threads: Threads[HostQueue | _Transfer] = Threads(is_alone=len(hosts) == 1)
        self._left_at = monotonic()

    def begin(self, queue: HostQueue, send: Send) -> None:
        plain = _PLAIN.fullmatch(send.url)
        root, path = plain.groups() if plain else _split(send.url)
        if root not in self._places:
            self._places[root] = _place(root)
        place = self._places[root]
        if place is None or not send.url.isascii():
            self._threads.begin(queue, partial(self._otherwise.send, send))
            return
        lines = [f"{name}: {value}" for name, value in (self._headers | dict(send.headers)).items()]
        if found := _CONTROL.search("".join(lines)):
            raise ValueError(f"expected headers without control characters, found {found[0]!r}")
        transfer = self._idle.pop() if self._idle else _Transfer(self._bundle)
        transfer.easy.setopt(pycurl.URL, place[2] + path)
        transfer.easy.setopt(pycurl.HTTPHEADER, lines)
        transfer.queue, transfer.send, transfer.place = queue, send, place
        transfer.reception = Reception(send.target.source_id, self._limits)
        send.budget.start()
        self._add(transfer)

    def finished(self, timeout_s: float) -> list[tuple[HostQueue, Outcome]]:
        self._leave_out_absence()
        ends_at = monotonic() + timeout_s
        while True:
            left_s = max(ends_at - monotonic(), 0.0)
            done: list[tuple[HostQueue, Outcome]] = []
            if self._threads.running:
                done += self._from_threads(0.0 if self._active else left_s)
            if self._multi.perform()[1] < len(self._active):
                done += self._ended()
            if not done:
                done += self._too_slow()
            if done or not left_s:
                self._left_at = monotonic()
                return done
            if self._active:
                wait_s = min(left_s, *(transfer.wait_s for transfer in self._active.values()))
                self._multi.select(min(wait_s, _POLL_S) if self._threads.running else wait_s)

    def release(self) -> None:
        for transfer in tuple(self._active.values()):
            self._remove(transfer)
        self._threads.close()
        while self._threads.running:
            for _, outcome in self._threads.finished(0.0):
                if hasattr(outcome, "close"):  # a socket
                    outcome.close()

    def close(self) -> None:
        for transfer in self._idle:
            transfer.easy.close()
        self._multi.close()

    def _add(self, transfer: "_Transfer") -> None:
        transfer.begin()
        self._active[transfer.easy] = transfer
        self._multi.add_handle(transfer.easy)

    def _remove(self, transfer: "_Transfer") -> None:
        """Take a transfer out; libcurl closes the connection of a half response."""
        self._multi.remove_handle(transfer.easy)
        del self._active[transfer.easy]
        if transfer.sock is not None:
            transfer.sock.close()  # pycurl has a duplicate
            transfer.sock = None

    def _from_threads(self, timeout_s: float) -> Iterator[tuple[HostQueue, Outcome]]:
        for key, outcome in self._threads.finished(timeout_s):
            if isinstance(key, HostQueue):
                yield key, outcome
            elif isinstance(outcome, BaseException):
                yield self._result(key, outcome)
            else:
                key.sock = outcome
                self._add(key)

    def _ended(self) -> Iterator[tuple[HostQueue, Outcome]]:
        _, complete, failed = self._multi.info_read()
        for easy, code, words in [*((easy, 0, "") for easy in complete), *failed]:
            transfer = self._active[easy]
            self._remove(transfer)
            if transfer.needs_socket:
                self._threads.begin(transfer, partial(self._open, transfer))
            else:
                yield self._result(transfer, transfer.failure or _error(code, words))

    def _open(self, transfer: "_Transfer") -> "socket.socket":
        wait_s = transfer.send.budget.within(self._limits.connect_s)
        return open_socket(self._opened, *transfer.place[:2], wait_s)

    def _too_slow(self) -> Iterator[tuple[HostQueue, Outcome]]:
        now = monotonic()
        for transfer in tuple(self._active.values()):
            left_s = transfer.send.budget.left_s()
            transfer.wait_s = min(left_s, self._limits.read_s - transfer.silent_s(now))
            if transfer.wait_s <= 0:
                self._remove(transfer)
                yield self._result(transfer, TooSlow() if left_s <= 0 else TimeoutError())

    def _result(
        self, transfer: "_Transfer", error: BaseException | None
    ) -> tuple[HostQueue, Outcome]:
        send, reception = transfer.send, transfer.reception
        del transfer.reception  # and the body with it
        send.budget.stop()
        self._idle.append(transfer)
        try:
            return transfer.queue, reception.end(send.url, error)
        except BaseException as failure:  # noqa: BLE001 - thrown into the fetch
            return transfer.queue, as_source_error(failure, send.target, send.url)

    def _leave_out_absence(self) -> None:
        """While the caller read a page, nothing was read from the wire."""
        away_s = monotonic() - self._left_at
        if away_s > _ABSENCE_MIN_S:
            for transfer in self._active.values():
                transfer.heard_at += away_s
                transfer.send.budget.extend(away_s)


class _Transfer:
    """One request in progress, and a handle of libcurl that is used again for the next.

    libcurl cannot pass on an exception of a callback: `failure` keeps it until the transfer ended.
    """

    queue: HostQueue
    send: Send
    place: Place
    reception: Reception
    wait_s = 0.0
    sock: "socket.socket | None" = None

    def __init__(self, bundle: str) -> None:
        self._head: list[bytes] = []
        self.easy = pycurl.Curl()
        is_folder = Path(bundle).is_dir()
        if is_folder:
            self.easy.unsetopt(pycurl.CAINFO)
        for option, value in (
            (pycurl.CAPATH if is_folder else pycurl.CAINFO, bundle),
            (pycurl.PROTOCOLS, pycurl.PROTO_HTTP | pycurl.PROTO_HTTPS),
            (pycurl.NOPROXY, "*"),
            (pycurl.NOSIGNAL, 1),
            (pycurl.PATH_AS_IS, 1),
            (pycurl.BUFFERSIZE, _BUFFER_BYTES),
            (pycurl.SSLVERSION, pycurl.SSLVERSION_TLSv1_2),
            (pycurl.HTTP_VERSION, pycurl.CURL_HTTP_VERSION_2TLS),
            (pycurl.CONNECT_TO, [f"::{_NO_ADDRESS}:"]),
            (pycurl.OPENSOCKETFUNCTION, self._give_socket),
            (pycurl.SOCKOPTFUNCTION, lambda *_: pycurl.SOCKOPT_ALREADY_CONNECTED),
            (pycurl.HEADERFUNCTION, self._take_line),
            (pycurl.WRITEFUNCTION, self._take_bytes),
        ):
            self.easy.setopt(option, value)

    def begin(self) -> None:
        """Forget the last response, or the attempt that had no socket."""
        self.failure: BaseException | None = None
        self.needs_socket, self._is_given = False, False
        self.heard_at, self._heard = monotonic(), 0
        self._head.clear()

    def silent_s(self, now: float) -> float:
        heard = len(self._head) + self.reception.received
        if heard != self._heard:
            self._heard, self.heard_at = heard, now
        return now - self.heard_at

    def _give_socket(self, _purpose: int, _address: object) -> "socket.socket | int":
        """Return a socket that is connected already, or have one opened."""
        if self.sock is None or self._is_given:
            self.needs_socket = True
            return pycurl.SOCKET_BAD  # type: ignore[no-any-return]
        self._is_given = True
        return self.sock

    def _take_line(self, line: bytes) -> int | None:
        """Take a line of the head; the last is blank. Interim heads and trailers are left out."""
        if line not in _BLANK:
            self._head.append(line)
        elif not self.reception.status:
            return self._guarded(self._take_head)
        return None

    def _take_head(self) -> None:
        head = b"".join(self._head).decode("latin-1").replace("\r\n", "\n")
        self._head.clear()
        first, *lines = head.removesuffix("\n").split("\n")
        version, code, *_ = *first.split(" "), ""
        if version not in _VERSIONS or not _CODE.fullmatch(code):
            raise EngineError(0, f"a response that begins with {first[:40]!r}")
        if not code.startswith("1"):
            self.reception.begin(int(code), [line.partition(":")[::2] for line in lines])

    def _take_bytes(self, data: bytes) -> int | None:
        return self._guarded(self.reception.feed, data)

    def _guarded(self, take: Callable[..., None], *data: bytes) -> int | None:
        """Return None, or a number that ends the transfer."""
        try:
            take(*data)
        except BaseException as error:  # noqa: BLE001 - raised again after the transfer
            self.failure = error
            return -1
        return None


def _split(url: str) -> tuple[str, str]:
    """Return the root, and the path and query as libcurl accepts them: a space becomes `%20`."""
    parts = urlsplit(url)
    path = f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}"
    return f"{parts.scheme}://{parts.netloc}", requote_uri(path)


def _place(root: str) -> Place | None:
    """Return where to connect, or None if a proxy or credentials are needed."""
    if "@" in root or select_proxy(root, get_environ_proxies(root)):
        return None
    parts = urlsplit(root)
    name, port = parts.hostname or "", parts.port or PORTS[parts.scheme]
    bracketed = f"[{name}]" if ":" in name else name
    return name, port, f"{parts.scheme}://{bracketed}:{port}"


def _error(code: int, words: str) -> Exception | None:
    """Return the exception that requests would raise, or libcurl's own words."""
    if code == pycurl.E_OK:
        return None
    if code == pycurl.E_PEER_FAILED_VERIFICATION:
        return SSLCertVerificationError(code, f"an invalid certificate ({words})")
    if code == pycurl.E_PARTIAL_FILE:
        return IncompleteRead(b"")
    if code == pycurl.E_GOT_NOTHING:
        return RemoteDisconnected("")
    return EngineError(code, words or f"error {code} of libcurl")
