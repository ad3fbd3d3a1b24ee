"""Test sources checked in one thread, over the wire: a slow publisher delays no other."""

from dataclasses import replace
from threading import Event

import pytest

from advisory_watch.adapters.event_loop import EventLoop
from advisory_watch.app.polite_fetcher import PoliteFetcher
from advisory_watch.core.page import FetchRequest, Page
from support.publishers.http_publisher import after, an_answer
from support.publishers.http_reader import Reader, a_target

FEED = b"<rss/>"
PATIENCE_S = 20
HOSTS = ("127.0.0.1", "localhost")


def looped(reader: Reader) -> tuple[PoliteFetcher, EventLoop]:
    """Return a client of a loop, as a check on a laptop has it."""
    web = reader.web
    loop = EventLoop(web.wires, monotonic=reader.time.monotonic, sleep=reader.time.wait)
    return replace(web, wires=loop, wait=loop.wait), loop


def test_sources_are_read_side_by_side(reader: Reader) -> None:
    """The first source hangs until the second one has all its pages."""
    others_are_done = Event()
    hang = after(lambda: others_are_done.wait(PATIENCE_S), an_answer(FEED))
    reader.site.play("/slow", hang)
    for number in range(4):
        reader.site.play(f"/{number}", an_answer(FEED))
    reader.site.play("/4", after(others_are_done.set, an_answer(FEED)))
    web, loop = looped(reader)

    def work(urls: list[str]) -> list[type]:
        asks = [FetchRequest(target=a_target(url)) for url in urls]
        return [type(answer) for answer in web.fetch_each(asks, None)]

    slow = [reader.site.url("/slow")]
    others = [reader.site.url(f"/{number}", "localhost") for number in range(5)]
    assert list(loop.side_by_side(work, [slow, others])) == [[Page], [Page] * 5]


def test_sources_on_one_host_take_turns(reader: Reader) -> None:
    """A government with two sources on one server must not get two requests at once."""
    reader.site.play("/feed", an_answer(FEED))
    web, loop = looped(reader)

    def work(_item: int) -> list[type]:
        asks = [FetchRequest(target=a_target(reader.site.url("/feed"), crawl_delay_s=2))] * 3
        return [type(answer) for answer in web.fetch_each(asks, None)]

    assert list(loop.side_by_side(work, range(3))) == [[Page] * 3] * 3
    assert set(reader.site.most_at_once.values()) == {1}
    assert reader.time.now_s >= 16


def test_a_bug_while_a_request_is_on_the_wire_ends_only_its_source(reader: Reader) -> None:
    """The answer that comes later belongs to nobody, and the other source reads on."""
    for path in ("/a", "/b"):
        reader.site.play(path, an_answer(FEED))
    web, loop = looped(reader)

    def work(*, is_wrong: bool) -> int:
        asks = [
            FetchRequest(target=a_target(reader.site.url(path, host)))
            for path in ("/a", "/b")
            for host in HOSTS
        ]
        answers = web.fetch_each(asks, None)
        next(answers)
        if is_wrong:
            raise ZeroDivisionError
        return 1 + len(list(answers))

    results = loop.side_by_side(lambda is_wrong: work(is_wrong=is_wrong), [False, True])
    assert next(results) == 4
    with pytest.raises(ZeroDivisionError):
        next(results)


def test_a_silent_publisher_is_given_up_beside_the_others(reader: Reader) -> None:
    """The limits of one request hold while other sources are read and judged."""
    is_over = Event()
    silence = after(lambda: is_over.wait(PATIENCE_S), an_answer(FEED))
    reader.site.play("/silent", silence)
    reader.site.play("/feed", an_answer(FEED))
    limits = replace(reader.limits, read_s=0.2)
    web, loop = looped(reader.limited(limits))

    def work(url: str) -> str:
        (answer,) = web.fetch_each([FetchRequest(target=a_target(url))], None)
        is_over.set()
        return type(answer).__name__

    silent, feed = reader.site.url("/silent"), reader.site.url("/feed", "localhost")
    assert list(loop.side_by_side(work, [silent])) == ["Unreachable"]
    assert list(loop.side_by_side(work, [feed])) == ["Page"]
