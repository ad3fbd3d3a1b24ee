"""The scales we measure advice on; the publishers' own words always stand beside them."""

from enum import Enum, IntEnum


class Severity(IntEnum):
    """Our four steps, for filters and colours only: order matters, distance does not."""

    NORMAL = 1
    CAUTION = 2
    RECONSIDER = 3
    DO_NOT_TRAVEL = 4


class Departure(IntEnum):
    """What a government tells its own people about leaving, in rising order.

    The ladder stands beside the level: a destination can be at the highest level
    for years before people are told to leave it.
    """

    NONE = 0
    LIMITED_SERVICES = 1
    AUTHORIZED_DEPARTURE = 2
    ORDERED_DEPARTURE = 3
    OPERATIONS_SUSPENDED = 4
    DEPART_IMMEDIATELY = 5

    @property
    def words(self) -> str:
        """Say it as a sentence would: `ordered departure`."""
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
        """Say it as a sentence would: `wrongful detention`."""
        return self.name.lower().replace("_", " ")


class Change(Enum):
    """What a new version changed, most telling first: the first one names the alert."""

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
