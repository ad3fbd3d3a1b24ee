"""Recorded histories of sources with a page for each destination, for `revisits.py`.

A history has when each page changed, and which of the changes matter: changes of level, and events
that the corpus labels as urgent. Some archives have the day only. Such a change happened at an
unknown moment of its window: on the day that the publisher wrote on the page, before the capture.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from random import Random

from advisory_watch.adapters.warc_reader import find_captures, load_captures
from advisory_watch.core.advisory import Advisory, Severity
from advisory_watch.core.errors import SourceError
from advisory_watch.core.page import Page
from advisory_watch.sources import SOURCES

DAY = timedelta(days=1)
ONE_RUN = timedelta(hours=1)
"""Captures of one run of an archive are closer than that; two runs are not."""

Move = tuple[datetime, str]
"""When the level of a destination changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageChange:
    """A change of a page at an unknown moment between two times, which may be equal.

    `is_against` is set if the advice is against travel after it, as a whole or in part.
    """

    page: str
    begin: datetime
    end: datetime
    is_against: bool = False
    is_level: bool = False
    is_urgent: bool = False

    def draw(self, random: Random, hours: tuple[timedelta, ...]) -> datetime:
        """Draw a moment of the window at one of the hours, or any moment if none fits."""
        for _ in range(30 if hours and self.end - self.begin > DAY / 2 else 0):
            moment = datetime.combine(self.begin, time(), UTC) + random.choice(hours)
            moment += DAY * random.randint(0, (self.end - self.begin).days)
            if self.begin <= moment <= self.end:
                return moment
        return self.begin + (self.end - self.begin) * random.random()


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """The pages of a source, their changes in time order, and changes of level elsewhere.

    `against_at_begin` are the pages that advised against travel at first. `hours` are times of day
    at which changes of unknown time are placed.
    """

    pages: tuple[str, ...]
    changes: tuple[PageChange, ...]
    abroad: tuple[Move, ...]
    begin: datetime
    end: datetime
    against_at_begin: frozenset[str] = frozenset()
    hours: tuple[timedelta, ...] = ()

    @property
    def middle(self) -> datetime:
        """The time between the two halves of the history."""
        return self.begin + (self.end - self.begin) / 2


def read_history(
    folder: Path, source: str, archive: str, hours: tuple[timedelta, ...] = ()
) -> History:
    """Read the pages of an archive, and the labels of the changes that matter."""
    moves = set(_labels(folder, f"{archive}.changes.jsonl"))
    urgent = set(_labels(folder, f"{archive}.urgent.jsonl"))
    first: dict[str, bool] = {}
    changes: list[PageChange] = []
    times: list[datetime] = []
    run_before = run = datetime.min.replace(tzinfo=UTC)
    for page, advisory in _advisories(folder / f"{archive}.warc.gz", source):
        at, code = page.fetched_at, advisory.destination
        if not times or at - times[-1] > ONE_RUN:
            run_before, run = run, at
        times.append(at)
        is_against = (advisory.gravest_severity or 0) >= Severity.RECONSIDER
        if code in first:
            begin, end = _window(advisory, max(run_before, run - DAY), at)
            label = (at, code)
            changes.append(
                PageChange(
                    page=code,
                    begin=begin,
                    end=end,
                    is_against=is_against,
                    is_level=label in moves,
                    is_urgent=label in urgent or label in moves,
                )
            )
        first.setdefault(code, is_against)
    return History(
        pages=tuple(sorted(first)),
        changes=tuple(sorted(changes, key=lambda change: change.end)),
        abroad=tuple(sorted(_moves_elsewhere(folder, source))),
        begin=times[0] + ONE_RUN,
        end=times[-1],
        against_at_begin=frozenset(code for code, is_against in first.items() if is_against),
        hours=hours,
    )


def hours_of(history: History) -> tuple[timedelta, ...]:
    """Return the times of day of all changes whose moment is known."""
    known = (change.end for change in history.changes if change.begin == change.end)
    return tuple(moment - datetime.combine(moment, time(), UTC) for moment in known)


def _advisories(archive: Path, source: str) -> Iterator[tuple[Page, Advisory]]:
    """Yield the readable advice of each page; a recorded page that was broken says nothing."""
    for page in load_captures(find_captures([archive])):
        for endpoint in SOURCES[source].endpoints:
            try:
                advisories = endpoint.read(page).advisories
            except SourceError:
                continue
            yield from ((page, advisory) for advisory in advisories)
            break


def _window(advisory: Advisory, begin: datetime, end: datetime) -> tuple[datetime, datetime]:
    """Narrow the time between two runs by the time or the day that the page states."""
    issued_at = advisory.issued_at
    if issued_at is not None and issued_at.time() != time() and issued_at <= end:
        return issued_at, issued_at
    if advisory.issued_on is not None:
        day = datetime.combine(advisory.issued_on, time(), UTC)
        if begin - DAY < day < end:
            return max(day, begin - DAY), min(day + DAY, end)
    return begin, end


def _labels(folder: Path, name: str) -> Iterator[Move]:
    path = folder / name
    for line in path.read_text().splitlines() if path.exists() else ():
        label = json.loads(line)
        if "destination" in label:
            yield datetime.fromisoformat(label["first_seen_at"]), str(label["destination"])


def _moves_elsewhere(folder: Path, source: str) -> Iterable[Move]:
    """Return the moves of all other governments: levels, also of parts, and orders to leave."""
    for pattern in ("*.changes.jsonl", "*.scope.jsonl", "*.urgent.jsonl"):
        for path in folder.glob(pattern):
            if not path.name.startswith(source):
                yield from _labels(folder, path.name)
