"""Choose the engine of a batch, and run functions of the engines in threads."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property, partial
from math import inf
from queue import Empty, SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING, Any

from advisory_watch.adapters.http.address_guard import AddressGuard
from advisory_watch.adapters.http.outcome import Outcome
from advisory_watch.core.http_message import HttpRequest

if TYPE_CHECKING:
    from requests import Session

MANY = 20
"""From this number of pages on, they are requested over persistent connections (docs/adr/0009)."""


class ThreadWire:
    """Implement the port `HttpWire` with a function that sends one request, in threads.

    If there is only one host, it runs in the thread of the caller.
    """

    def __init__(self, send: Callable[[HttpRequest], Outcome]) -> None:
        self._send = send
        self._done: SimpleQueue[tuple[Any, Any, BaseException | None]] = SimpleQueue()
        self._running = 0

    def open(self, at_once: int) -> None:
        """Begin a batch."""
        self._has_threads = at_once > 1

    def begin(self, key: object, request: HttpRequest) -> None:
        self._run(key, partial(self._send, request))

    def finished(self, timeout_s: float) -> Sequence[tuple[Any, Outcome]]:
        return self._results(timeout_s)

    def release(self) -> None:
        """End a batch."""
        self._await_threads()

    def _run(self, key: object, function: Callable[[], object]) -> None:
        if self._has_threads:
            Thread(target=self._finish, args=(key, function), name="host").start()
        else:
            self._done.put((key, function(), None))
        self._running += 1

    def _finish(self, key: object, function: Callable[[], object]) -> None:
        try:
            self._done.put((key, function(), None))
        except BaseException as error:  # noqa: BLE001 - raised in the thread of the caller
            self._done.put((key, None, error))

    @property
    def _is_running(self) -> bool:
        return self._running > 0

    def _results(self, timeout_s: float) -> list[tuple[Any, Any]]:
        """Wait for a result, and return all that are there. Raises what a function raised."""
        found: list[tuple[Any, Any]] = []
        with suppress(Empty):
            while self._running:
                wait_s = 0.0 if found else timeout_s
                key, result, error = self._done.get(timeout=None if wait_s == inf else wait_s)
                self._running -= 1
                if error is not None:
                    raise error
                found.append((key, result))
        return found

    def _await_threads(self) -> list[Any]:
        """Return the results that were not taken."""
        done = [self._done.get() for _ in range(self._running)]
        self._running = 0
        return [result for _, result, error in done if error is None]


@dataclass(kw_only=True)
class Wires:
    """Implement the port `HttpWires`: at least `many` requests use libcurl, fewer use requests.

    Each engine is loaded when it is first needed. `gate` opens all connections.
    """

    gate: AddressGuard
    many: int = MANY

    def __post_init__(self) -> None:
        self._kept: list[Any] = []

    @cached_property
    def session(self) -> "Session":
        """The session of requests, whose connections are kept."""
        from advisory_watch.adapters.http.requests_engine import new_session  # noqa: PLC0415

        return new_session(self.gate)

    @contextmanager
    def wire(self, requests: int, at_once: int) -> Iterator[ThreadWire]:
        is_many = requests >= self.many
        wire = self._curl_wire() if is_many else ThreadWire(self._send)
        wire.open(at_once)
        try:
            yield wire
        finally:
            wire.release()
            if is_many:
                self._kept.append(wire)

    def close(self) -> None:
        if "session" in vars(self):
            self.session.close()
        while self._kept:
            self._kept.pop().close()

    def _curl_wire(self) -> ThreadWire:
        from advisory_watch.adapters.http.curl_engine import CurlWire  # noqa: PLC0415

        try:
            return self._kept.pop()  # type: ignore[no-any-return]
        except IndexError:
            return CurlWire(self._send, self.gate)

    def _send(self, request: HttpRequest) -> Outcome:
        from advisory_watch.adapters.http.requests_engine import send  # noqa: PLC0415

        return send(self.session, request)
