"""Test work side by side in one thread: order, waits and errors are as if each were alone."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from threading import Thread
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisory_watch.adapters.event_loop import AT_ONCE, EventLoop
from advisory_watch.app.ports import HttpWire
from advisory_watch.core.http_message import Budget, HttpRequest, HttpResponse, Limits
from support.publishers.http_reader import FakeTime, a_target


@dataclass(kw_only=True)
class FakeWires:
    """Answers each request after the seconds in its URL; time passes only here and in `sleep`."""

    time: FakeTime
    on_wire: list[tuple[float, int, object, HttpRequest]] = field(default_factory=list)
    opened: list[tuple[int, int]] = field(default_factory=list)
    sent: int = 0
    is_closed: bool = False

    def __post_init__(self) -> None:
        self._number = count()

    @contextmanager
    def wire(self, requests: int, at_once: int) -> Iterator["FakeWires"]:
        """Open a wire, and abandon what is on it at the end."""
        self.opened.append((requests, at_once))
        yield self
        self.on_wire.clear()

    def begin(self, key: object, request: HttpRequest) -> None:
        """Begin a request."""
        due = self.time.now_s + float(request.url)
        self.on_wire.append((due, next(self._number), key, request))

    def finished(self, timeout_s: float) -> Sequence[tuple[Any, HttpResponse]]:
        """Wait for the next answers."""
        assert self.on_wire, "a wire without requests never finishes"
        self.sent = max(self.sent, len(self.on_wire))
        next_s = min(due for due, *_ in self.on_wire)
        self.time.now_s = max(self.time.now_s, min(next_s, self.time.now_s + timeout_s))
        done = sorted(entry for entry in self.on_wire if entry[0] <= self.time.now_s)
        self.on_wire = [entry for entry in self.on_wire if entry not in done]
        return [(key, an_outcome(request.url)) for _, _, key, request in done]

    def close(self) -> None:
        """Note that the connections were closed."""
        self.is_closed = True


def an_outcome(url: str) -> HttpResponse:
    """Return a response that says which request it answers."""
    return HttpResponse(url=url, status=200, headers={}, body=b"")


def a_request(seconds: float) -> HttpRequest:
    """Return a request that is answered after some seconds."""
    target = a_target("http://publisher.example/")
    budget = Budget(Limits(), lambda: 0.0)
    return HttpRequest(target=target, url=str(seconds), headers={}, budget=budget)


@pytest.fixture
def time() -> FakeTime:
    """Return a clock that the loop advances."""
    return FakeTime()


@pytest.fixture
def wires(time: FakeTime) -> FakeWires:
    """Return wires that answer on this clock."""
    return FakeWires(time=time)


@pytest.fixture
def loop(time: FakeTime, wires: FakeWires) -> EventLoop:
    """Return a loop on these wires."""
    return EventLoop(wires, monotonic=time.monotonic, sleep=time.wait)


def fetch(wire: HttpWire, seconds: float) -> str:
    """Send a request, and return the URL of what came."""
    wire.begin("key", a_request(seconds))
    while not (came := wire.finished(1000)):
        pass
    ((key, outcome),) = came
    assert key == "key"
    assert isinstance(outcome, HttpResponse)
    return outcome.url


def test_results_come_in_the_order_of_the_items(loop: EventLoop, time: FakeTime) -> None:
    """Outcomes are reported by position: the slowest source must not swap names with another."""
    ended: list[int] = []

    def work(item: int) -> int:
        loop.wait(10 - item)
        ended.append(item)
        return item * 10

    assert list(loop.side_by_side(work, range(3))) == [0, 10, 20]
    assert ended == [2, 1, 0]
    assert time.now_s == 10


def test_as_many_items_as_allowed_run_at_once(loop: EventLoop) -> None:
    """Checked one by one, the last source would be read much later than the first."""
    running: set[int] = set()
    most = 0

    def work(item: int) -> None:
        nonlocal most
        running.add(item)
        most = max(most, len(running))
        loop.wait(1)
        running.discard(item)

    list(loop.side_by_side(work, range(3 * AT_ONCE)))
    assert most == AT_ONCE


Step = tuple[bool, float]
"""Whether to send a request or to pause, and how long that takes."""

STEPS = st.lists(st.tuples(st.booleans(), st.sampled_from((0.0, 0.5, 1.0, 2.5))), max_size=6)


@given(works=st.lists(STEPS, min_size=1, max_size=AT_ONCE))
def test_no_work_waits_for_another(works: list[list[Step]]) -> None:
    """A slow government must delay no other: each work takes as long as it would alone."""
    time = FakeTime()
    loop = EventLoop(FakeWires(time=time), monotonic=time.monotonic, sleep=time.wait)

    def work(steps: list[Step]) -> float:
        with loop.wire(1, 1) as wire:
            for is_request, seconds in steps:
                if is_request:
                    assert fetch(wire, seconds) == str(seconds)
                else:
                    loop.wait(seconds)
        return time.now_s

    alone = [sum(seconds for _, seconds in steps) for steps in works]
    assert list(loop.side_by_side(work, works)) == alone


def test_all_work_shares_one_wire(loop: EventLoop, wires: FakeWires) -> None:
    """A wire for each source would be a poll for each, one after the other."""

    def work(seconds: float) -> str:
        with loop.wire(200, 1) as wire:
            return fetch(wire, seconds)

    assert list(loop.side_by_side(work, (3.0, 1.0, 2.0))) == ["3.0", "1.0", "2.0"]
    assert len(wires.opened) == 1


def test_a_wire_returns_at_its_time_limit(loop: EventLoop, time: FakeTime) -> None:
    """A batch of several hosts has pauses that end while a request is on the wire."""

    def work(_item: int) -> tuple[float, int]:
        with loop.wire(1, 1) as wire:
            wire.begin("slow", a_request(30))
            came = wire.finished(4)
            return time.now_s, len(came)

    assert list(loop.side_by_side(work, [0])) == [(4, 0)]


def test_a_request_is_sent_before_others_compute(loop: EventLoop, wires: FakeWires) -> None:
    """Six publishers answer at once: the second must not wait until all answers are parsed."""
    on_wire: list[int] = []

    def work(_item: int) -> str:
        on_wire.append(wires.sent)
        wires.time.now_s += 1  # it computes
        with loop.wire(1, 1) as wire:
            return fetch(wire, 5)

    assert list(loop.side_by_side(work, range(3))) == ["5"] * 3
    assert on_wire == [0, 1, 2]


def test_what_comes_after_the_end_of_a_batch_is_dropped(loop: EventLoop) -> None:
    """The next batch of the same source would take it for an answer to its own request."""

    def work(_item: int) -> str:
        with loop.wire(1, 1) as wire:
            wire.begin("key", a_request(2))
        with loop.wire(1, 1) as wire:
            return fetch(wire, 5)

    assert list(loop.side_by_side(work, [0])) == ["5"]


def test_an_exception_is_raised_at_the_place_of_its_item(loop: EventLoop) -> None:
    """A bug that ends in a greenlet would make a source vanish unnoticed."""

    def work(item: int) -> float:
        loop.wait(item)
        return 1 / item

    results = loop.side_by_side(work, [2, 0, 1])
    assert next(results) == 0.5
    with pytest.raises(ZeroDivisionError):
        next(results)


def test_an_early_exit_hurries_running_items_and_begins_no_more(loop: EventLoop) -> None:
    """Ctrl-C must not wait for pages that are no longer needed."""
    begun, finished, is_left = list[int](), list[int](), list[bool]()

    def work(item: int) -> int:
        begun.append(item)
        while item and not is_left:
            loop.wait(1)
        finished.append(item)
        return item

    results = loop.side_by_side(work, range(4 * AT_ONCE), on_leaving=lambda: is_left.append(True))
    assert next(results) == 0
    results.close()  # type: ignore[attr-defined] # it is a generator
    assert is_left
    assert sorted(begun) == sorted(finished)
    assert len(begun) <= AT_ONCE + 1


def test_an_interrupt_within_one_work_lets_the_others_finish(loop: EventLoop) -> None:
    """Ctrl-C comes wherever the program is, also while a page of one source is parsed."""
    finished: list[int] = []

    def work(item: int) -> None:
        loop.wait(item)
        if item == 1:
            raise KeyboardInterrupt
        finished.append(item)

    left: list[bool] = []
    with pytest.raises(KeyboardInterrupt):
        list(loop.side_by_side(work, range(4), on_leaving=lambda: left.append(True)))
    assert finished == [0, 2, 3]
    assert left == [True]


def test_a_complete_run_does_not_call_on_leaving(loop: EventLoop) -> None:
    """The caller closes the web itself after a complete run."""
    assert list(loop.side_by_side(str, [1, 2], on_leaving=pytest.fail)) == ["1", "2"]


def test_other_callers_have_the_wires_to_themselves(
    loop: EventLoop, wires: FakeWires, time: FakeTime
) -> None:
    """A caller between two results, or in another thread, is not part of the loop."""

    def fetch_elsewhere() -> None:
        with loop.wire(20, 3) as wire:
            assert fetch(wire, 2) == "2"
        loop.wait(3)

    def work(_item: int) -> None:
        in_thread(fetch_elsewhere)

    fetch_elsewhere()
    assert list(loop.side_by_side(work, [0])) == [None]
    assert wires.opened == [(20, 3), wires.opened[1], (20, 3)]
    assert time.waits == [3, 3]


def in_thread(work: Callable[[], None]) -> None:
    """Run something in another thread, and await its end."""
    failures: list[BaseException] = []

    def run() -> None:
        try:
            work()
        except BaseException as error:  # noqa: BLE001 - raised below
            failures.append(error)

    thread = Thread(target=run)
    thread.start()
    thread.join()
    assert not failures


def test_closing_closes_the_connections(loop: EventLoop, wires: FakeWires) -> None:
    """Otherwise sockets stay open until the end of the process."""
    loop.close()
    assert wires.is_closed
