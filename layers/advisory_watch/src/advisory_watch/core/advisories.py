"""What a source says about a destination at one moment."""

from dataclasses import dataclass, field
from datetime import date, datetime

from advisory_watch.core.scales import Departure, Indicator, Severity


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Region:
    """A part of a destination with advice of its own, in the publisher's words."""

    name: str
    severity: Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Notes:
    """What the publisher itself says this issue changed, read from its note.

    `raised_to` and `lowered_to` come from sentences such as "The advisory level was
    increased to 3"; `is_level_kept` and `are_indicators_kept` from "There were no
    changes to the advisory level or risk indicators".
    """

    raised_to: Severity | None = None
    lowered_to: Severity | None = None
    is_level_kept: bool = False
    indicators_added: frozenset[Indicator] = frozenset()
    indicators_removed: frozenset[Indicator] = frozenset()
    are_indicators_kept: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Advisory:
    """One copy of a publisher's advice about one destination.

    `native_level` is verbatim. `severity` is None where the publisher states no level
    for the whole destination ("See Individual Summaries"). `issued_on` is the
    publisher's own date, however unlikely, and None where it cannot be read.
    `issued_at` is the exact moment of this issue, where the publisher states one.
    `text` is readable text with single spaces and one paragraph a line; None where the
    door carries no text at all, empty where it should and does not.
    `states_level` is False where those words do not state the level that their title has.
    `is_stub` is set by the reader for the publisher's known placeholder page.
    `lifts_departure` is set where the text says that an earlier departure order ended.
    `notice_id` is the publisher's own id of a one-off notice, None for a state.
    `is_only_copy` is set where the destination has a document of its own, of which there
    is one: then two texts under one date are a revision, not two back ends.
    """

    source: str
    destination: str
    name: str
    native_level: str
    severity: Severity | None
    partial_severity: Severity | None = None
    regions: tuple[Region, ...] = ()
    indicators: frozenset[Indicator] = frozenset()
    departure: Departure = Departure.NONE
    lifts_departure: bool = False
    issued_on: date | None = None
    issued_at: datetime | None = None
    text: str | None = field(default=None, repr=False)
    url: str | None = None
    states_level: bool = True
    is_stub: bool = False
    notes: Notes = Notes()
    notice_id: str | None = None
    is_only_copy: bool = False

    @property
    def has_text(self) -> bool:
        """Tell whether there are words that somebody wrote for this issue."""
        return bool(self.text) and not self.is_stub


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something that could not be read: an item, a document, an entry of an index; and why.

    `destinations` are those that it is about, as far as that is known; empty where it
    may be any.
    """

    subject: str
    reason: str
    destinations: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """All that one door of a source said at one moment.

    The same destination may stand in it more than once; the order means nothing.
    `listed` are destinations that the door names although they were not read anew, such
    as those of an index; `first_reads` those whose document was never read before.
    """

    source: str
    door: str
    read_at: datetime
    advisories: tuple[Advisory, ...]
    problems: tuple[Problem, ...] = ()
    listed: frozenset[str] = frozenset()
    first_reads: frozenset[str] = frozenset()

    @property
    def destinations(self) -> frozenset[str]:
        """The codes of the destinations that are named, however often."""
        return self.listed | {advisory.destination for advisory in self.advisories}
