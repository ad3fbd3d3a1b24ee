"""A single document with requests, which supports proxies and credentials.

requests and http.client have no limit for a whole response, skip only one kind of interim response
(1xx), and guess the end of some. The responses here are timed before every read, and are strict.
"""

import io
import re
import socket
from contextvars import ContextVar
from dataclasses import replace
from email.errors import FirstHeaderLineIsContinuationDefect, MissingHeaderBodySeparatorDefect
from http import HTTPStatus
from http.client import HTTPException, HTTPResponse, IncompleteRead
from http.cookiejar import DefaultCookiePolicy
from ssl import SSLCertVerificationError
from typing import TYPE_CHECKING, Any

from requests import PreparedRequest, Response, Session
from requests.adapters import HTTPAdapter
from requests.auth import HTTPBasicAuth
from requests.exceptions import ProxyError, RequestException
from requests.utils import get_auth_from_url
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError

from advisory_watch.adapters.http.address_guard import AddressGuard, NotConnected
from advisory_watch.adapters.http.outcome import FAILED, Outcome, ProxyFailed, causes_of, judge
from advisory_watch.core.http_message import (
    Budget,
    HttpRequest,
    MalformedMessage,
    announced_length,
    read_headers,
)

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

HOSTS_KEPT = 64
"""Connections kept open, one to each host; behind a proxy they may all be to that proxy."""

_CHUNK_BYTES = 64 * 1024
_CHUNK_SIZE = re.compile(rb"([0-9A-Fa-f]{1,16})[ \t]*(;.*)?\r?\n", re.DOTALL)
_INTERIM_MAX = 20
_NO_HEADER = (MissingHeaderBodySeparatorDefect, FirstHeaderLineIsContinuationDefect)

_budget: ContextVar[Budget] = ContextVar("budget")
"""The time of the request of this thread, which urllib3 does not pass on."""


def new_session(gate: AddressGuard) -> Session:
    """Return a session that keeps no cookies, follows no redirect and reads no netrc.

    `gate` checks every address, whichever way its name came up. Proxies and certificate bundles of
    the environment are honoured. Threads may share the session: only its connections change, under
    a lock of urllib3.
    """
    session = _Session()
    for scheme in ("https://", "http://"):
        session.mount(scheme, _Adapter(gate))
    session.headers.clear()
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    session.auth = _use_credentials_of_url
    return session


def send(session: Session, request: HttpRequest) -> Outcome:
    """GET a URL to its end, without following redirects."""
    budget, status, headers, body = request.budget, 0, dict[str, str](), io.BytesIO()
    failure: Exception | None = None
    budget.start()
    _budget.set(budget)
    try:
        with session.get(
            request.url,
            headers=dict(request.headers),
            stream=True,
            timeout=(budget.within(budget.limits.connect_s), budget.within(budget.limits.read_s)),
        ) as came:
            if came.url != request.url:
                request = replace(request, url=came.url)  # as it was sent
            headers = read_headers(came.headers.items())
            status = came.status_code
            announced_length(request, headers)
            while chunk := came.raw.read1(_CHUNK_BYTES, decode_content=False):
                if body.tell() + body.write(chunk) > budget.limits.size_max:
                    raise request.too_large()
    except (HTTPError, HTTPException, *FAILED) as error:
        failure = _unwrapped(error)
    return judge(request, status, headers, body.getvalue(), failure)


def _unwrapped(error: Exception) -> Exception:
    """Return an error of urllib3 as one of `FAILED`, with the same causes."""
    if isinstance(error, FAILED) and not isinstance(error, RequestException):
        return error
    links = tuple(causes_of(error))
    if any(isinstance(link, IncompleteRead) for link in links):
        return MalformedMessage("a truncated body")
    is_foreign = any(isinstance(link, SSLCertVerificationError) for link in links)
    failure = NotConnected() if is_foreign else OSError()
    failure = ProxyFailed() if isinstance(error, ProxyError) else failure
    failure.__cause__ = error
    return failure


class _Session(Session):
    """A session that reads no redirect: requests would prepare the next request at once."""

    def get_redirect_target(self, resp: Response) -> None:
        del resp


def _use_credentials_of_url(request: PreparedRequest) -> PreparedRequest:
    """Send what an operator wrote into the URL; by default, requests would read ~/.netrc."""
    user, password = get_auth_from_url(request.url or "")
    return HTTPBasicAuth(user, password)(request) if user or password else request


class _Adapter(HTTPAdapter):
    """Sends requests over strict connections, which the gate opens unless they are to a proxy."""

    def __init__(self, gate: AddressGuard) -> None:
        class Connection(HTTPConnection):
            response_class = _StrictResponse

            def _new_conn(self) -> socket.socket:
                wait_s, is_proxy = self.timeout or 0.0, self.proxy is not None
                return gate.open(self.host, self.port, timeout=wait_s, is_proxy=is_proxy)

        class TlsConnection(Connection, HTTPSConnection): ...

        self._strict = {HTTPConnection: Connection, HTTPSConnection: TlsConnection}
        super().__init__(pool_connections=HOSTS_KEPT, pool_maxsize=HOSTS_KEPT)

    def get_connection_with_tls_context(self, *request: Any, **options: Any) -> Any:
        pool: Any = super().get_connection_with_tls_context(*request, **options)
        pool.ConnectionCls = self._strict.get(pool.ConnectionCls, pool.ConnectionCls)
        return pool


class _TimedReader(io.RawIOBase):
    """The bytes of a socket, each read within the time of the whole request."""

    def __init__(self, raw: io.RawIOBase, sock: socket.socket) -> None:
        self._raw, self._sock = raw, sock

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int | None:
        budget = _budget.get()
        self._sock.settimeout(budget.within(budget.limits.read_s))
        try:
            return self._raw.readinto(buffer)
        except TimeoutError:
            budget.within(budget.limits.read_s)  # says so if it was the time of the whole request
            raise

    def close(self) -> None:
        self._raw.close()
        super().close()


class _StrictResponse(HTTPResponse):
    """A response that ends in time, follows interim responses, and has a complete head."""

    def __init__(self, sock: socket.socket, *options: Any, **more: Any) -> None:
        super().__init__(sock, *options, **more)
        self.fp = io.BufferedReader(_TimedReader(self.fp.detach(), sock))

    def begin(self) -> None:
        """Read the head. Raises `MalformedMessage` for a line that is no header, or two lengths.

        urllib3 would also refuse two lengths, but would leave the socket open.
        """
        super().begin()
        lengths = ",".join(self.headers.get_all("content-length", [])).split(",")
        is_cut = any(isinstance(defect, _NO_HEADER) for defect in self.headers.defects)
        if is_cut or len({length.strip() for length in lengths}) > 1:
            raise MalformedMessage("an invalid header")

    def _read_status(self) -> tuple[str, int, str]:
        """Return the status after all interim responses; http.client skips only 100 itself."""
        for _ in range(_INTERIM_MAX):
            version, status, reason = super()._read_status()  # type: ignore[misc]
            if status >= HTTPStatus.OK or status == HTTPStatus.SWITCHING_PROTOCOLS:
                return version, status, reason
            while self.fp.readline(_CHUNK_BYTES).strip():
                pass
        raise MalformedMessage("too many interim responses")

    def _read_next_chunk_size(self) -> int:
        """Return the size of a chunk; http.client also reads `+6`, `0_6` and half a line."""
        size = _CHUNK_SIZE.fullmatch(self.fp.readline(_CHUNK_BYTES))
        if size is None:
            raise MalformedMessage("a truncated body, or an invalid chunk")
        return int(size[1], 16)
