"""Explain why a host did not answer, in the system's words: they hold no URL, so no secret."""

import socket
from collections.abc import Iterator
from http.client import IncompleteRead
from ssl import SSLCertVerificationError

from urllib3.exceptions import ConnectTimeoutError, ProxyError

NOBODY_THERE = (ConnectTimeoutError, SSLCertVerificationError)
"""Errors that mean that the host was not reached.

It has no name, no route, a closed port, or a certificate of another party. urllib3 reports all but
the last as a connection timeout.
"""


def words_for(error: BaseException) -> str:
    """Return words for the innermost cause of an error of requests or urllib3."""
    chain = tuple(_chain(error))
    words = _words(chain[-1])
    if any(isinstance(link, IncompleteRead) for link in chain):
        words = "a truncated body"
    if any(isinstance(link, ProxyError) for link in chain):
        words = f"the proxy in the way: {words}"
    return words


def was_reached(error: BaseException) -> bool:
    """Return whether the host was reached, and failed or was cut off only afterwards."""
    return not any(isinstance(link, NOBODY_THERE) for link in _chain(error))


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
