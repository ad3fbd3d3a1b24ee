"""Why nobody answered, in the system's words: they hold no URL, so no secret either."""

import socket
from collections.abc import Iterator
from http.client import IncompleteRead
from ssl import SSLCertVerificationError

from urllib3.exceptions import ConnectTimeoutError, ProxyError

NOBODY_THERE = (ConnectTimeoutError, SSLCertVerificationError)
"""No name, no way, no door, or somebody else behind it; urllib3 sorts all but the last
under the time limit of connecting."""


def words_for(error: BaseException) -> str:
    """Name the innermost cause of an error of requests or urllib3."""
    chain = tuple(_chain(error))
    words = _words(chain[-1])
    if any(isinstance(each, IncompleteRead) for each in chain):
        words = "a truncated body"
    if any(isinstance(each, ProxyError) for each in chain):
        words = f"the proxy in the way: {words}"
    return words


def was_reached(error: BaseException) -> bool:
    """Tell whether the host was there, and failed or was cut off only then."""
    return not any(isinstance(each, NOBODY_THERE) for each in _chain(error))


def _words(error: BaseException) -> str:
    if isinstance(error, TimeoutError):
        return "silence until the time limit"
    if isinstance(error, socket.gaierror):
        return f"no address for the name ({error.strerror})"
    return getattr(error, "strerror", None) or type(error).__name__


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
