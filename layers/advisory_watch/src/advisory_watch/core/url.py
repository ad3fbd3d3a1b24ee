"""Read URLs, show them without secrets, and compare them as web archives do."""

import re
from functools import lru_cache
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlencode, urlsplit

PORTS = {"http": 80, "https": 443}
"""The schemes of the web, with the port that a URL need not name."""

_PLAIN = re.compile(r"https?://([a-z0-9.-]+)(?::[0-9]+)?(?=[/?#]|\Z)")
"""The beginning of nearly every URL. It needs no parser, which costs more than the request."""

DEFAULT_PORTS = frozenset({None, 80, 443})

SELECTING = frozenset(
    {"format", "lang", "language", "limit", "locale", "offset", "page", "paged", "rows", "start"}
)
"""Parameters that ask for another page, such as the older items of a feed.

Any other parameter, with which crawlers get past a cache, leaves the content as it is.
"""


@lru_cache(maxsize=4096)
def addresses_of(url: str) -> tuple[str, ...]:
    """Return the normal forms of a URL: with its query, then without one that selects nothing.

    Left out are the scheme, the user, `www.`, a default port, the fragment and a slash at the
    end. The host and the path are in lower case, and parameters in alphabetical order. A text that
    is no URL is its own address.
    """
    try:
        page, query = _page_and_query(url)
    except ValueError:
        return (url,)
    if not query:
        return (page,)
    full = f"{page}?{urlencode(sorted(query))}"
    selects = any(name.lower() in SELECTING for name, _ in query)
    return (full,) if selects else (full, page)


def _page_and_query(url: str) -> tuple[str, list[tuple[str, str]]]:
    parts = urlsplit(url)
    if parts.hostname is None:
        raise ValueError(url)
    host = parts.hostname.rstrip(".").removeprefix("www.")
    port = "" if parts.port in DEFAULT_PORTS else f":{parts.port}"
    path = quote(unquote(parts.path).lower().rstrip("/"))
    return f"{host}{port}{path}", parse_qsl(parts.query, keep_blank_values=True)


def address_of(url: str) -> str:
    """Return the normal form of a URL, with its query."""
    return addresses_of(url)[0]


def redact(url: str) -> str:
    """Return a URL for messages: without credentials, and without a query, which may hold a key."""
    try:
        parts = urlsplit(url)
        return f"{parts.scheme}://{place_of(parts)}{parts.path}"
    except ValueError:
        return "a URL that cannot be read"


def without_credentials(url: str) -> str:
    """Return the URL with its `user:password@` taken out."""
    if "@" not in url:
        return url
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()


def host_of(url: str) -> str:
    """Return the host name in lower case, or an empty text if the URL is invalid."""
    if plain := _PLAIN.match(url):
        return plain[1]
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def is_plain(url: str) -> bool:
    """Return whether a URL is of the web, and its host is seen at a glance."""
    return _PLAIN.match(url) is not None


def place_of(parts: SplitResult) -> str:
    """Return the host, with its port unless that is the scheme's default."""
    host = parts.hostname or ""
    if parts.port in (None, PORTS.get(parts.scheme)):
        return host
    return f"{host}:{parts.port}"
