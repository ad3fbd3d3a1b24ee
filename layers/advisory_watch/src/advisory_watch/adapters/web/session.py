"""The session of requests: who we say we are, and what we never send."""

from http.cookiejar import DefaultCookiePolicy

from requests import PreparedRequest, Session
from requests.auth import AuthBase, HTTPBasicAuth
from requests.utils import get_auth_from_url

from advisory_watch import __version__
from advisory_watch.core.errors import UsageError


def new_session(contact: str) -> Session:
    """Return a session that says who asks, keeps no cookies and reads no netrc.

    `contact` is where a publisher can reach the owner: an address or a URL. Proxies and
    certificate bundles of the environment are honoured.
    """
    session = Session()
    session.headers.clear()
    session.headers.update({"User-Agent": user_agent(contact), "Accept-Encoding": "gzip"})
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    session.auth = _OnlyFromTheUrl()
    return session


def user_agent(contact: str) -> str:
    """Return the `User-Agent`, by which a publisher can find us before blocking us."""
    if not contact or not contact.isascii() or not contact.isprintable():
        found = f"web: expected a contact in printable ASCII, found {contact!r}"
        raise UsageError(found)
    return f"AdvisoryWatch/{__version__} (+{contact})"


class _OnlyFromTheUrl(AuthBase):
    """Send the credentials that an operator wrote into a URL, and no others.

    A session without an `auth` of its own would look the host up in ~/.netrc.
    """

    def __call__(self, request: PreparedRequest) -> PreparedRequest:
        user, password = get_auth_from_url(request.url or "")
        return HTTPBasicAuth(user, password)(request) if user or password else request
