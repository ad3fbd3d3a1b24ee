"""Name what went wrong in an engine: an error of the source, in words without secrets."""

import re
import socket
from collections.abc import Iterator
from http.client import HTTPException, IncompleteRead
from ssl import SSLCertVerificationError

from urllib3.exceptions import ConnectTimeoutError, HTTPError, ProxyError

from advisory_watch.adapters.http.ssrf import ForbiddenAddress
from advisory_watch.core.errors import Refused, SourceError, Unreachable
from advisory_watch.core.page import Target
from advisory_watch.core.url import redact
from advisory_watch.core.walls import Wall, blocked_by


class TooSlow(TimeoutError):
    """The time of the whole fetch is over, although bytes may still arrive."""


class EngineError(OSError):
    """An error for which only the engine has words: a number, and the text."""


BROKEN = (OSError, HTTPException, HTTPError)
"""What an engine raises for a broken transfer; the errors of requests are OSErrors."""

FAILED = (SourceError, *BROKEN)
"""Errors after which the head of an error page still serves."""

NOT_REACHED = (ConnectTimeoutError, SSLCertVerificationError)
"""The host has no name, no route, a closed port, or a certificate of another party.

urllib3 reports all but the last as a connection timeout.
"""

_REFUSED_TUNNEL = re.compile(r"Tunnel connection failed: (\d{3})")
"""The only trace of the status in the errors of http.client, which opens the tunnel."""


def as_source_error(error: BaseException, target: Target, url: str) -> BaseException:
    """Translate an error of an engine to `Refused`, `Blocked` or `Unreachable`; keep any other."""
    found: SourceError
    words = f"expected an answer from {redact(url)}, found"
    if isinstance(error, ForbiddenAddress):
        found = Refused(target.source_id, str(error))
    elif not isinstance(error, BROKEN):
        return error
    elif refusals := [*filter(None, map(_REFUSED_TUNNEL.search, map(str, _chain(error))))]:
        words = f"{words} HTTP {refusals[0][1]} of a proxy"
        found = blocked_by(Wall.PROXY, target.source_id, words)
    else:
        found = Unreachable(target.source_id, f"{words} {describe_cause(error)}")
    found.__cause__ = error
    return found


def was_reached(error: BaseException) -> bool:
    """Return whether the host was reached, and failed or was cut off only afterwards."""
    return not any(isinstance(link, NOT_REACHED) for link in _chain(error))


def describe_cause(error: BaseException) -> str:
    """Return words for the innermost cause of an error of an engine."""
    chain = tuple(_chain(error))
    words = _words(chain[-1])
    if any(isinstance(link, IncompleteRead) for link in chain):
        words = "a truncated body"
    if any(isinstance(link, ProxyError) for link in chain):
        words = f"the proxy in the way: {words}"
    return words


def _words(error: BaseException) -> str:
    if isinstance(error, TooSlow):
        return "it still arriving at the time limit"
    if isinstance(error, TimeoutError):
        return "silence until the time limit"
    if isinstance(error, socket.gaierror):
        return f"no address for the name ({error.strerror})"
    return getattr(error, "strerror", None) or type(error).__name__


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
