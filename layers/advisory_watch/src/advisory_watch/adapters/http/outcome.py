"""The outcome of a request, for both engines: a response that can be believed, or an error."""

import socket
from collections.abc import Iterator, Mapping

from advisory_watch.adapters.http.address_guard import ForbiddenAddress, NotConnected
from advisory_watch.core.errors import NotReached, Refused, SourceError, Unreachable
from advisory_watch.core.http_message import (
    HttpRequest,
    HttpResponse,
    MalformedMessage,
    TooSlow,
    announced_length,
    unpacked,
)
from advisory_watch.core.lazy_pattern import lazy_pattern
from advisory_watch.core.url import redact
from advisory_watch.core.walls import Wall, blocked_by

Outcome = HttpResponse | SourceError

_OK = 200

FAILED = (SourceError, MalformedMessage, ForbiddenAddress, OSError)
"""Errors of a transfer, and not of this program."""

_REFUSED_TUNNEL = lazy_pattern(r"Tunnel connection failed: (\d{3})")
"""The only trace of the status in the errors of http.client, which opens the tunnel."""


class ProxyFailed(OSError):
    """The proxy did not serve; the cause says why."""


def judge(
    request: HttpRequest,
    status: int,
    headers: Mapping[str, str],
    body: bytes,
    failure: Exception | None,
) -> Outcome:
    """Return the response, or of an error page at least its head; otherwise the error.

    `status` is 0 if no head came. `body` is as it was sent. `failure` is one of `FAILED`.
    """
    request.budget.update()
    try:
        length = announced_length(request, headers)  # says more than the failure that it causes
        if failure is not None:
            raise failure
        if not status:
            raise MalformedMessage("no response")
        body = unpacked(request, headers, body, length)
    except FAILED as error:
        if status in {0, _OK}:
            return as_source_error(error, request)
        body = b""
    return HttpResponse(url=request.url, status=status, headers=headers, body=body)


def as_source_error(error: Exception, request: HttpRequest) -> SourceError:
    """Translate one of `FAILED` to `Refused`, `Blocked` or `Unreachable`, without secrets."""
    source_id = request.target.source_id
    if isinstance(error, SourceError):
        return error
    if isinstance(error, ForbiddenAddress):
        return Refused(source_id, str(error))
    links, words = tuple(causes_of(error)), f"expected an answer from {redact(request.url)}, found"
    for refused in filter(None, map(_REFUSED_TUNNEL.search, map(str, links))):
        return blocked_by(Wall.PROXY, source_id, f"{words} HTTP {refused[1]} of a proxy")
    is_reached = not any(isinstance(link, NotConnected) for link in links)
    kind = Unreachable if is_reached else NotReached
    return kind(source_id, f"{words} {describe_cause(error)}")


def describe_cause(error: BaseException) -> str:
    """Return words for the innermost cause of an error."""
    *_, cause = causes_of(error)
    words = getattr(cause, "strerror", None) or type(cause).__name__
    if isinstance(cause, MalformedMessage):
        words = str(cause)
    elif isinstance(cause, TooSlow):
        words = "it still arriving at the time limit"
    elif isinstance(cause, TimeoutError):
        words = "silence until the time limit"
    elif isinstance(cause, socket.gaierror):
        words = f"no address for the name ({words})"
    return f"the proxy in the way: {words}" if isinstance(error, ProxyFailed) else words


def causes_of(error: BaseException | None) -> Iterator[BaseException]:
    """Yield the error and its causes, the innermost last."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
