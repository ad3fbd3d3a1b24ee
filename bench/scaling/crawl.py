"""The distributed check: a planner, a FIFO queue with a group for each host, and workers.

A group is locked while a worker processes its message, so each host gets requests from one
worker at a time. The planner skips hosts whose last round is not over.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from math import ceil

from scaling import assumptions
from scaling.designs import Design
from scaling.event_queue import EventQueue
from scaling.population import Change, Host, Population

DAY_S = 24 * 3600.0

Visited = Callable[[Host, float, float], None]
"""Called for every visit with the host, and the start and end in seconds."""


@dataclass(slots=True, kw_only=True)
class HostRound:
    """One round of a host: the pages left to request, and the news not yet read.

    It is over when its last chunk has been processed, not when the chunk is started.
    """

    host: Host
    news: list[Change]
    left: int = 0
    is_over: bool = True


@dataclass(slots=True, kw_only=True)
class CrawlTotals:
    """The cost of the crawl: messages, batches of messages, invocations, and invocation seconds.

    `workers_wanted` is the maximum number of workers that could have been busy at once.
    `messages_waiting` is the maximum length of the queue. A host is late if its round was not
    over when the next one began.
    """

    lasted_s: float = 0.0
    messages: int = 0
    batches: int = 0
    invocations: int = 0
    worked_s: float = 0.0
    requests: int = 0
    workers_wanted: int = 0
    messages_waiting: int = 0
    rounds: int = 0
    hosts_late: int = 0


@dataclass(slots=True, kw_only=True)
class Crawl:
    """Reads all pages repeatedly; calls `on_found` when a change has been read."""

    event_queue: EventQueue
    design: Design
    population: Population
    on_found: Callable[[Change], None]
    on_visit: Visited = lambda _host, _began_s, _ended_s: None
    totals: CrawlTotals = field(default_factory=CrawlTotals)
    _ready: deque[HostRound] = field(default_factory=deque)
    _free: int = 0
    _unfound: int = 0

    def begin(self) -> None:
        """Plan the first round."""
        news = self.population.changes_by_host()
        hosts = zip(self.population.hosts, news, strict=True)
        rounds = [HostRound(host=host, news=changes) for host, changes in hosts]
        self._free, self._unfound = self.design.workers, len(self.population.changes)
        self.event_queue.at(0.0, lambda: self._plan(rounds))

    def _plan(self, rounds: list[HostRound]) -> None:
        """Queue every host whose round is over; repeat while there is news to find."""
        idle = [host_round for host_round in rounds if host_round.is_over]
        for host_round in idle:
            host_round.is_over, host_round.left = False, self._pages(host_round)
            self.totals.messages += ceil(host_round.left / _chunk(host_round.host))
        self.totals.rounds += len(rounds)
        self.totals.hosts_late += len(rounds) - len(idle)
        self.totals.batches += ceil(len(idle) / 10)
        self._ready.extend(idle)
        self.totals.lasted_s += assumptions.INTERVAL_S
        self._note_load()
        self._dispatch()
        if (
            self._unfound
            or self.event_queue.now_s + assumptions.INTERVAL_S < self.population.length_s
        ):
            self.event_queue.at(
                self.event_queue.now_s + assumptions.INTERVAL_S, lambda: self._plan(rounds)
            )

    def _pages(self, host_round: HostRound) -> int:
        """Count the requests of a round: all pages, or the index and the due documents."""
        if not self.design.has_index:
            return host_round.host.pages
        rounds_a_day = assumptions.REREAD_DAYS * DAY_S / assumptions.INTERVAL_S
        moved = sum(news.published_at_s <= self.event_queue.now_s for news in host_round.news)
        return 1 + ceil(host_round.host.pages / rounds_a_day) + moved

    def _note_load(self) -> None:
        busy = self.design.workers - self._free
        wanted = busy + ceil(len(self._ready) / self.design.hosts_at_once)
        self.totals.workers_wanted = max(self.totals.workers_wanted, wanted)
        waiting = sum(ceil(host_round.left / _chunk(host_round.host)) for host_round in self._ready)
        self.totals.messages_waiting = max(self.totals.messages_waiting, waiting)

    def _dispatch(self) -> None:
        while self._free and self._ready:
            count = min(self.design.hosts_at_once, len(self._ready))
            self._begin([self._ready.popleft() for _ in range(count)])

    def _begin(self, batch: list[HostRound]) -> None:
        """Process the next chunk of some hosts; a batch takes as long as its slowest host."""
        self._free -= 1
        lasts_s = max(self._visit(host_round) for host_round in batch)
        self.totals.invocations += 1
        self.totals.worked_s += lasts_s
        self.event_queue.at(self.event_queue.now_s + lasts_s, lambda: self._end(batch))

    def _end(self, batch: list[HostRound]) -> None:
        self._free += 1
        for host_round in batch:
            host_round.is_over = not host_round.left
        self._ready.extend(host_round for host_round in batch if host_round.left)
        self._dispatch()

    def _visit(self, host_round: HostRound) -> float:
        """Request one chunk; return its duration in seconds. A dead host is given up early."""
        host, now_s = host_round.host, self.event_queue.now_s
        requests = min(_chunk(host), host_round.left)
        if host.is_dead:
            requests, host_round.left = min(assumptions.GIVEN_UP_AFTER, requests), 0
        else:
            self._read(host_round, requests)
            host_round.left -= requests
        lasts_s = requests * host.step_s
        self.totals.requests += requests
        self.on_visit(host, now_s, now_s + lasts_s)
        return lasts_s

    def _read(self, host_round: HostRound, requests: int) -> None:
        """Find the changes that were published by the time their page is read."""
        if not host_round.news:
            return
        missed = [
            change for change in host_round.news if not self._finds(host_round, change, requests)
        ]
        self._unfound -= len(host_round.news) - len(missed)
        host_round.news[:] = missed

    def _finds(self, host_round: HostRound, change: Change, requests: int) -> bool:
        """Plan the discovery of a change if this chunk reads it; an index must list it first."""
        host, position = host_round.host, self._position(host_round, change)
        if not 0 <= position < requests:
            return False
        read_at_s = self.event_queue.now_s + position * host.step_s + host.answer_s
        known_at_s = self.event_queue.now_s + host.answer_s if self.design.has_index else read_at_s
        if change.published_at_s > known_at_s:
            return False
        self.event_queue.at(read_at_s, lambda: self.on_found(change))
        return True

    def _position(self, host_round: HostRound, change: Change) -> int:
        """Return the position of the page in this chunk, from 0; out of range if not in it.

        With an index, changed documents are requested right after it, in order of change.
        """
        if not self.design.has_index:
            return change.page - host_round.host.first - (host_round.host.pages - host_round.left)
        return 1 + host_round.news.index(change)


def _chunk(host: Host) -> int:
    """Return the number of pages in one message for a host."""
    return max(1, min(assumptions.CHUNK_PAGES, int(assumptions.CHUNK_MAX_S / host.step_s)))
