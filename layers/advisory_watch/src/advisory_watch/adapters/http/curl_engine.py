"""Many documents with libcurl, over kept connections: one event loop for all hosts of a batch.

requests prepares each request for longer than it takes (docs/adr/0009). Proxied requests, and those
with credentials or an odd URL, still go through it, in a thread.

libcurl neither resolves names nor connects here. It asks for a socket, and the transfer is put
aside while the address guard opens one in a thread. libcurl follows no redirect, reads no setting
of the environment, and unpacks nothing. The lines of the head and the body are kept, within the
limits of libcurl and of size, and they are judged when it is done.
"""

import io
import os
import re
import socket
from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial
from math import inf
from pathlib import Path
from time import monotonic
from typing import Any

import pycurl

from advisory_watch.adapters.http.address_guard import AddressGuard, NotConnected, proxy_of
from advisory_watch.adapters.http.outcome import FAILED, Outcome, judge
from advisory_watch.adapters.http.wires import ThreadWire
from advisory_watch.core.http_message import HttpRequest, MalformedMessage, TooSlow, read_headers
from advisory_watch.core.url import PORTS

_PLAIN_URL = re.compile(
    r"((https?)://([A-Za-z0-9.-]+))(?::([0-9]{1,5}))?/[A-Za-z0-9/._~!$&'()*+,;=:@?%-]*"
)
_STATUS = re.compile(r"HTTP/(?:1\.[01]|2) ([1-9][0-9]{2})(?: |$)")
_FINAL = 200
"""The first status that is no interim one."""

_CONNECTIONS_KEPT = 64
_SOCKETS_MAX = 3
"""Sockets for one request: for HTTP/2, once more for HTTP/1.1, and one in reserve."""

_BUFFER_BYTES = 256 * 1024
_POLL_S = 0.005
"""How often to look for the results of threads while other transfers run."""

_ABSENCE_MIN_S = 0.05
_NO_ADDRESS = "192.0.2.1"
"""An address for documentation (RFC 5737), in place of one that libcurl would look up itself."""


