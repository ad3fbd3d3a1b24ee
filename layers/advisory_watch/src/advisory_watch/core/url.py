"""Compare URLs as web archives do: two spellings of one address lead to one page."""

from functools import lru_cache
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

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
