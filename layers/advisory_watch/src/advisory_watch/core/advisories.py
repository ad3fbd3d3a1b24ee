"""Values for the advice that a source publishes: advisories, problems and snapshots."""

from dataclasses import dataclass, field
from datetime import date, datetime

from advisory_watch.core.scales import Departure, Indicator, Severity


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Region:
    """A part of a destination with its own advice, named in the publisher's words."""

    name: str
    severity: Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Notes:
    """Changes that the publisher itself announces in the note of an issue.

    `raised_to` and `lowered_to` come from sentences such as "The advisory level was increased
    to 3". `is_level_kept` and `are_indicators_kept` come from "There were no changes to the
    advisory level or risk indicators".
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

    `native_level` is verbatim. `severity` is None if the publisher states no level for the
    whole destination ("See Individual Summaries").

    `issued_on` is the publisher's own date, even if implausible, or None if it is unreadable.
    `issued_at` is the exact moment of this issue, if the publisher states one.

    `text` is readable text with single spaces and one paragraph per line. It is None if the
    endpoint carries no text at all. It is empty if the endpoint should carry text and does
    not.

    `states_level` is False if the text does not state the level given in the title. `is_stub`
    marks the publisher's known placeholder page; the reader sets it. `lifts_departure` is set
    if the text says that an earlier departure order ended. `notice_id` is the publisher's own
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
        """Tell whether this issue has text that was written for it."""
        return bool(self.text) and not self.is_stub


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """An item, document or index entry that could not be read, and the reason.

    `destinations` are the affected destinations, if known. It is empty if any destination may
    be affected.
    """

    subject: str
    reason: str
    destinations: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A snapshot: everything that one endpoint of a source said at one moment.

    A destination may occur more than once; the order has no meaning. `listed` are destinations
    that the endpoint names but that were not read again, such as the entries of an index.
    `first_reads` are destinations whose document was never read before.
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
        """The codes of all destinations that the snapshot names."""
        return self.listed | {advisory.destination for advisory in self.advisories}