class CurlWire(ThreadWire):
    """Sends requests with libcurl, whose connections are kept for the next batch.

    `gate` opens all connections. `send` sends what libcurl must not.
    """

    def __init__(self, send: Callable[[HttpRequest], Outcome], gate: AddressGuard) -> None:
        super().__init__(send)
        self._gate = gate
        self._multi = pycurl.CurlMulti()
        self._multi.setopt(pycurl.M_MAXCONNECTS, _CONNECTIONS_KEPT)
        self._idle: list[_Transfer] = []
        self._active: dict[pycurl.Curl, _Transfer] = {}
        self._proxy_of = cache(proxy_of)
        self._left_at = 0.0

    def begin(self, key: object, request: HttpRequest) -> None:
        plain = _PLAIN_URL.fullmatch(request.url)
        if plain is None or self._proxy_of(plain[1]):
            super().begin(key, request)
            return
        transfer = self._idle.pop() if self._idle else _Transfer()
        transfer.take(key, request, (plain[3], int(plain[4] or PORTS[plain[2]])))
        self._add(transfer)

    def finished(self, timeout_s: float) -> Sequence[tuple[Any, Outcome]]:
        now = monotonic()
        self._leave_out_absence(now - self._left_at)
        ends_at = now + timeout_s
        while True:
            done: list[tuple[Any, Outcome]] = []
            if self._is_running:
                done += self._from_threads(0.0 if self._active else max(ends_at - now, 0.0))
            if self._multi.perform()[1] < len(self._active):
                done += self._ended()
            now = monotonic()
            wait_s = min(ends_at - now, self._end_slow(done, now))
            if done or now >= ends_at:
                self._left_at = now
                return done
            if self._active:
                poll_s = _POLL_S if self._is_running else inf
                self._multi.select(min(wait_s, poll_s, self._timer_s()))

    def _timer_s(self) -> float:
        """Return when libcurl wants to go on without the wire: TLS may hold bytes unpacked."""
        timer_ms = self._multi.timeout()
        return float(timer_ms) / 1000 if timer_ms >= 0 else inf

    def release(self) -> None:
        for transfer in tuple(self._active.values()):
            self._remove(transfer)
        for result in self._await_threads():
            if isinstance(result, socket.socket):
                result.close()

    def close(self) -> None:
        """Close the connections."""
        for transfer in self._idle:
            transfer.easy.close()
        self._multi.close()

    def _add(self, transfer: "_Transfer") -> None:
        transfer.begin(now := monotonic())
        if not self._active:
            self._left_at = now
        self._active[transfer.easy] = transfer
        self._multi.add_handle(transfer.easy)

    def _remove(self, transfer: "_Transfer") -> None:
        """Take a transfer out; libcurl closes the connection of a half response."""
        self._multi.remove_handle(transfer.easy)
        del self._active[transfer.easy]
        if transfer.sock is not None:
            transfer.sock.close()  # pycurl has a duplicate
            transfer.sock = None

    def _from_threads(self, timeout_s: float) -> Iterator[tuple[Any, Outcome]]:
        for key, result in self._results(timeout_s):
            if not isinstance(key, _Transfer):
                yield key, result
            elif isinstance(result, socket.socket):
                key.sock = result
                self._add(key)
            else:
                yield self._outcome(key, result)

    def _ended(self) -> Iterator[tuple[Any, Outcome]]:
        _, complete, failed = self._multi.info_read()
        for easy, code, words in failed + [(easy, pycurl.E_OK, "") for easy in complete]:
            transfer = self._active[easy]
            self._remove(transfer)
            if transfer.needs_socket:
                transfer.forget()
                self._run(transfer, partial(_open, self._gate, transfer.place, transfer.request))
            else:
                yield self._outcome(transfer, _error(transfer.request, code, words))

    def _end_slow(self, done: list[tuple[Any, Outcome]], now: float) -> float:
        """End silent and late transfers; return how long the others may still be silent."""
        wait_s = inf
        for transfer in tuple(self._active.values()):
            left_s, silence_s = transfer.patience_s(now)
            if min(left_s, silence_s) > 0:
                wait_s = min(wait_s, left_s, silence_s)
            else:
                self._remove(transfer)
                done.append(self._outcome(transfer, TooSlow() if left_s <= 0 else TimeoutError()))
        return wait_s

    def _outcome(self, transfer: "_Transfer", failure: Exception | None) -> tuple[Any, Outcome]:
        self._idle.append(transfer)
        return transfer.key, transfer.outcome(failure)

    def _leave_out_absence(self, away_s: float) -> None:
        """While the caller read a page, nothing was read from the wire."""
        if away_s > _ABSENCE_MIN_S:
            for transfer in self._active.values():
                transfer.heard_at += away_s
                transfer.request.budget.ends_at += away_s


