"""Send one request to one host and read its response, within limits of time and size."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from http.client import HTTPException
from typing import TYPE_CHECKING, Protocol

from urllib3.exceptions import HTTPError

from advisory_watch.adapters.web.body import Raw, read_body
from advisory_watch.adapters.web.causes import words_for
from advisory_watch.adapters.web.gate import ForbiddenAddress
from advisory_watch.adapters.web.redirects import shown
from advisory_watch.core.errors import Refused, SourceError, Unreachable
from advisory_watch.core.pages import Target

if TYPE_CHECKING:
    from requests import Response, Session

_EVIDENCE_MAX_BYTES = 256 * 1024
"""How much of an error page is read: enough for its title."""

DIGITS_MAX = 18
"""A `Content-Length` of more digits is invalid; Python refuses to parse thousands of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Limits of time and size: seconds, and bytes after unpacking.

    `total_s` is for one fetch with all its redirects and retries, without the waits between them.
    The largest document today, the American feed, has 0.8 MB.
    """

    connect_s: float = 10.0
    read_s: float = 20.0
    total_s: float = 60.0
    size_max: int = 20 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A complete response: header names in lower case, the body unpacked."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """A response whose body is still to be read; header names are as the host wrote them."""

    url: str
    status: int
    headers: Iterable[tuple[str, str]]
    raw: Raw


class Budget:
    """The seconds that one fetch may still spend on the wire.

    Waiting for a host's turn and waiting between tries are not counted.
    """

    def __init__(self, total_s: float, monotonic: Callable[[], float]) -> None:
        self._left_s = total_s
        self._monotonic = monotonic
        self._ends_at = 0.0

    @contextmanager
    def running(self) -> Iterator[None]:
        """Count the time that passes in the `with` block."""
        self._ends_at = self._monotonic() + self._left_s
        try:
            yield
        finally:
            self._left_s = self.left_s()

    @property
    def is_spent(self) -> bool:
        """Return whether no further try can be made."""
        return self._left_s <= 0

    def left_s(self) -> float:
        """Return the seconds left, below zero if they were exceeded; call while running."""
        return self._ends_at - self._monotonic()


class Asks(Protocol):
    """Sends one request at a time; redirects are not followed."""

    def ask(self, target: Target, url: str, headers: Mapping[str, str], budget: Budget) -> Answer:
        """GET a URL and read the response to its end.

        Raises `Unreachable`, `Refused` or `Unreadable`.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """Implement `Asks` with requests, which supports proxies, credentials and common settings."""

    session: "Session"
    limits: Limits

    def ask(self, target: Target, url: str, headers: Mapping[str, str], budget: Budget) -> Answer:
        """GET a URL, as `Asks` describes."""
        with on_the_wire(target, url, budget), self._get(url, headers, budget.left_s()) as response:
            begun = Begun(
                url=response.url,
                status=response.status_code,
                headers=response.headers.items(),
                raw=response.raw,
            )
            return read_answer(target, begun, self.limits, budget)

    def _get(self, url: str, headers: Mapping[str, str], left_s: float) -> "Response":
        if left_s <= 0:
            raise TimeoutError
        return self.session.get(
            url,
            headers=dict(headers),
            stream=True,
            allow_redirects=False,
            timeout=(min(self.limits.connect_s, left_s), min(self.limits.read_s, left_s)),
        )


@contextmanager
def on_the_wire(target: Target, url: str, budget: Budget) -> Iterator[None]:
    """Count the time of one request, and translate its errors.

    Raises `Refused` or `Unreachable` for all errors of an engine; requests raises OSErrors.
    """
    with budget.running():
        try:
            yield
        except ForbiddenAddress as error:
            raise Refused(target.source_id, str(error)) from error
        except (OSError, HTTPException, HTTPError) as error:
            raise Unreachable(
                target.source_id,
                f"expected an answer from {shown(url)}, found {words_for(error)}",
            ) from error


def read_answer(target: Target, begun: Begun, limits: Limits, budget: Budget) -> Answer:
    """Read a response to its end; of an error page, read only enough to identify it."""
    headers = {name.lower(): value for name, value in begun.headers}
    is_document = begun.status == HTTPStatus.OK
    size_max = limits.size_max if is_document else _EVIDENCE_MAX_BYTES
    try:
        _check_announced(target, headers, size_max)
        body = read_body(
            target.source_id, begun.raw, headers, size_max=size_max, left_s=budget.left_s
        )
    except (SourceError, OSError, HTTPError, HTTPException):
        if is_document:
            raise
        body = b""  # the status is evidence enough
    return Answer(url=begun.url, status=begun.status, headers=headers, body=body)


def _check_announced(target: Target, headers: Mapping[str, str], size_max: int) -> None:
    """Refuse a response whose `Content-Length` is too large, before reading it."""
    announced = headers.get("content-length", "").strip().lstrip("0")
    if announced.isdecimal() and (len(announced) > DIGITS_MAX or int(announced) > size_max):
        found = announced[:DIGITS_MAX]
        raise Refused(
            target.source_id, f"expected at most {size_max} bytes, found {found} announced"
        )
