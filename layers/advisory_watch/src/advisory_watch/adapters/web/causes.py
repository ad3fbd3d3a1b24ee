"""Why nobody answered, in the system's words: they hold no URL, so no secret either."""

import socket
from collections.abc import Iterator
from http.client import IncompleteRead

from urllib3.exceptions import ProxyError


def words_for(error: BaseException) -> str:
    """Name the innermost cause of an error of requests or urllib3."""
    chain = tuple(_chain(error))
    words = _words(chain[-1])
    if any(isinstance(each, IncompleteRead) for each in chain):
        words = "a truncated body"
    if any(isinstance(each, ProxyError) for each in chain):
        words = f"the proxy in the way: {words}"
    return words


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
