"""Replay on a laptop: in this process, or in one process for each captured source.

A detection depends only on the records of its own source, so sources can be replayed separately.
The outcomes are merged into the order that one process would give.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain
from multiprocessing import get_context
from pathlib import Path

from advisory_watch.adapters.warc_reader import CapturePosition, find_captures, load_captures
from advisory_watch.app.replay import PageOwners, Replay, SkipReason, skip_reason_of_status
from advisory_watch.app.results import SourceOutcome
from advisory_watch.bootstrap.local import open_home, open_memory
from advisory_watch.bootstrap.rule_set import rule_set_version
from advisory_watch.core.page import Page
from advisory_watch.core.source import Source
from advisory_watch.parsing.classify import check_is_document
from advisory_watch.sources import SOURCES

PATIENCE_S = 300.0
"""Seconds that a write waits for the ledger.

Processes write hundreds of destinations at once, and SQLite has no fair queue. A process that gave
up would leave a gap in its history.
"""

Progress = Callable[[int, int], None]
"""Called with the number of captures done and their total."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaptureSet:
    """Captures to replay, and which results to keep.

    They are replayed into the home in `folder`, or else into memory. `source_id` limits the replay
    to one source. Detections are kept only for the destination `about`: all of them would fill the
    memory. Endpoints keep their registered URLs and ignore the environment, because the captures
    came from there.
    """

    files: Sequence[Path]
    folder: Path | None = None
    source_id: str | None = None
    about: str | None = None

    @property
    def sources(self) -> Mapping[str, Source]:
        """The sources to replay, in the order of the register."""
        return {name: SOURCES[name] for name in SOURCES if self.source_id in (None, name)}

    def kept(self, outcome: SourceOutcome) -> SourceOutcome:
        """Return an outcome with only the detections to keep."""
        wanted = tuple(
            detection for detection in outcome.detections if detection.destination == self.about
        )
        return replace(outcome, detections=wanted)


@dataclass(frozen=True, slots=True, kw_only=True)
class SkippedCaptures:
    """Captures that are not replayed for one reason, with the URL of the first."""

    reason: SkipReason
    count: int
    example: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayPlan:
    """The captures to replay, in time order, and those that are skipped."""

    bulk: CaptureSet
    captures: tuple[CapturePosition, ...]
    skipped: tuple[SkippedCaptures, ...]


def plan_replay(bulk: CaptureSet) -> ReplayPlan:
    """Find the captures of the sources to replay. Raises `UsageError` for an unreadable file."""
    owners = PageOwners(SOURCES.values())
    captures: list[CapturePosition] = []
    skipped: defaultdict[SkipReason, list[str]] = defaultdict(list)
    for place in find_captures(bulk.files, is_wanted=lambda url: owners.of(url) is not None):
        owner = owners.of(place.url)
        if owner is not None and owner.source.id not in bulk.sources:
            continue
        reason = SkipReason.FOREIGN if owner is None else _skip_reason(place)
        if reason is None:
            captures.append(place)
        else:
            skipped[reason].append(place.url)
    return ReplayPlan(
        bulk=bulk,
        captures=tuple(captures),
        skipped=tuple(
            SkippedCaptures(reason=reason, count=len(urls), example=urls[0])
            for reason, urls in skipped.items()
        ),
    )


def _skip_reason(place: CapturePosition) -> SkipReason | None:
    if place.is_cited:
        return SkipReason.CITED
    if place.packed_as:
        return SkipReason.ENCODED
    return skip_reason_of_status(place.http_status)


NumberedCaptures = list[tuple[int, CapturePosition]]
"""The captures of one source, each with its number in the order of all captures."""


def replay(
    plan: ReplayPlan, *, jobs: int = 1, progress: Progress = lambda _done, _whole: None
) -> Iterator[SourceOutcome]:
    """Replay captures in up to `jobs` processes; the outcomes are the same as with one.

    With one process, outcomes are yielded as they are decided; with more, at the end.
    """
    bulk = plan.bulk
    shares = _shares(plan) if jobs > 1 else {}
    if len(shares) > 1:
        yield from _side_by_side(bulk, shares, min(jobs, len(shares)), progress)
    else:
        yield from _one_by_one(bulk, bulk.sources, _reported(plan.captures, progress))


def _shares(plan: ReplayPlan) -> dict[str, NumberedCaptures]:
    """Divide captures by source, the largest share first: started late, it would end late.

    The size of captures is a measure of the time that they take.
    """
    ownership = PageOwners(plan.bulk.sources.values())
    found: dict[str, NumberedCaptures] = {}
    for number, place in enumerate(plan.captures):
        for owner in ownership.all_of(place.url):
            found.setdefault(owner.source.id, []).append((number, place))
    sizes = {name: sum(place.size_bytes for _, place in found[name]) for name in found}
    return {name: found[name] for name in sorted(found, key=sizes.__getitem__, reverse=True)}


def _side_by_side(
    bulk: CaptureSet, shares: Mapping[str, NumberedCaptures], processes: int, progress: Progress
) -> Iterator[SourceOutcome]:
    """Replay each share in a process, and merge the outcomes by their capture numbers."""
    whole, done, merged = sum(map(len, shares.values())), 0, []
    # Spawned, not forked: the caller may have threads.
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        begun = {pool.submit(_share, bulk, name, shares[name]): name for name in shares}
        for ended in as_completed(begun):
            merged.append(ended.result())
            done += len(shares[begun[ended]])
            progress(done, whole)
    order = {name: place for place, name in enumerate(bulk.sources)}  # two may read one page
    outcomes = sorted(chain(*merged), key=lambda item: (item[0], order[item[1].source]))
    yield from (outcome for _, outcome in outcomes)


def _share(
    bulk: CaptureSet, source_id: str, share: NumberedCaptures
) -> list[tuple[int, SourceOutcome]]:
    """Return each outcome with the number of the first capture of its moment."""
    first: dict[datetime, int] = {}
    for number, place in share:
        first.setdefault(place.captured_at, number)
    captures = load_captures(place for _, place in share)
    outcomes = _one_by_one(bulk, {source_id: SOURCES[source_id]}, captures)
    return list(zip(first.values(), outcomes, strict=True))


def _one_by_one(
    bulk: CaptureSet, sources: Mapping[str, Source], captures: Iterable[Page]
) -> Iterator[SourceOutcome]:
    folder = bulk.folder
    opened = (
        open_home(folder, busy_timeout_s=PATIENCE_S, is_history=True) if folder else open_memory()
    )
    with opened as home:
        replaying = Replay(
            rule_set_version=rule_set_version,
            check_page=check_is_document,
            ledger=home.ledger,
            archive=home.archive,
            sources=sources,
        )
        yield from map(bulk.kept, replaying.run(captures))


def _reported(places: Sequence[CapturePosition], progress: Progress) -> Iterator[Page]:
    for done, page in enumerate(load_captures(places), start=1):
        progress(done, len(places))
        yield page