class _Transfer:
    """One request in progress, and a handle of libcurl that is used again for the next."""

    key: object
    request: HttpRequest
    place: tuple[str, int]
    sock: socket.socket | None = None

    def __init__(self) -> None:
        self._lines: list[bytes] = []
        self._body = io.BytesIO()
        self.easy = pycurl.Curl()
        self._has_authorities = False
        for option, value in (
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
            (pycurl.HEADERFUNCTION, self._lines.append),
            (pycurl.WRITEFUNCTION, self._body.write),
        ):
            self.easy.setopt(option, value)

    def take(self, key: object, request: HttpRequest, place: tuple[str, int]) -> None:
        """Prepare the request; `place` is the host and the port to connect to."""
        self.key, self.request, self.place, self._sockets = key, request, place, 0
        request.budget.start()
        if request.url.startswith("https:") and not self._has_authorities:
            self._set_authorities()
        self.easy.setopt(pycurl.URL, request.url)
        lines = [f"{name}: {value}" for name, value in request.headers.items()]
        self.easy.setopt(pycurl.HTTPHEADER, lines)
        self.easy.setopt(pycurl.MAXFILESIZE_LARGE, request.budget.limits.size_max)

    def _set_authorities(self) -> None:
        """Accept certificates of the same authorities as requests does."""
        environment = os.environ.get
        bundle = environment("REQUESTS_CA_BUNDLE") or environment("CURL_CA_BUNDLE")
        if not bundle:
            import certifi  # noqa: PLC0415 - loads much, and a mirror may need no certificate

            bundle = certifi.where()
        if is_folder := Path(bundle).is_dir():
            self.easy.unsetopt(pycurl.CAINFO)
        self.easy.setopt(pycurl.CAPATH if is_folder else pycurl.CAINFO, bundle)
        self._has_authorities = True

    def begin(self, now: float) -> None:
        """Begin, or go on with a socket."""
        self.needs_socket = self._is_given = False
        self._heard, self.heard_at = 0, now

    def patience_s(self, now: float) -> tuple[float, float]:
        """Return the seconds left for the whole fetch, and those for a silent host."""
        heard, budget = len(self._lines) + self._body.tell(), self.request.budget
        if heard != self._heard:
            self._heard, self.heard_at = heard, now
        return budget.update(), budget.limits.read_s - (now - self.heard_at)

    def outcome(self, failure: Exception | None) -> Outcome:
        """Judge what came, and forget it."""
        try:
            status, headers = _head(self._lines)
        except MalformedMessage as error:
            status, headers, failure = 0, {}, error
        body = self._body.getvalue()
        self.forget()
        return judge(self.request, status, headers, body, failure)

    def forget(self) -> None:
        """Forget what came."""
        self._lines.clear()
        if self._body.tell():
            self._body.seek(0)
            self._body.truncate()

    def _give_socket(self, _purpose: int, _address: object) -> socket.socket | int:
        """Return a socket that is connected already, or have one opened."""
        if self.sock is None or self._is_given:
            self.needs_socket = self._sockets < _SOCKETS_MAX
            return pycurl.SOCKET_BAD  # type: ignore[no-any-return]
        self._is_given = True
        self._sockets += 1
        return self.sock


def _open(
    gate: AddressGuard, place: tuple[str, int], request: HttpRequest
) -> socket.socket | Exception:
    try:
        return gate.open(*place, timeout=request.budget.within(request.budget.limits.connect_s))
    except FAILED as error:
        return error


def _head(lines: list[bytes]) -> tuple[int, dict[str, str]]:
    """Return the status and the headers of the final head, without interim heads and trailers.

    The status is 0 if no head is complete. Raises `MalformedMessage`.
    """
    *heads, _ = b"".join(lines).decode("latin-1").replace("\r\n", "\n").split("\n\n")
    for head in heads:
        first, *fields = head.split("\n")
        status = _STATUS.match(first)
        if status is None:
            raise MalformedMessage(f"a response that begins with {first[:40]!r}")
        if (code := int(status[1])) >= _FINAL:
            return code, read_headers([field.partition(":")[::2] for field in fields])
    return 0, {}


def _error(request: HttpRequest, code: int, words: str) -> Exception | None:
    """Return the exception that requests would raise, or libcurl's own words."""
    if code == pycurl.E_OK:
        return None
    if code == pycurl.E_FILESIZE_EXCEEDED:
        return request.too_large()
    if code == pycurl.E_COULDNT_CONNECT:
        return MalformedMessage("every connection ended without an answer")
    if code == pycurl.E_PEER_FAILED_VERIFICATION:
        return NotConnected(code, f"an invalid certificate ({words})")
    is_cut = code == pycurl.E_PARTIAL_FILE
    return MalformedMessage("a truncated body" if is_cut else words or pycurl.easy_strerror(code))
