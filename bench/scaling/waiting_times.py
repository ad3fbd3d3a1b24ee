"""Waiting times of messages: every message counts, although they are stored in batches."""

from dataclasses import dataclass, field

SLICES = 8
"""A batch that was delivered over hours is counted in this many parts, each at its middle."""


@dataclass(slots=True)
class WaitingTimes:
    """Waiting times in seconds, each with the number of messages that waited that long."""

    slices: list[tuple[float, float]] = field(default_factory=list)
    count: int = 0
    longest_s: float = 0.0

    def add(self, first_s: float, last_s: float, count: int) -> None:
        """Count a batch, delivered evenly from the first to the last."""
        step_s = (last_s - first_s) / SLICES
        self.slices += [(first_s + (part + 0.5) * step_s, count / SLICES) for part in range(SLICES)]
        self.count += count
        self.longest_s = max(self.longest_s, last_s)

    def quantile_s(self, share: float) -> float:
        """Return the waiting time that this share of messages stayed within; 0 if none."""
        left = share * self.count
        for wait_s, count in sorted(self.slices):
            left -= count
            if left <= 0:
                return wait_s
        return self.longest_s
