"""A single document with requests, which supports proxies and credentials.

requests and http.client have no limit for a whole response, skip only one kind of interim response
(1xx), and guess the end of some. The responses here are timed before every read, and are strict.
"""

import re
import socket
from contextvars import ContextVar
from email.errors import FirstHeaderLineIsContinuationDefect, MissingHeaderBodySeparatorDefect
from http import HTTPStatus
from http.client import HTTPException, HTTPResponse, IncompleteRead
from http.cookiejar import DefaultCookiePolicy
from typing import TYPE_CHECKING, Any

from requests import PreparedRequest, Response, Session
from requests.adapters import HTTPAdapter
from requests.auth import HTTPBasicAuth
from requests.utils import get_auth_from_url
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError

from advisory_watch import __version__
from advisory_watch.adapters.http.response import Budget, HttpResponse, Reception, Send
from advisory_watch.adapters.http.ssrf import AddressGuard
from advisory_watch.core.errors import UsageError

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


def new_session(contact: str, gate: AddressGuard) -> Session:
    """Return a session that identifies the client, keeps no cookies and reads no netrc.

    `contact` is an address or a URL where a publisher can reach the owner. `gate` checks every
    address, whichever way its name came up. Proxies and certificate bundles of the environment are
    honoured. Threads may share the session: only its connections change, under a lock of urllib3.
    """
    session = _Session()
    for scheme in ("https://", "http://"):
        session.mount(scheme, _Adapter(gate))
    session.headers.clear()
    session.headers.update({"User-Agent": user_agent(contact), "Accept-Encoding": "gzip"})
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    session.auth = _use_credentials_of_url
    return session


def user_agent(contact: str) -> str:
    """Return the `User-Agent`, with which a publisher can contact us before blocking us."""
    if not contact or not contact.isascii() or not contact.isprintable():
        raise UsageError(f"web: expected a contact in printable ASCII, found {contact!r}")
    return f"AdvisoryWatch/{__version__} (+{contact})"


def open_socket(gate: AddressGuard, host: str, port: int, wait_s: float) -> socket.socket:
    """Open a socket through the guard. Raises `ConnectTimeoutError`, `ForbiddenAddress`."""
    try:
        return gate.open(host, port, timeout=wait_s)
    except (OSError, UnicodeError) as error:
        raise ConnectTimeoutError(str(error)) from error


def send_with(session: Session, send: Send) -> HttpResponse | BaseException:
    """GET a URL to its end, without following redirects. Return an error, instead of raising it."""
    reception, limits = Reception(send), send.budget.limits
    _budget.set(send.budget)
    try:
        with session.get(
            send.url,
            headers=dict(send.headers),
            stream=True,
            allow_redirects=False,
            timeout=(send.budget.within(limits.connect_s), send.budget.within(limits.read_s)),
        ) as response:
            reception.url = response.url  # as it was sent
            reception.begin(response.status_code, response.headers.items())
            while chunk := response.raw.read1(_CHUNK_BYTES, decode_content=False):
                reception.feed(chunk)
    except BaseException as error:  # noqa: BLE001 - handed on, not handled
        return reception.end(error)
    return reception.end()


class _Session(Session):
    """A session that reads no redirect: requests would prepare the next request at once."""

    def get_redirect_target(self, resp: Response) -> None:
        del resp


def _use_credentials_of_url(request: PreparedRequest) -> PreparedRequest:
    """Send what an operator wrote into the URL; by default, requests would read ~/.netrc."""
    user, password = get_auth_from_url(request.url or "")
    return HTTPBasicAuth(user, password)(request) if user or password else request


class _Adapter(HTTPAdapter):
    """Sends requests over strict connections, which the gate opens; it is not used for proxies."""

    def __init__(self, gate: AddressGuard) -> None:
        class Connection(HTTPConnection):
            response_class = _StrictResponse

            def _new_conn(self) -> socket.socket:
                if self.proxy is not None:
                    return super()._new_conn()
                return open_socket(gate, self.host, self.port, self.timeout or 0.0)

        class TlsConnection(Connection, HTTPSConnection): ...

        self._strict = {HTTPConnection: Connection, HTTPSConnection: TlsConnection}
        super().__init__(pool_connections=HOSTS_KEPT, pool_maxsize=HOSTS_KEPT)

    def get_connection_with_tls_context(self, *request: Any, **options: Any) -> Any:
        pool: Any = super().get_connection_with_tls_context(*request, **options)
        pool.ConnectionCls = self._strict.get(pool.ConnectionCls, pool.ConnectionCls)
        return pool


class _TimedSocket(socket.SocketIO):
    """The bytes of a socket, each read within the time of the whole request."""

    _sock: socket.socket

    def readinto(self, buffer: "WriteableBuffer") -> int | None:
        budget = _budget.get()
        self._sock.settimeout(budget.within(budget.limits.read_s))
        try:
            return super().readinto(buffer)
        except TimeoutError:
            budget.within(budget.limits.read_s)  # says so if it was the time of the whole request
            raise


class _StrictResponse(HTTPResponse):
    """A response that ends in time, follows interim responses, and has a complete head."""

    def __init__(self, sock: socket.socket, *options: Any, **more: Any) -> None:
        super().__init__(sock, *options, **more)
        self.fp.raw.__class__ = _TimedSocket  # http.client makes the file itself

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
        size = _CHUNK_SIZE.fullmatch(self.fp.readline(_CHUNK_BYTES))
        if size is None:
            raise IncompleteRead(b"")
        return int(size[1], 16)
