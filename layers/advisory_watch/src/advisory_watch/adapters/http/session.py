"""Create the session of requests: the headers that we send, and the data that we never send."""

from collections.abc import Mapping
from http.cookiejar import DefaultCookiePolicy

from requests import PreparedRequest, Response, Session
from requests.auth import AuthBase, HTTPBasicAuth
from requests.utils import get_auth_from_url

from advisory_watch import __version__
from advisory_watch.adapters.http.requests_exchange import GuardedAdapter
from advisory_watch.adapters.http.ssrf import AddressGuard
from advisory_watch.core.errors import UsageError
from advisory_watch.core.page import Target, Validators

ACCEPT: Mapping[str, str] = {
    "xml": "application/rss+xml, application/atom+xml, application/xml, text/xml, */*;q=0.1",
    "json": "application/json, */*;q=0.1",
    "html": "text/html, application/xhtml+xml, */*;q=0.1",
}

HOSTS_KEPT = 64
"""Connections kept open: one to each host, with eight sources that each use eight hosts at once.

The one unused for longest is closed for a new one; connections in use are left alone. Behind a
proxy they may all be connections to that proxy.
"""


def new_session(contact: str, gate: AddressGuard) -> Session:
    """Return a session that identifies the client, keeps no cookies and reads no netrc.

    `contact` is an address or a URL where a publisher can reach the owner. `gate` checks every
    address, whichever way its name came up. Proxies and certificate bundles of the environment are
    honoured. Threads may share the session. Its state is set here once, except for its connections,
    which urllib3 hands out under a lock.
    """
    session = _Session()
    for scheme in ("https://", "http://"):
        adapter = GuardedAdapter(gate, pool_connections=HOSTS_KEPT, pool_maxsize=HOSTS_KEPT)
        session.mount(scheme, adapter)
    session.headers.clear()
    session.headers.update({"User-Agent": user_agent(contact), "Accept-Encoding": "gzip"})
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    session.auth = _UrlCredentials()
    return session


def user_agent(contact: str) -> str:
    """Return the `User-Agent`, with which a publisher can contact us before blocking us."""
    if not contact or not contact.isascii() or not contact.isprintable():
        raise UsageError(f"web: expected a contact in printable ASCII, found {contact!r}")
    return f"AdvisoryWatch/{__version__} (+{contact})"


def request_headers(target: Target, validators: Validators) -> Mapping[str, str]:
    """Return the headers of one request: the media type and the validators."""
    asked = {
        "Accept": ACCEPT[target.media],
        "If-None-Match": validators.etag,
        "If-Modified-Since": validators.last_modified,
    }
    return {name: value for name, value in asked.items() if value}


class _Session(Session):
    """A session that reads no redirect: requests would prepare the next request at once."""

    def get_redirect_target(self, resp: Response) -> None:
        del resp


class _UrlCredentials(AuthBase):
    """Send the credentials that an operator wrote into a URL, and no others.

    A session without an `auth` of its own would look up the host in ~/.netrc.
    """

    def __call__(self, request: PreparedRequest) -> PreparedRequest:
        user, password = get_auth_from_url(request.url or "")
        return HTTPBasicAuth(user, password)(request) if user or password else request
