"""Until when something may still be begun."""

from collections.abc import Callable
from datetime import datetime, timedelta


class TooLate(Exception):
    """The turn at a host would come after the deadline; nothing was asked."""


class Deadline:
    """A moment, or for ever; ended early by `end`, or with the deadline it lies `within`.

    What was begun before goes on: it has limits of its own.
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
        """Let nothing more begin."""
        self._is_ended = True

    def allows(self, after_s: float = 0.0) -> bool:
        """Tell whether something may still begin, now or after some seconds."""
        if self._is_ended or (self._within is not None and not self._within.allows(after_s)):
            return False
        return self._until is None or self._clock() + timedelta(seconds=after_s) <= self._until

    def require(self, after_s: float = 0.0) -> None:
        """Raise `TooLate` where nothing may begin any more."""
        if not self.allows(after_s):
            raise TooLate
