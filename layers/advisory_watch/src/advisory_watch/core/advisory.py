"""Advisories, snapshots of them, and the scales on which they are compared."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum, IntEnum

from advisory_watch.core import thresholds


class Severity(IntEnum):
    """Our four levels, for filters and colours only: order matters, distance does not."""

    NORMAL = 1
    CAUTION = 2
    RECONSIDER = 3
    DO_NOT_TRAVEL = 4


class Departure(IntEnum):
    """Departure advice: what a government tells its own people about leaving, in rising order.

    A destination can be at the highest level for years before people are advised to leave it.
    """

    NONE = 0
    LIMITED_SERVICES = 1
    AUTHORIZED_DEPARTURE = 2
    ORDERED_DEPARTURE = 3
    OPERATIONS_SUSPENDED = 4
    DEPART_IMMEDIATELY = 5

    @property
    def words(self) -> str:
        """The advice in words: `ordered departure`."""
        return self.name.lower().replace("_", " ")


class Indicator(Enum):
    """A named risk of the US Department of State, by its official letter."""

    CRIME = "C"
    TERRORISM = "T"
    UNREST = "U"
    HEALTH = "H"
    NATURAL_DISASTER = "N"
    TIME_LIMITED_EVENT = "E"
    KIDNAPPING = "K"
    WRONGFUL_DETENTION = "D"
    OTHER = "O"

    @property
    def words(self) -> str:
        """The risk in words: `wrongful detention`."""
        return self.name.lower().replace("_", " ")


class Change(Enum):
    """The kinds of change in a version, most significant first: the first one names the alert."""

    LEVEL_RAISED = "level_raised"
    DEPARTURE_RAISED = "departure_raised"
    PART_RAISED = "part_raised"
    LEVEL_LOWERED = "level_lowered"
    DEPARTURE_LOWERED = "departure_lowered"
    PART_LOWERED = "part_lowered"
    NOTICE_ISSUED = "notice_issued"
    SCOPE_CHANGED = "scope_changed"
    INDICATOR_ADDED = "indicator_added"
    INDICATOR_REMOVED = "indicator_removed"
    WITHDRAWN = "withdrawn"
    TEXT_REVISED = "text_revised"
    REISSUED = "reissued"
    FIRST_SEEN = "first_seen"


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Region:
    """A part of a destination with its own advice, named in the publisher's words."""

    name: str
    severity: Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Notes:
    """Changes that the publisher itself announces in the note of an issue.

    `level_before` are the words for the level that an issue replaces, as the issue itself states
    it, and `severity_before` is that level on our scale. Both are unset if the issue does not
    state it.

    `raised_to` and `lowered_to` come from sentences such as "The advisory level was increased
    to 3". `is_level_kept` and `are_indicators_kept` come from "There were no changes to the
    advisory level or risk indicators", `is_review` from "Reissued after periodic review".

    `parts_raised` are the parts about which the note says that the publisher now advises more.
    `are_parts_lifted` is set if it says that the advice about a part ended; `parts_lifted` are
    the parts that it names for this.
    """

    level_before: str = ""
    severity_before: Severity | None = None
    raised_to: Severity | None = None
    lowered_to: Severity | None = None
    is_level_kept: bool = False
    indicators_added: frozenset[Indicator] = frozenset()
    indicators_removed: frozenset[Indicator] = frozenset()
    are_indicators_kept: bool = False
    is_review: bool = False
    parts_raised: tuple[Region, ...] = ()
    are_parts_lifted: bool = False
    parts_lifted: tuple[Region, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Advisory:
    """One copy of a publisher's advice about one destination.

    `native_level` is verbatim. `severity` is None if the publisher states no level for the
    whole destination ("See Individual Summaries").

    `issued_on` is the publisher's own date, even if implausible, or None if it is unreadable.
    `issued_at` is the exact moment of this issue, if the publisher states one.

    `text` is readable text with single spaces and one paragraph per line. It is None if the
    endpoint carries no text at all, and empty if it should carry text and does not.

    `states_level` is False if the text does not state the level given in the title. `denies_level`
    is set if it states another level for the whole. `is_stub`
    marks the publisher's known placeholder page; the reader sets it. `departure_words` are the
    sentences that decided the departure advice. `lifts_departure` is set if the text says that an
    earlier departure order ended. `notice_id` is the publisher's own
    id of a one-off notice, and None for a state.

    `is_only_copy` is set if the destination has exactly one document of its own. Two different
    texts under one date are then a revision, not the answers of two back ends.
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
    departure_words: tuple[str, ...] = ()
    lifts_departure: bool = False
    issued_on: date | None = None
    issued_at: datetime | None = None
    text: str | None = field(default=None, repr=False)
    url: str | None = None
    states_level: bool = True
    denies_level: bool = False
    is_stub: bool = False
    notes: Notes = Notes()
    notice_id: str | None = None
    is_only_copy: bool = False

    @property
    def gravest_severity(self) -> Severity | None:
        """The graver of whole and part: what filters, colours and counts use."""
        return max(filter(None, (self.severity, self.partial_severity)), default=None)

    @property
    def has_text(self) -> bool:
        """Tell whether this issue has text that was written for it."""
        return bool(self.text) and not self.is_stub


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """An item, document or index entry that could not be read, and the reason.

    `destinations` are the affected destinations; it is empty if any may be affected.
    """

    subject: str
    reason: str
    destinations: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """Everything that one endpoint of a source said at one moment.

    A destination may occur more than once; the order has no meaning. `listed` are destinations
    that the endpoint names but that were not read again, such as the entries of an index.
    `first_reads` are destinations that no earlier read of their document covered;
    `first_documents` are those whose document was never read before.
    """

    source: str
    endpoint: str
    read_at: datetime
    advisories: tuple[Advisory, ...]
    problems: tuple[Problem, ...] = ()
    listed: frozenset[str] = frozenset()
    first_reads: frozenset[str] = frozenset()
    first_documents: frozenset[str] = frozenset()

    @property
    def destinations(self) -> frozenset[str]:
        """The codes of all destinations that the snapshot names."""
        return self.listed | {advisory.destination for advisory in self.advisories}


def is_possible(issued_on: date | None, read_at: datetime) -> bool:
    """Check a date against the time of reading: neither in the future nor years too old.

    Real case: a destination was dated 2030-09-15 for a day. A rule that takes the newest
    date would have ranked it above every true issue for four years.
    """
    if issued_on is None:
        return False
    age = read_at.date() - issued_on
    return -thresholds.FUTURE_DATE_MAX <= age <= thresholds.PAST_DATE_MAX
