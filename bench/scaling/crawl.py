"""The distributed check: a planner, a FIFO queue with a group for each host, and workers.

A group is locked while a worker processes its message, so each host gets requests from one
worker at a time. The planner skips hosts whose last round is not over.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from math import ceil

from scaling import assumptions
from scaling.event_queue import Agenda
from scaling.designs import Design
from scaling.population import Change, Host, Population

DAY_S = 24 * 3600.0

Visited = Callable[[Host, float, float], None]
"""Called for every visit with the host, and the start and end in seconds."""


@dataclass(slots=True, kw_only=True)
class Round:
    """One round of a host: the pages left to request, and the news not yet read.

    It is over when its last chunk has been processed, not when the chunk is started.
    """

    host: Host
    news: list[Change]
    left: int = 0
    is_over: bool = True


@dataclass(slots=True, kw_only=True)
class Work:
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

    agenda: Agenda
    design: Design
    population: Population
    on_found: Callable[[Change], None]
    on_visit: Visited = lambda _host, _began_s, _ended_s: None
    work: Work = field(default_factory=Work)
    _ready: deque[Round] = field(default_factory=deque)
    _free: int = 0
    _unfound: int = 0

    def begin(self) -> None:
        """Plan the first round."""
        news = self.population.changes_by_host()
        hosts = zip(self.population.hosts, news, strict=True)
        rounds = [Round(host=host, news=changes) for host, changes in hosts]
        self._free, self._unfound = self.design.workers, len(self.population.changes)
        self.agenda.at(0.0, lambda: self._plan(rounds))

    def _plan(self, rounds: list[Round]) -> None:
        """Queue every host whose round is over; repeat while there is news to find."""
        idle = [host_round for host_round in rounds if host_round.is_over]
        for host_round in idle:
            host_round.is_over, host_round.left = False, self._pages(host_round)
            self.work.messages += ceil(host_round.left / _chunk(host_round.host))
        self.work.rounds += len(rounds)
        self.work.hosts_late += len(rounds) - len(idle)
        self.work.batches += ceil(len(idle) / 10)
        self._ready.extend(idle)
        self.work.lasted_s += facts.INTERVAL_S
        self._note_load()
        self._dispatch()
        if self._unfound or self.agenda.now_s + facts.INTERVAL_S < self.population.length_s:
            self.agenda.at(self.agenda.now_s + facts.INTERVAL_S, lambda: self._plan(rounds))

    def _pages(self, each: Round) -> int:
        """Count the requests of a round: all pages, or the index and the due documents."""
        if not self.design.has_index:
            return each.host.pages
        rounds_a_day = facts.REREAD_DAYS * DAY_S / facts.INTERVAL_S
        moved = sum(news.published_at_s <= self.agenda.now_s for news in each.news)
        return 1 + ceil(each.host.pages / rounds_a_day) + moved

    def _note_load(self) -> None:
        busy = self.design.workers - self._free
        wanted = busy + ceil(len(self._ready) / self.design.hosts_at_once)
        self.work.workers_wanted = max(self.work.workers_wanted, wanted)
        waiting = sum(ceil(host_round.left / _chunk(host_round.host)) for host_round in self._ready)
        self.work.messages_waiting = max(self.work.messages_waiting, waiting)

    def _dispatch(self) -> None:
        while self._free and self._ready:
            several = min(self.design.hosts_at_once, len(self._ready))
            self._begin([self._ready.popleft() for _ in range(several)])

    def _begin(self, taken: list[Round]) -> None:
        """Process the next chunk of some hosts; a batch takes as long as its slowest host."""
        self._free -= 1
        lasts_s = max(self._visit(host_round) for host_round in taken)
        self.work.invocations += 1
        self.work.worked_s += lasts_s
        self.agenda.at(self.agenda.now_s + lasts_s, lambda: self._end(taken))

    def _end(self, worked: list[Round]) -> None:
        self._free += 1
        for host_round in worked:
            host_round.is_over = not host_round.left
        self._ready.extend(host_round for host_round in worked if host_round.left)
        self._dispatch()

    def _visit(self, each: Round) -> float:
        """Request one chunk; return its duration in seconds. A dead host is given up early."""
        host, now_s = each.host, self.agenda.now_s
        asked = min(_chunk(host), each.left)
        if host.is_dead:
            asked, each.left = min(facts.GIVEN_UP_AFTER, asked), 0
        else:
            self._read(each, asked)
            each.left -= asked
        lasts_s = asked * host.step_s
        self.work.requests += asked
        self.on_visit(host, now_s, now_s + lasts_s)
        return lasts_s

    def _read(self, each: Round, asked: int) -> None:
        """Find the changes that were published by the time their page is read."""
        if not each.news:
            return
        missed = [change for change in each.news if not self._finds(each, change, asked)]
        self._unfound -= len(each.news) - len(missed)
        each.news[:] = missed

    def _finds(self, each: Round, change: Change, asked: int) -> bool:
        """Plan the discovery of a change if this chunk reads it; an index must list it first."""
        host, place = each.host, self._place(each, change)
        if not 0 <= place < asked:
            return False
        read_at_s = self.agenda.now_s + place * host.step_s + host.answer_s
        known_at_s = self.agenda.now_s + host.answer_s if self.design.has_index else read_at_s
        if change.published_at_s > known_at_s:
            return False
        self.agenda.at(read_at_s, lambda: self.on_found(change))
        return True

    def _place(self, each: Round, change: Change) -> int:
        """Return the position of the page in this chunk, from 0; out of range if not in it.

        With an index, changed documents are requested right after it, in order of change.
        """
        if not self.design.has_index:
            return change.page - each.host.first - (each.host.pages - each.left)
        return 1 + each.news.index(change)


def _chunk(host: Host) -> int:
    """Return the number of pages in one message for a host."""
    return max(1, min(facts.CHUNK_PAGES, int(facts.CHUNK_MAX_S / host.step_s)))
