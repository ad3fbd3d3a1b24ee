"""Many documents with libcurl, over kept connections: one event loop for all hosts of a batch.

requests prepares each request for longer than it takes (docs/adr/0009). Proxied requests, and those
with credentials, an odd URL or an odd header, still go through it, in a thread.

libcurl neither resolves names nor connects here. It asks for a socket, and the transfer is put
aside while the address guard opens one in a thread. libcurl follows no redirect, reads no setting
of the environment, and unpacks nothing.
"""

import re
import socket
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from http import HTTPStatus
from http.client import IncompleteRead
from pathlib import Path
from ssl import SSLCertVerificationError
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

import pycurl
from requests import Session
from requests.adapters import DEFAULT_CA_BUNDLE_PATH
from requests.utils import select_proxy

from advisory_watch.adapters.http.batch import HostQueue, Outcome, Wire
from advisory_watch.adapters.http.failures import EngineError, TooSlow
from advisory_watch.adapters.http.requests_engine import open_socket
from advisory_watch.adapters.http.response import Reception, Send
from advisory_watch.adapters.http.ssrf import AddressGuard
from advisory_watch.core.url import PORTS

_PLAIN_URL = re.compile(r"(https?://[A-Za-z0-9.:-]+)/[A-Za-z0-9/._~!$&'()*+,;=:@?%-]*")
_STATUS = re.compile(r"HTTP/(?:1\.[01]|2) ([1-9][0-9]{2})(?: |$)")
_BLANK = frozenset({b"\r\n", b"\n"})
_ODD_HEADER = re.compile(r"[^\t -~]")
_CONNECTIONS_KEPT = 64
_BUFFER_BYTES = 256 * 1024
_POLL_S = 0.005
"""How often to look for the results of threads while other transfers run."""

_ABSENCE_MIN_S = 0.05
_NO_ADDRESS = "192.0.2.1"
"""An address for documentation (RFC 5737), in place of one that libcurl would look up itself."""

Finished = tuple[HostQueue, Outcome]


