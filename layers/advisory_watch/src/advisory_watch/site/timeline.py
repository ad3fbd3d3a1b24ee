"""The timeline: a lane for each government, which draws its level in steps."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from advisory_watch.core.advisory import Advisory, Departure, Severity
from advisory_watch.core.alert import is_notice
from advisory_watch.core.views import DestinationHistory, HistoryStep, SourceHistory

WIDTH, LANE, GAP, LEFT, TOP = 960, 56, 18, 130, 24
"""Pixels: total width, height of a lane, gap between lanes, room for names and for years."""

TICKS_MAX = 9
"""More dates than this would overlap on the axis."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineLane:
    """One government: its levels as a path, from its first snapshot to the right edge.

    `path` draws the graver level of the whole and its parts. `whole` draws the level of the whole
    if a part was ever graver; otherwise it is empty.
    `marks` are x, y and words of departure advice at the moments when it rose.
    """

    source: str
    top: int
    path: str
    whole: str
    marks: tuple[tuple[float, float, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """The lanes, and the dates above them."""

    lanes: tuple[TimelineLane, ...]
    ticks: tuple[tuple[float, str], ...]
    height: int
    width: int = WIDTH
    left: int = LEFT
    lane: int = LANE


def draw_timeline(history: DestinationHistory, at: datetime) -> Timeline | None:
    """Draw the recorded levels until the end of the month of `at`; None without any record."""
    sources = [
        source
        for source in history.histories
        if source.steps and not is_notice(source.record.advisory)
    ]
    if not sources:
        return None
    start = min(source.steps[0].version.decided_at for source in sources)
    newest = max(source.steps[-1].version.decided_at for source in sources)
    axis = _Axis(start=start, end=_next_month(max(at, newest)))
    lanes = tuple(_lane(source, number, axis) for number, source in enumerate(sources))
    height = TOP + len(lanes) * (LANE + GAP)
    return Timeline(lanes=lanes, ticks=tuple(_ticks(axis)), height=height)


def _next_month(at: datetime) -> datetime:
    """Return the first moment of the next month (UTC), equal for all moments of one month."""
    at = at.astimezone(UTC)
    year, month = (at.year + 1, 1) if at.month == 12 else (at.year, at.month + 1)  # noqa: PLR2004
    return datetime(year, month, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Axis:
    start: datetime
    end: datetime

    def x(self, moment: datetime) -> float:
        """Map a moment to pixels, between the left and the right edge of the lanes."""
        share = (moment - self.start) / (self.end - self.start)
        return round(LEFT + share * (WIDTH - LEFT - 10), 1)


def _lane(source: SourceHistory, number: int, axis: _Axis) -> TimelineLane:
    top = TOP + number * (LANE + GAP)
    advisories = [step.version.advisory for step in source.steps]
    has_graver_part = any(_graver_level(item) != _whole_level(item) for item in advisories)
    return TimelineLane(
        source=source.record.source,
        top=top,
        path="".join(_path(source.steps, top, axis, _graver_level)),
        whole="".join(_path(source.steps, top, axis, _whole_level)) if has_graver_part else "",
        marks=tuple(_marks(source.steps, top, axis)),
    )


LevelOf = Callable[[Advisory | None], Severity | None]


def _graver_level(advisory: Advisory | None) -> Severity | None:
    return advisory.gravest_severity if advisory else None


def _whole_level(advisory: Advisory | None) -> Severity | None:
    return advisory.severity if advisory else None


def _path(steps: Sequence[HistoryStep], top: int, axis: _Axis, level_of: LevelOf) -> Iterator[str]:
    """Draw the level, and a vertical line where it changes; leave a gap where it has none."""
    last_y: float | None = None
    for step in steps:
        x, y = axis.x(step.version.decided_at), _y(level_of(step.version.advisory), top)
        if last_y is not None:
            yield f"H{x}"
        if y is not None:
            yield f"V{y}" if last_y is not None else f"M{x} {y}"
        last_y = y
    if last_y is not None:
        yield f"H{axis.x(axis.end)}"


def _y(level: Severity | None, top: int) -> float | None:
    """Map level 1 to the bottom of a lane, and level 4 to its top."""
    return None if level is None else round(top + LANE * (4 - level) / 3, 1)


def _marks(
    steps: Sequence[HistoryStep], top: int, axis: _Axis
) -> Iterator[tuple[float, float, str]]:
    before = _departure_of(steps[0])  # in force at the first reading: it did not rise then
    for step in steps[1:]:
        departure = _departure_of(step)
        if departure > before:
            y = _y(_graver_level(step.version.advisory), top)
            yield axis.x(step.version.decided_at), top if y is None else y, departure.words
        before = departure


def _departure_of(step: HistoryStep) -> Departure:
    advisory = step.version.advisory
    return advisory.departure if advisory else Departure.NONE


def _ticks(axis: _Axis) -> Iterator[tuple[float, str]]:
    """Yield the beginnings of months, or of years, at most `TICKS_MAX`."""
    months = list(_months(axis))
    is_long = len(months) > 3 * TICKS_MAX
    starts = [month for month in months if month.month == 1] if is_long else months
    interval = -(-len(starts) // TICKS_MAX) or 1
    for start in starts[::interval]:
        yield axis.x(start), f"{start:%Y}" if is_long else f"{start:%Y-%m}"


def _months(axis: _Axis) -> Iterator[datetime]:
    at = _next_month(axis.start)
    while at < axis.end:
        yield at
        at = _next_month(at)
