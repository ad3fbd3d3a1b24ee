"""An alert as an event for programs, by CloudEvents 1.0."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CloudEvent:
    """One event.

    `id` is the id of the alert, so that a repeated event can be dropped. `body` is the whole event
    in the structured mode of the JSON format, with the same `type` and the same time.
    """

    id: str
    type: str
    at: datetime
    body: str = field(repr=False)
