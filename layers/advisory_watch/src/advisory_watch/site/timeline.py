"""The timeline: a lane for each government, in which its level goes up and down in steps."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from advisory_watch.core.dossiers import Dossier, Step, Told
from advisory_watch.core.scales import Departure, Severity

WIDTH, LANE, GAP, LEFT, TOP = 960, 56, 18, 130, 24
"""Pixels of the whole, of a lane, between lanes, for the names, and for the years."""

TICKS_MAX = 9
"""More dates than this run into each other on the axis."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Something to see at a moment: a rung of the departure ladder."""

    x: float
    y: float
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """One government: its steps as a path, from its first reading to the right edge."""

    source: str
    top: int
    path: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """The lanes, and the dates below which they stand."""

    lanes: tuple[Lane, ...]
    ticks: tuple[tuple[float, str], ...]
    height: int
    width: int = WIDTH
    left: int = LEFT
    lane: int = LANE


def timeline(dossier: Dossier, at: datetime) -> Timeline | None:
    """Draw what was recorded of states until the end of the month of `at`; None without any."""
    told = [each for each in dossier.told if each.steps and not _is_of_notices(each)]
    if not told:
        return None
    start = min(each.steps[0].version.decided_at for each in told)
    newest = max(each.steps[-1].version.decided_at for each in told)
    axis = _Axis(start=start, end=end_of_month(max(at, newest)))
    lanes = tuple(_lane(each, number, axis) for number, each in enumerate(told))
    height = TOP + len(lanes) * (LANE + GAP)
    return Timeline(lanes=lanes, ticks=tuple(_ticks(axis)), height=height)


def end_of_month(at: datetime) -> datetime:
    """Return the first moment of the next month (UTC): the same for a whole month."""
    at = at.astimezone(UTC)
    year, month = (at.year + 1, 1) if at.month == 12 else (at.year, at.month + 1)  # noqa: PLR2004
    return datetime(year, month, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Axis:
    start: datetime
    end: datetime

    def x(self, moment: datetime) -> float:
        """Place a moment between the left edge of the lanes and the right edge."""
        share = (moment - self.start) / (self.end - self.start)
        return round(LEFT + share * (WIDTH - LEFT - 10), 1)


def _is_of_notices(told: Told) -> bool:
    said = told.known.advisory
    return said is not None and said.notice_id is not None


def _lane(told: Told, number: int, axis: _Axis) -> Lane:
    top = TOP + number * (LANE + GAP)
    return Lane(
        source=told.known.source,
        top=top,
        path="".join(_path(told.steps, top, axis)),
        marks=tuple(_marks(told.steps, top, axis)),
    )


def _path(steps: Sequence[Step], top: int, axis: _Axis) -> Iterator[str]:
    """Go along the level, and up or down where it changes; lift the pen where there is none."""
    down: float | None = None
    for step in steps:
        x, y = axis.x(step.version.decided_at), _y(_level(step), top)
        if down is not None:
            yield f"H{x}"
        if y is not None:
            yield f"V{y}" if down is not None else f"M{x} {y}"
        down = y
    if down is not None:
        yield f"H{axis.x(axis.end)}"


def _level(step: Step) -> Severity | None:
    said = step.version.advisory
    return said.severity if said else None


def _y(severity: Severity | None, top: int) -> float | None:
    """Put level 1 at the bottom of a lane and level 4 at its top."""
    return None if severity is None else round(top + LANE * (4 - severity) / 3, 1)


def _marks(steps: Sequence[Step], top: int, axis: _Axis) -> Iterator[Mark]:
    before = Departure.NONE
    for step in steps:
        said = step.version.advisory
        rung = said.departure if said else Departure.NONE
        if rung > before:
            y = _y(_level(step), top)
            x = axis.x(step.version.decided_at)
            yield Mark(x=x, y=top if y is None else y, words=rung.words)
        before = rung


def _ticks(axis: _Axis) -> Iterator[tuple[float, str]]:
    """Name the beginnings of months, or of years, as many as stand apart."""
    months = list(_months(axis))
    is_long = len(months) > 3 * TICKS_MAX
    named = [each for each in months if each.month == 1] if is_long else months
    every = -(-len(named) // TICKS_MAX)
    for each in named[::every] if named else ():
        yield axis.x(each), f"{each:%Y}" if is_long else f"{each:%Y-%m}"


def _months(axis: _Axis) -> Iterator[datetime]:
    at = end_of_month(axis.start)
    while at < axis.end:
        yield at
        at = end_of_month(at)
