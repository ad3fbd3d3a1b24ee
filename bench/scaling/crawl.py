"""The check, spread wide: a planner, a FIFO queue with a group for each host, and workers.

A group is locked while somebody works on its message, so a host is asked by one worker at a
time; the planner hands out no host whose last round is not over.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from math import ceil

from scaling import facts
from scaling.agenda import Agenda
from scaling.designs import Design
from scaling.population import Change, Host, Population

DAY_S = 24 * 3600.0

Visited = Callable[[Host, float, float], None]
"""Hears of every visit: whom, and from when to when, in seconds."""


@dataclass(slots=True, kw_only=True)
class Round:
    """One host's round: how many pages are left to ask for, and the news that nobody read.

    It is over when the last of its chunks has been worked on, not when that is taken up.
    """

    host: Host
    news: list[Change]
    left: int = 0
    is_over: bool = True


@dataclass(slots=True, kw_only=True)
class Work:
    """What the crawl cost: messages, batches of them, invocations, and seconds of those.

    `workers_wanted` is the most that could have been busy at once, `messages_waiting` the
    most that were in the queue. A host is late where its round was not over at the next.
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
    """Reads all pages again and again; `on_found` is called when a change has been read."""

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
        rounds = [Round(host=host, news=theirs) for host, theirs in hosts]
        self._free, self._unfound = self.design.workers, len(self.population.changes)
        self.agenda.at(0.0, lambda: self._plan(rounds))

    def _plan(self, rounds: list[Round]) -> None:
        """Hand out every host whose round is over, as long as there is news to find."""
        idle = [each for each in rounds if each.is_over]
        for each in idle:
            each.is_over, each.left = False, self._pages(each)
            self.work.messages += ceil(each.left / _chunk(each.host))
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
        """Count what is asked for in a round: all pages, or the index and what is due below it."""
        if not self.design.has_index:
            return each.host.pages
        rounds_a_day = facts.REREAD_DAYS * DAY_S / facts.INTERVAL_S
        moved = sum(news.published_at_s <= self.agenda.now_s for news in each.news)
        return 1 + ceil(each.host.pages / rounds_a_day) + moved

    def _note_load(self) -> None:
        busy = self.design.workers - self._free
        wanted = busy + ceil(len(self._ready) / self.design.hosts_at_once)
        self.work.workers_wanted = max(self.work.workers_wanted, wanted)
        waiting = sum(ceil(each.left / _chunk(each.host)) for each in self._ready)
        self.work.messages_waiting = max(self.work.messages_waiting, waiting)

    def _dispatch(self) -> None:
        while self._free and self._ready:
            several = min(self.design.hosts_at_once, len(self._ready))
            self._begin([self._ready.popleft() for _ in range(several)])

    def _begin(self, taken: list[Round]) -> None:
        """Work on the next chunk of some hosts; a batch lasts as long as its slowest host."""
        self._free -= 1
        lasts_s = max(self._visit(each) for each in taken)
        self.work.invocations += 1
        self.work.worked_s += lasts_s
        self.agenda.at(self.agenda.now_s + lasts_s, lambda: self._end(taken))

    def _end(self, worked: list[Round]) -> None:
        self._free += 1
        for each in worked:
            each.is_over = not each.left
        self._ready.extend(each for each in worked if each.left)
        self._dispatch()

    def _visit(self, each: Round) -> float:
        """Ask for one chunk; return how long it takes, in seconds. A dead host is soon left."""
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
        """Find what was published by the time its page is read."""
        if not each.news:
            return
        missed = [change for change in each.news if not self._finds(each, change, asked)]
        self._unfound -= len(each.news) - len(missed)
        each.news[:] = missed

    def _finds(self, each: Round, change: Change, asked: int) -> bool:
        """Plan that a change is found, if this chunk does: an index must know of it first."""
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
        """Return when in this chunk its page is asked for, counted from 0; outside of it else.

        With an index, what moved is asked for right after it, in the order of moving.
        """
        if not self.design.has_index:
            return change.page - each.host.first - (each.host.pages - each.left)
        return 1 + each.news.index(change)


def _chunk(host: Host) -> int:
    """Return how many pages of a host a message has."""
    return max(1, min(facts.CHUNK_PAGES, int(facts.CHUNK_MAX_S / host.step_s)))
