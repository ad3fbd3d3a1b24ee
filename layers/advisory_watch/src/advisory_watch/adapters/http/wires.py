"""Choose the engine of a batch, and run functions of the engines in threads."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, partial
from math import inf
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
        self._futures: dict[Future[Any], Any] = {}
        self._ready: list[tuple[Any, Any]] = []

    def open(self, at_once: int) -> None:
        """Begin a batch."""
        self._pool = ThreadPoolExecutor(at_once, "host") if at_once > 1 else None

    def begin(self, key: object, request: HttpRequest) -> None:
        self._run(key, partial(self._send, request))

    def finished(self, timeout_s: float) -> Sequence[tuple[Any, Outcome]]:
        return self._results(timeout_s)

    def release(self) -> None:
        """End a batch."""
        self._await_threads()

    def _run(self, key: object, function: Callable[[], object]) -> None:
        if self._pool is None:
            self._ready.append((key, function()))
        else:
            self._futures[self._pool.submit(function)] = key

    @property
    def _is_running(self) -> bool:
        return bool(self._ready or self._futures)

    def _results(self, timeout_s: float) -> list[tuple[Any, Any]]:
        if not self._ready:
            done, _ = wait(self._futures, None if timeout_s == inf else timeout_s, FIRST_COMPLETED)
            return [(self._futures.pop(future), future.result()) for future in done]
        ready, self._ready = self._ready, []
        return ready

    def _await_threads(self) -> list[Any]:
        """Return the results that were not taken."""
        if self._pool is not None:
            self._pool.shutdown()
        done = [future.result() for future in self._futures if not future.exception()]
        done += [result for _, result in self._ready]
        self._futures.clear()
        self._ready.clear()
        return done


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
