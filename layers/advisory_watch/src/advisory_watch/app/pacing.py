"""Limit the rate of emails to the rate at which Amazon SNS delivers them."""

from collections.abc import Callable

EMAILS_PER_SECOND = 4.0
"""Amazon SNS delivers ten emails a second to a subscription, and drops or suspends beyond that.

The stream trigger and the scheduled retry may send at the same time, without coordination. Two
times four is eight, which leaves a margin of two.
"""


class Pacer:
    """Spaces emails evenly.

    `monotonic` and `wait` are in seconds. The interval also holds between two runs of the
    dispatcher in the same process.
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
        """Wait until the next email may leave."""
        rest_s = self._free_at - self._monotonic()
        if rest_s > 0:
            self._wait(rest_s)
        self._free_at = self._monotonic() + self._gap_s
