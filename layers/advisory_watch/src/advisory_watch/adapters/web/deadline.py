"""Decide until when a request may still begin."""

from collections.abc import Callable
from datetime import datetime, timedelta


class TooLate(Exception):
    """The turn at a host would come after the deadline; no request was sent."""


class Deadline:
    """An optional time limit for beginning requests.

    `end` ends it early, and so does the end of the outer deadline `within`. A request that has
    begun goes on: it has limits of its own.
    """

    def __init__(
        self,
        clock: Callable[[], datetime],
        until: datetime | None = None,
        within: "Deadline | None" = None,
    ) -> None:
        self._clock = clock
        self._until = until
        self._within = within
        self._is_ended = False

    def end(self) -> None:
        """Stop all further requests from beginning."""
        self._is_ended = True

    def allows(self, after_s: float = 0.0) -> bool:
        """Return whether a request may still begin, now or after some seconds."""
        if self._is_ended or (self._within is not None and not self._within.allows(after_s)):
            return False
        return self._until is None or self._clock() + timedelta(seconds=after_s) <= self._until

    def require(self, after_s: float = 0.0) -> None:
        """Raise `TooLate` if no request may begin any more."""
        if not self.allows(after_s):
            raise TooLate
