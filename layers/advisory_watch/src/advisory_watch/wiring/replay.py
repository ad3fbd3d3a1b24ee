"""Replay on a laptop: in this process, or a process for each source that was captured.

What a source means is judged by what is known of that source alone, so that sources can be
replayed apart from one another; the outcomes are put back into the order of one process.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from itertools import chain
from multiprocessing import get_context
from operator import attrgetter
from pathlib import Path

from advisory_watch.adapters.captures import Place, find_captures, load_captures
from advisory_watch.app.outcomes import SourceOutcome
from advisory_watch.app.ownership import Ownership
from advisory_watch.app.replay import Replay
from advisory_watch.core.pages import Page
from advisory_watch.core.sources import Source
from advisory_watch.sources.register import SOURCES
from advisory_watch.wiring.embedded import Home, open_home, open_memory

PATIENCE_S = 300.0
"""A process that gave up its turn at the ledger would leave a hole in its history; those
beside it write hundreds of destinations in one go, and SQLite lets nobody wait in a queue."""

Progress = Callable[[int, int], None]
"""Hears how many captures are done, and how many there are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bulk:
    """Captures to replay, and what of it is wanted.

    Into the home in `folder`, else into one that is forgotten. `source_id` is the only
    source wanted, `about` the only destination whose verdicts are kept: those on all others
    would fill the memory. Doors are where they really are, whatever the environment says:
    that is where the captures came from.
    """

    files: Sequence[Path]
    folder: Path | None = None
    source_id: str | None = None
    about: str | None = None

    @property
    def sources(self) -> Mapping[str, Source]:
        """The sources wanted, in the order of the register."""
        return {each: SOURCES[each] for each in SOURCES if self.source_id in (None, each)}

    def kept(self, outcome: SourceOutcome) -> SourceOutcome:
        """Return an outcome with those of its verdicts that are wanted."""
        wanted = tuple(each for each in outcome.verdicts if each.destination == self.about)
        return replace(outcome, verdicts=wanted)


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """The captures of one source, each with its number in the order of all."""

    source: str
    places: tuple[tuple[int, Place], ...]

    @property
    def size_bytes(self) -> int:
        """How much there is to read: about as long as it takes."""
        return sum(place.size_bytes for _, place in self.places)

    @property
    def moments(self) -> tuple[int, ...]:
        """For each moment with captures the number of its first."""
        first: dict[object, int] = {}
        for number, place in self.places:
            first.setdefault(place.captured_at, number)
        return tuple(first.values())


def replay(
    bulk: Bulk, *, jobs: int = 1, progress: Progress = lambda _done, _whole: None
) -> Iterator[SourceOutcome]:
    """Replay WARC files, in up to so many processes; the outcomes are those of one.

    With one, outcomes come as they are decided; with more, when all of them are. Raises
    `UsageError` for a file that cannot be replayed, before anything is.
    """
    places = find_captures(bulk.files)
    shares = _shares(bulk, places) if jobs > 1 else ()
    if len(shares) > 1:
        yield from _side_by_side(bulk, shares, min(jobs, len(shares)), progress)
    else:
        yield from _one_by_one(bulk, bulk.sources, _heard(places, progress))


def _shares(bulk: Bulk, places: Iterable[Place]) -> tuple[Share, ...]:
    """Divide captures by source, the largest share first: whoever begins it late ends late."""
    ownership = Ownership(bulk.sources.values())
    found: dict[str, list[tuple[int, Place]]] = {}
    for number, place in enumerate(places):
        owner = ownership.of(place.url)
        if owner is not None:
            found.setdefault(owner.source.id, []).append((number, place))
    shares = [Share(source=each, places=tuple(theirs)) for each, theirs in found.items()]
    return tuple(sorted(shares, key=attrgetter("size_bytes"), reverse=True))


def _side_by_side(
    bulk: Bulk, shares: Sequence[Share], processes: int, progress: Progress
) -> Iterator[SourceOutcome]:
    """Replay each share in a process, and merge: numbers of captures are the order of one."""
    whole, done, merged = sum(len(each.places) for each in shares), 0, []
    # Not forked: whoever calls may have threads.
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        begun = {pool.submit(_share, bulk, each): each for each in shares}
        for ended in as_completed(begun):
            merged.append(ended.result())
            done += len(begun[ended].places)
            progress(done, whole)
    yield from (outcome for _, outcome in sorted(chain(*merged), key=lambda each: each[0]))


def _share(bulk: Bulk, share: Share) -> list[tuple[int, SourceOutcome]]:
    """Replay one source: one outcome for each moment at which it was captured."""
    source = {share.source: SOURCES[share.source]}
    captures = load_captures(place for _, place in share.places)
    return list(zip(share.moments, _one_by_one(bulk, source, captures), strict=True))


def _one_by_one(
    bulk: Bulk, sources: Mapping[str, Source], captures: Iterable[Page]
) -> Iterator[SourceOutcome]:
    with _opened(bulk.folder) as home:
        replaying = Replay(ledger=home.ledger, archive=home.archive, sources=sources)
        yield from map(bulk.kept, replaying.run(captures))


def _opened(folder: Path | None) -> AbstractContextManager[Home]:
    return open_memory() if folder is None else open_home(folder, busy_timeout_s=PATIENCE_S)


def _heard(places: Sequence[Place], progress: Progress) -> Iterator[Page]:
    for done, page in enumerate(load_captures(places), start=1):
        progress(done, len(places))
        yield page