class CurlWire(Wire):
    """Sends requests with libcurl, whose connections are kept for the next batch.

    `session` sends all other requests. It has the headers of every request, and knows the proxies
    and authorities of the environment. `gate` opens all connections.
    """

    def __init__(self, session: Session, gate: AddressGuard) -> None:
        super().__init__(session)
        self._gate = gate
        self._headers = {name: str(value) for name, value in session.headers.items()}
        verify = self._environment("https://")["verify"]
        self._bundle = verify if isinstance(verify, str) else DEFAULT_CA_BUNDLE_PATH
        self._multi = pycurl.CurlMulti()
        self._multi.setopt(pycurl.M_MAXCONNECTS, _CONNECTIONS_KEPT)
        self._idle: list[_Transfer] = []
        self._active: dict[pycurl.Curl, _Transfer] = {}
        self._places: dict[str, tuple[str, int] | None] = {}
        self._left_at = 0.0

    def begin(self, queue: HostQueue, send: Send) -> None:
        plain = _PLAIN_URL.fullmatch(send.url)
        place = self._place(plain[1]) if plain else None
        lines = [f"{name}: {value}" for name, value in (self._headers | dict(send.headers)).items()]
        if place is None or _ODD_HEADER.search("".join(lines)):
            super().begin(queue, send)
            return
        transfer = self._idle.pop() if self._idle else _Transfer(self._bundle)
        transfer.easy.setopt(pycurl.URL, send.url)
        transfer.easy.setopt(pycurl.HTTPHEADER, lines)
        transfer.queue, transfer.send, transfer.place = queue, send, place
        transfer.reception = Reception(send)
        self._add(transfer)

    def finished(self, timeout_s: float) -> list[Finished]:
        self._leave_out_absence()
        ends_at = monotonic() + timeout_s
        while True:
            left_s = max(ends_at - monotonic(), 0.0)
            done: list[Finished] = []
            if self._running:
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
                self._multi.select(min(wait_s, _POLL_S) if self._running else wait_s)

    def release(self) -> None:
        for transfer in tuple(self._active.values()):
            self._remove(transfer)
        super().release()
        while done := super().finished(0.0):
            for _, outcome in done:
                if isinstance(outcome, socket.socket):
                    outcome.close()

    def close(self) -> None:
        """Close the connections."""
        for transfer in self._idle:
            transfer.easy.close()
        self._multi.close()

    def _place(self, root: str) -> tuple[str, int] | None:
        """Return the host and port to connect to; None for a proxy, or if there is no such port."""
        if root not in self._places:
            try:
                parts = urlsplit(root)
                port = parts.port or PORTS[parts.scheme]
            except ValueError:
                return None
            proxy = select_proxy(root, self._environment(root)["proxies"])
            self._places[root] = None if proxy else (parts.hostname or "", port)
        return self._places[root]

    def _environment(self, root: str) -> Mapping[str, Any]:
        return self._session.merge_environment_settings(root, {}, None, None, None)

    def _add(self, transfer: "_Transfer") -> None:
        transfer.begin()
        if not self._active:
            self._left_at = monotonic()
        self._active[transfer.easy] = transfer
        self._multi.add_handle(transfer.easy)

    def _remove(self, transfer: "_Transfer") -> None:
        """Take a transfer out; libcurl closes the connection of a half response."""
        self._multi.remove_handle(transfer.easy)
        del self._active[transfer.easy]
        if transfer.sock is not None:
            transfer.sock.close()  # pycurl has a duplicate
            transfer.sock = None

    def _from_threads(self, timeout_s: float) -> Iterable[Finished]:
        for key, outcome in super().finished(timeout_s):
            if isinstance(key, HostQueue):
                yield key, outcome
            elif isinstance(outcome, BaseException):
                yield self._result(key, outcome)
            else:
                key.sock = outcome
                self._add(key)

    def _ended(self) -> Iterable[Finished]:
        _, complete, failed = self._multi.info_read()
        for easy, code, words in [*((easy, pycurl.E_OK, "") for easy in complete), *failed]:
            transfer = self._active[easy]
            self._remove(transfer)
            if transfer.needs_socket:
                self._run(transfer, partial(self._open, transfer))
            else:
                yield self._result(transfer, transfer.failure or _error(code, words))

    def _open(self, transfer: "_Transfer") -> socket.socket:
        budget = transfer.send.budget
        return open_socket(self._gate, *transfer.place, budget.within(budget.limits.connect_s))

    def _too_slow(self) -> Iterable[Finished]:
        now = monotonic()
        for transfer in tuple(self._active.values()):
            left_s = transfer.send.budget.left_s()
            read_s = transfer.send.budget.limits.read_s
            transfer.wait_s = min(left_s, read_s - (now - transfer.heard_at))
            if transfer.wait_s <= 0:
                self._remove(transfer)
                yield self._result(transfer, TooSlow() if left_s <= 0 else TimeoutError())

    def _result(self, transfer: "_Transfer", error: BaseException | None) -> Finished:
        reception = transfer.reception
        del transfer.reception  # and the body with it
        self._idle.append(transfer)
        return transfer.queue, reception.end(error)

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
    place: tuple[str, int]
    reception: Reception
    wait_s = 0.0
    sock: socket.socket | None = None

    def __init__(self, bundle: str) -> None:
        self._head: list[bytes] = []
        self.easy = pycurl.Curl()
        if is_folder := Path(bundle).is_dir():
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
        self.needs_socket = self._is_given = False
        self.heard_at = monotonic()
        self._head.clear()

    def _give_socket(self, _purpose: int, _address: object) -> socket.socket | int:
        """Return a socket that is connected already, or have one opened."""
        if self.sock is None or self._is_given:
            self.needs_socket = True
            return pycurl.SOCKET_BAD  # type: ignore[no-any-return]
        self._is_given = True
        return self.sock

    def _take_line(self, line: bytes) -> int | None:
        """Take a line of the head; the last is blank. Interim heads and trailers are left out."""
        self.heard_at = monotonic()
        if line not in _BLANK:
            self._head.append(line)
        elif not self.reception.status:
            return self._guarded(self._take_head)
        return None

    def _take_head(self) -> None:
        head = b"".join(self._head).decode("latin-1").replace("\r\n", "\n")
        self._head.clear()
        first, *lines = head.removesuffix("\n").split("\n")
        status = _STATUS.match(first)
        if status is None:
            raise EngineError(0, f"a response that begins with {first[:40]!r}")
        if int(status[1]) >= HTTPStatus.OK:
            self.reception.begin(int(status[1]), [line.partition(":")[::2] for line in lines])

    def _take_bytes(self, data: bytes) -> int | None:
        self.heard_at = monotonic()
        return self._guarded(self.reception.feed, data)

    def _guarded(self, take: Callable[..., None], *data: bytes) -> int | None:
        """Return None, or a number that ends the transfer."""
        try:
            take(*data)
        except BaseException as error:  # noqa: BLE001 - raised again after the transfer
            self.failure = error
            return -1
        return None


def _error(code: int, words: str) -> Exception | None:
    """Return the exception that requests would raise, or libcurl's own words."""
    if code == pycurl.E_OK:
        return None
    if code == pycurl.E_PEER_FAILED_VERIFICATION:
        return SSLCertVerificationError(code, f"an invalid certificate ({words})")
    if code == pycurl.E_PARTIAL_FILE:
        return IncompleteRead(b"")
    return EngineError(code, words or pycurl.easy_strerror(code))
