"""The events of a crisis. Any of them can be left out without changing the rest."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import Enum

from advisory_watch.core.advisory import Severity
from simulation.scenario import ScenarioEvent


class Mode(Enum):
    """What one destination shows in a crisis."""

    QUIET = "is issued again at its level"
    LAG = "B is hours behind, in words of its own"
    NEXT_DAY = "B dates an issue a day later"
    REDATED = "B dates its copy anew on some days"
    TEXT_FIRST = "A saves the text before the title"
    TWO_A_DAY = "two issues under one date, the second one graver"
    BULK = "an eighth of the feed is dated anew on the day of the issue"
    STUB = "one back end shows a placeholder for an hour"
    ESCALATION = "issues on successive days, up to `leave now` and again"
    YEAR_OLD = "one back end shows a graver copy of a year ago for days"
    SLIP = "a title shows a wrong level for hours"
    SEESAW = "the level falls and rises again within days"
    DATE_KEPT = "a new issue keeps the date of the one before"
    COUNTER = "a line of the text differs at each visit"


class BackEnd(Enum):
    """The two back ends; A shows every issue first."""

    A = "A"
    B = "B"


class OddCopy(Enum):
    """A copy of one destination that is not the newest issue."""

    STUB = "a placeholder at Level 1"
    YEAR_OLD = "its graver copy of a year ago"
    SLIP = "a wrong level in its title"


class BrokenFeed(Enum):
    """How a whole feed breaks."""

    MOVED = "shows another level in every title"
    MOVED_TODAY = "shows another level in every title, all dated today"
    WORDLESS = "shows no text, all dated today"
    HALF = "leaves out every other destination"
    MOVED_WORDLESS = "shows another level in every title and no text, all dated today"


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuePublished(ScenarioEvent):
    """A new issue about one destination; B follows `lag_s` seconds later.

    A shows the new text `title_lag_s` seconds before the title. `is_dated_first` is set if the
    date is saved with the text, `keeps_date` if it is never changed. `part` is the level that is
    advised for a part.
    """

    destination: int
    severity: Severity
    part: Severity | None = None
    tells_to_leave: bool = False
    has_note: bool = False
    lag_s: float = 0.0
    title_lag_s: float = 0.0
    is_dated_first: bool = False
    keeps_date: bool = False

    @property
    def description(self) -> str:
        """Describe the issue."""
        part = f", a part at Level {self.part}" if self.part else ""
        leave = ", leave now" if self.tells_to_leave else ""
        first = f", text {self.title_lag_s / 60:.0f} min before its title" * bool(self.title_lag_s)
        kept = ", under the date before" if self.keeps_date else ""
        lag = f", B {self.lag_s / 3600:.1f} h behind" if self.lag_s else ""
        return f"{self.destination}: issue at Level {self.severity}{part}{leave}{first}{lag}{kept}"


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyShown(ScenarioEvent):
    """Some back ends show another copy of one destination for `lasts_s` seconds."""

    destination: int
    copy: OddCopy
    lasts_s: float
    back_ends: tuple[BackEnd, ...]
    severity: Severity = Severity.NORMAL

    @property
    def description(self) -> str:
        """Describe the copy."""
        ends = " and ".join(end.value for end in self.back_ends)
        level = f" ({self.severity})" if self.copy is OddCopy.SLIP else ""
        hours = self.lasts_s / 3600
        return f"{self.destination}: {ends} shows {self.copy.value}{level} for {hours:.1f} h"


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyDated(ScenarioEvent):
    """B gives its copy of one destination the date of this day, until midnight."""

    destination: int

    @property
    def description(self) -> str:
        """Describe the date."""
        return f"{self.destination}: B dates its copy today"


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedRedated(ScenarioEvent):
    """A gives these destinations the date of this day until midnight, with a note of a review."""

    destinations: tuple[int, ...]

    @property
    def description(self) -> str:
        """Describe the dates."""
        return f"A dates {len(self.destinations)} quiet destinations today"


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedBroke(ScenarioEvent):
    """Some back ends break for `lasts_s` seconds."""

    how: BrokenFeed
    lasts_s: float
    back_ends: tuple[BackEnd, ...]

    @property
    def description(self) -> str:
        """Describe the fault."""
        ends = " and ".join(end.value for end in self.back_ends)
        return f"feed of {ends} {self.how.value} for {self.lasts_s / 3600:.1f} h"


@dataclass(frozen=True, slots=True, kw_only=True)
class SightLost(ScenarioEvent):
    """No check reads the source for `lasts_s` seconds."""

    lasts_s: float

    @property
    def description(self) -> str:
        """Describe the blindness."""
        return f"no page can be read for {self.lasts_s / 3600:.1f} h"


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondEndpointOpened(ScenarioEvent):
    """The second endpoint answers for `lasts_s` seconds, from either back end; else a wall does."""

    lasts_s: float

    @property
    def description(self) -> str:
        """Describe the opening."""
        return f"the second endpoint answers for {self.lasts_s / 3600:.1f} h"


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerFailed(ScenarioEvent):
    """Every other write to the ledger fails for `lasts_s` seconds, before or after it acts."""

    lasts_s: float

    @property
    def description(self) -> str:
        """Describe the failure."""
        return f"every other write fails for {self.lasts_s / 3600:.1f} h"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockJumped(ScenarioEvent):
    """The clock of the next check is `by_s` seconds fast."""

    by_s: float

    @property
    def description(self) -> str:
        """Describe the jump."""
        return f"the clock of the next check is wrong by {self.by_s / 3600:+.1f} h"


@dataclass(frozen=True, slots=True, kw_only=True)
class Crisis:
    """The events of a crisis, and when the watch begins and the faults end.

    `modes` maps the numbers of destinations to their modes; the others are quiet. A watch that
    begins with the events has read both back ends before.
    """

    seed: int
    events: tuple[ScenarioEvent, ...]
    modes: Mapping[int, Mode] = field(default_factory=dict)
    begins_s: float = 0.0
    ends_s: float = 86_400.0

    @property
    def is_install(self) -> bool:
        """Tell whether the watch is installed while the events run."""
        return self.begins_s > 0

    @property
    def lines(self) -> tuple[str, ...]:
        """Describe the crisis for a person."""
        begins = timedelta(seconds=round(self.begins_s))
        return (
            f"{begins!s:>17}  the watch begins",
            *(event.line for event in sorted(self.events, key=lambda event: event.at_s)),
            f"{timedelta(seconds=round(self.ends_s))!s:>17}  the last fault ends",
        )
