"""The scales for advice. The publisher's own words are always shown with them."""

from enum import Enum, IntEnum


class Severity(IntEnum):
    """Our four levels, for filters and colours only: order matters, distance does not."""

    NORMAL = 1
    CAUTION = 2
    RECONSIDER = 3
    DO_NOT_TRAVEL = 4


class Departure(IntEnum):
    """Departure advice: what a government tells its own people about leaving, in rising order.

    It is separate from the level: a destination can be at the highest level for years before
    people are advised to leave it.
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
    LEVEL_LOWERED = "level_lowered"
    DEPARTURE_LOWERED = "departure_lowered"
    NOTICE_ISSUED = "notice_issued"
    SCOPE_CHANGED = "scope_changed"
    INDICATOR_ADDED = "indicator_added"
    INDICATOR_REMOVED = "indicator_removed"
    WITHDRAWN = "withdrawn"
    TEXT_REVISED = "text_revised"
    REISSUED = "reissued"
    FIRST_SEEN = "first_seen"
