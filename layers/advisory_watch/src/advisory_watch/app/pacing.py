"""Politeness to inboxes: emails leave one by one, and not faster than they are carried."""

from collections.abc import Callable

EMAILS_PER_SECOND = 4.0
"""Amazon SNS carries ten emails a second to a subscription, and drops or suspends beyond that.

Doorbell and sweep may send at the same time, and do not know of one another: two times
four is eight, and two are left."""


class Pacer:
    """Lets emails out one by one.

    `monotonic` and `wait` are in seconds. The gap is kept from one drain to the next, as
    long as the process lives.
    """

    def __init__(
        self,
        *,
        monotonic: Callable[[], float],
        wait: Callable[[float], None],
        per_second: float = EMAILS_PER_SECOND,
    ) -> None:
        self._monotonic = monotonic
        self._wait = wait
        self._gap_s = 1 / per_second
        self._free_at = float("-inf")

    def turn(self) -> None:
        """Wait until one more email may leave."""
        rest_s = self._free_at - self._monotonic()
        if rest_s > 0:
            self._wait(rest_s)
        self._free_at = self._monotonic() + self._gap_s
