"""Test many pages in parallel, with a fake fetch that the test controls."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from gc import collect
from math import inf
from threading import Barrier, Event, Thread
from weakref import ref

import pytest

from advisory_watch.adapters.http.wires import ThreadWire
from advisory_watch.app.fetch_batch import (
    HOSTS_AT_ONCE,
    PREFETCH,
    WAITING_MAX_BYTES,
    Batch,
    Fetch,
)
from advisory_watch.app.politeness import TooLate
from advisory_watch.app.ports import Answer
from advisory_watch.core.errors import Blocked, SourceError
from advisory_watch.core.http_message import Budget, HttpRequest, HttpResponse, Limits
from advisory_watch.core.page import FetchRequest, Page
from support.publishers.http_reader import NOON, FakeTime, a_target

PATIENCE_S = 20
"""How long a test waits, in seconds, for an event that comes at once or never."""


def asks_for(*places: str) -> list[FetchRequest]:
    """Build the asks for a few places, each `host/path`."""
    return [FetchRequest(target=a_target(f"https://{place}")) for place in places]


def pages(host: str, count: int) -> list[str]:
    """Return a number of places on one host."""
    return [f"{host}/{number}" for number in range(count)]


class OneWire:
    """Gives out one wire."""

    def __init__(self, wire: ThreadWire) -> None:
        self._wire = wire

    @contextmanager
    def wire(self, requests: int, at_once: int) -> Iterator[ThreadWire]:  # noqa: ARG002
        """Give it out for a batch."""
        self._wire.open(at_once)
        try:
            yield self._wire
        finally:
            self._wire.release()

    def close(self) -> None:
        """Keep no connections."""


def fetched(
    places: list[str],
    on: Callable[[str], object],
    until_s: float = inf,
    time: FakeTime | None = None,
) -> Iterator[Answer]:
    """Fetch the places in parallel; `on` is called for each, and may return the body.

    It is called in a thread if there are several hosts.
    """
    time = time or FakeTime()

    def send(request: HttpRequest) -> HttpResponse | SourceError:
        try:
            said = on(request.url.removeprefix("https://"))
        except SourceError as error:
            return error
        body = said if isinstance(said, bytes) else b""
        return HttpResponse(url=request.url, status=200, headers={}, body=body)

    def start(ask: FetchRequest) -> Fetch:
        if time.now_s > until_s:
            raise TooLate
        came = yield a_request(ask)
        return came if isinstance(came, SourceError) else a_page_of(ask, came.body)

    batch = Batch(
        start=start, wires=OneWire(ThreadWire(send)), monotonic=time.monotonic, wait=time.wait
    )
    return batch.answers(asks_for(*places))


def a_request(ask: FetchRequest) -> HttpRequest:
    """Build the only request of a fetch."""
    budget = Budget(Limits(), FakeTime().monotonic)
    return HttpRequest(target=ask.target, url=ask.target.url, headers={}, budget=budget)


def a_page_of(ask: FetchRequest, body: bytes = b"") -> Page:
    """Build the page that a fetch returns."""
    return Page(target=ask.target, body=body, fetched_at=NOON)


def places_of(came: Iterator[Answer]) -> list[str | None]:
    """Return the places of the pages, and None for each missing page."""
    return [
        outcome.target.url.removeprefix("https://") if isinstance(outcome, Page) else None
        for outcome in came
    ]


def test_results_come_in_the_order_of_the_asks() -> None:
    """If Kuwait and Kenya were swapped, the wrong people would be advised to leave."""
    last_is_done = Event()

    def on(place: str) -> None:
        if place == "a.example/0":
            assert last_is_done.wait(PATIENCE_S)
        if place == "c.example/0":
            last_is_done.set()

    places = ["a.example/0", "b.example/0", "a.example/1", "c.example/0"]
    assert places_of(fetched(places, on)) == places


def test_a_slow_host_with_two_hundred_pages_delays_no_other() -> None:
    """All hosts of a batch share one loop, and none may hold it up."""
    others = {f"{number}.example/0" for number in range(20)}
    done: set[str] = set()
    all_others_are_done = Event()

    def on(place: str) -> None:
        if place.startswith("slow.example/"):
            assert all_others_are_done.wait(PATIENCE_S)
        else:
            done.add(place)
        if done == others:
            all_others_are_done.set()

    places = [*pages("slow.example", 200), *sorted(others)]
    assert places_of(fetched(places, on)) == places


def test_the_pages_of_a_host_are_fetched_in_their_order() -> None:
    """The caller puts the most important pages first, in case time runs out."""
    order: list[str] = []
    places = pages("a.example", 30)
    list(fetched(places, order.append))
    assert order == places


def test_hosts_are_begun_in_the_order_in_which_they_appear() -> None:
    """Of a hundred and eighty embassies the urgent ones come first."""
    begun: list[str] = []
    a_round = Barrier(HOSTS_AT_ONCE)

    def on(place: str) -> None:
        begun.append(place)
        a_round.wait(PATIENCE_S)

    places = [f"{number}.example/0" for number in range(2 * HOSTS_AT_ONCE)]
    list(fetched(places, on))
    assert set(begun[:HOSTS_AT_ONCE]) == set(places[:HOSTS_AT_ONCE])


def test_nothing_begins_after_the_deadline() -> None:
    """A function that is stopped in the middle records nothing of its pages."""
    time = FakeTime()

    def on(_place: str) -> None:
        time.now_s += 10

    came = fetched(pages("a.example", 4), on, until_s=15, time=time)
    assert places_of(came) == ["a.example/0", "a.example/1", None, None]


def test_a_failure_is_a_result_and_the_next_page_is_fetched() -> None:
    """One page behind a bot wall must not cost the two hundred others."""

    def on(place: str) -> None:
        if place == "a.example/0":
            raise Blocked("us_state", "expected a page, found HTTP 403")

    failure, page = fetched(pages("a.example", 2), on)
    assert isinstance(failure, Blocked)
    assert isinstance(page, Page)


def test_an_unexpected_error_reaches_the_caller() -> None:
    """A bug that ends in a thread would be a page that silently never comes."""

    def on(place: str) -> None:
        if place == "a.example/1":
            raise ZeroDivisionError

    came = fetched(pages("a.example", 3), on)
    assert isinstance(next(came), Page)
    with pytest.raises(ZeroDivisionError):
        next(came)


def test_after_an_early_exit_nothing_more_begins() -> None:
    """A check that gave up must not continue to send requests in the background."""
    begun = list[str]()
    many = [f"{number}.example/0" for number in range(4 * HOSTS_AT_ONCE * PREFETCH)]
    came = fetched([*pages("a.example", 5), *many], begun.append)
    next(came)
    came.close()  # type: ignore[attr-defined] # it is a generator
    count = len(begun)
    assert {"a.example/3", "a.example/4", many[-1]}.isdisjoint(begun)
    assert list(came) == []
    assert len(begun) == count


@pytest.mark.parametrize(("size", "most"), [(0, HOSTS_AT_ONCE * PREFETCH), (WAITING_MAX_BYTES, 1)])
def test_few_pages_wait_for_the_caller(size: int, most: int) -> None:
    """A hundred large bodies, fetched while the first host is slow, would exhaust memory."""
    begun: list[str] = []
    others_are_enough = Event()

    def on(place: str) -> bytes:
        if place == "slow.example/0":
            assert not others_are_enough.wait(0.2)
            return b""
        begun.append(place)
        if len(begun) > most + HOSTS_AT_ONCE:
            others_are_enough.set()
        return bytes(size) if place == "0.example/0" else b""

    places = ["slow.example/0", *(f"{number}.example/0" for number in range(100))]
    assert places_of(fetched(places, on)) == places


def test_no_asks_give_no_results() -> None:
    """On most days no page is due."""
    assert list(fetched([], pytest.fail)) == []


def test_a_page_is_freed_after_the_caller_takes_it() -> None:
    """Two hundred pages of a megabyte, held until the last one came, would exhaust memory."""
    places = pages("a.example", 5)
    came = fetched(places, lambda _place: None)
    taken = [ref(page) for page in (next(came) for _ in places) if isinstance(page, Page)]
    collect()
    held = [reference() for reference in taken if reference() is not None]
    assert (len(taken), held) == (5, [])
    came.close()  # type: ignore[attr-defined]


def test_more_hosts_than_threads_with_many_pages_finish() -> None:
    """Queues that wait for room must not keep the threads that the next queues need."""
    hosts = [f"{number}.example" for number in range(HOSTS_AT_ONCE + 3)]
    places = [f"{host}/{number}" for number in range(4 * PREFETCH) for host in hosts]
    came: list[str | None] = []
    reader = Thread(
        target=lambda: came.extend(places_of(fetched(places, lambda _place: None))), daemon=True
    )
    reader.start()
    reader.join(PATIENCE_S)
    assert came == places


def test_a_pause_that_is_over_does_not_spin_while_all_hosts_are_asked() -> None:
    """Asking again and again whether one of eight responses has come would burn the processor."""
    time, timeouts, sent = FakeTime(), list[float](), list[tuple[object, HttpResponse]]()

    class SlowWire(ThreadWire):
        def begin(self, key: object, request: HttpRequest) -> None:
            sent.append((key, HttpResponse(url=request.url, status=200, headers={}, body=b"")))

        def finished(self, timeout_s: float) -> list[tuple[object, HttpResponse]]:
            timeouts.append(timeout_s)
            time.now_s += 3
            done = sent.copy() if len(timeouts) > 2 else []
            del sent[: len(done)]
            return done

    def start(ask: FetchRequest) -> Fetch:
        if ask.target.url.startswith("https://rests."):
            yield 1.0
        yield a_request(ask)
        return a_page_of(ask)

    hosts = map(str, range(2 * HOSTS_AT_ONCE))
    places = [
        f"{next(hosts)}.example/0",
        "rests.example/0",
        *(f"{host}.example/0" for host in hosts),
    ]
    wire = SlowWire(lambda _request: pytest.fail("sent"))
    batch = Batch(
        start=start,
        wires=OneWire(wire),
        monotonic=time.monotonic,
        wait=time.wait,
    )
    assert places_of(batch.answers(asks_for(*places))) == places
    assert min(timeouts) > 0
