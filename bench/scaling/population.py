"""The simulated world, seeded: publishers, readers, and the changes over time."""

from array import array
from bisect import bisect
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate
from math import ceil
from random import Random

from scaling import assumptions

YEAR_S = 365 * 24 * 3600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """News on a page, which is identified by its number among all pages."""

    page: int
    published_at_s: float
    is_urgent: bool
    is_burst: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """One publisher: its pages start at number `first`, in order of popularity.

    A dead host never answers, and so has no news; its `answer_s` is the time limit of a
    request.
    """

    first: int
    pages: int
    answer_s: float = assumptions.ANSWER_S
    is_dead: bool = False

    @property
    def step_s(self) -> float:
        """Seconds from one request to the next."""
        return self.answer_s + assumptions.CRAWL_DELAY_S


@dataclass(frozen=True, slots=True, kw_only=True)
class Population:
    """The world of one run: `readers` counts the readers of each page, by channel.

    `changes` are in order of publication.
    """

    hosts: tuple[Host, ...]
    readers: Mapping[str, "array[int]"]
    changes: tuple[Change, ...]
    length_s: float
    subscribers: int

    def changes_by_host(self) -> list[list[Change]]:
        """Return the changes of each host, in order of time."""
        firsts = [host.first for host in self.hosts]
        found: list[list[Change]] = [[] for _ in firsts]
        for change in self.changes:
            found[bisect(firsts, change.page) - 1].append(change)
        return found


def populate(pages: int, subscribers: int, length_s: float, seed: int) -> Population:
    """Generate a world: hosts, readers, and the changes in `length_s` seconds."""
    random = Random(f"{seed} {pages} {subscribers}")
    hosts = tuple(_hosts(pages, random))
    readers = {
        channel: _readers(hosts, pages, round(subscribers * share * assumptions.FOLLOWED), random)
        for channel, share in assumptions.CHANNEL_SHARES.items()
    }
    changes = sorted(_changes(hosts, length_s, random), key=lambda change: change.published_at_s)
    return Population(
        hosts=hosts,
        readers=readers,
        changes=tuple(changes),
        length_s=length_s,
        subscribers=subscribers,
    )


def _hosts(pages: int, random: Random) -> Iterator[Host]:
    first = 0
    while first < pages:
        drawn_size = ceil(
            assumptions.PAGES_A_HOST * random.lognormvariate(0.0, assumptions.HOST_SPREAD)
        )
        size, draw = min(drawn_size, pages - first), random.random()
        is_dead = draw < assumptions.DEAD_SHARE
        yield Host(first=first, pages=size, answer_s=_answer_s(draw), is_dead=is_dead)
        first += size


def _answer_s(draw: float) -> float:
    if draw < assumptions.DEAD_SHARE:
        return assumptions.TIMEOUT_S
    return (
        assumptions.SLOW_ANSWER_S
        if draw < assumptions.DEAD_SHARE + assumptions.SLOW_SHARE
        else assumptions.ANSWER_S
    )


def _readers(hosts: tuple[Host, ...], pages: int, follows: int, random: Random) -> "array[int]":
    """Assign readers to pages: rank r is chosen 1/r times as often as the first."""
    counts = array("L", bytes(array("L").itemsize * pages))
    odds = list(accumulate(1 / rank for rank in range(1, len(hosts) + 1)))
    for host in random.choices(hosts, cum_weights=odds, k=follows):
        counts[host.first + int((host.pages + 1) ** random.random()) - 1] += 1
    return counts


def _changes(hosts: tuple[Host, ...], length_s: float, random: Random) -> Iterator[Change]:
    """Generate random changes all the time, and a burst on every host at half time."""
    burst_at_s = length_s / 2
    for host in hosts:
        if host.is_dead:
            continue
        rate = host.pages * assumptions.ALERTS_A_PAGE_YEAR / YEAR_S
        moment_s = random.expovariate(rate)
        while moment_s < length_s:
            yield _change(host.first + random.randrange(host.pages), moment_s, random)
            moment_s += random.expovariate(rate)
        for rank in assumptions.BURST_RANKS:
            if rank <= host.pages:
                moment_s = burst_at_s + random.uniform(0, assumptions.BURST_SPREAD_S)
                yield _change(host.first + rank - 1, moment_s, random, is_burst=True)


def _change(page: int, moment_s: float, random: Random, *, is_burst: bool = False) -> Change:
    return Change(
        page=page,
        published_at_s=moment_s,
        is_urgent=random.random() < assumptions.URGENT_SHARE,
        is_burst=is_burst,
    )
