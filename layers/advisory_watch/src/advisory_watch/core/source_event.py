"""News about a source itself, and the readers that a message is for."""

from enum import Enum


class SourceEvent(Enum):
    """News about our own access to a source, not about a destination."""

    BLIND = "source_blind"
    RECOVERED = "source_recovered"
    PARTLY_BLIND = "source_partly_blind"
    MASS_MOVE = "source_moved_everything"


class Audience(Enum):
    """The readers that a message is for."""

    SUBSCRIBERS = "subscribers"
    OPERATORS = "operators"
