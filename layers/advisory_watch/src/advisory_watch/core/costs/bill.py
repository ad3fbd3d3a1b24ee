"""A bill of lines: what is used, what drives it, and what that costs."""

from collections.abc import Iterable
from dataclasses import dataclass

from advisory_watch.core.costs.prices import Price


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One price and how much of it is used in a month; `driver` says what makes it that much."""

    price: Price
    quantity: float
    driver: str

    @property
    def usd(self) -> float:
        """What this costs at list price."""
        return self.price.of(self.quantity)

    @property
    def free_usd(self) -> float:
        """How much of it nobody pays, where nothing else in the account uses what is free."""
        return self.price.of(min(self.quantity, self.price.free))


@dataclass(frozen=True, slots=True, kw_only=True)
class Bill:
    """All lines of a month, in the order of the way of data."""

    lines: tuple[Line, ...]

    @property
    def usd(self) -> float:
        """What the month costs at list price."""
        return sum(each.usd for each in self.lines)

    @property
    def free_usd(self) -> float:
        """What of it is free for ever, for an account in which nothing else runs."""
        return sum(each.free_usd for each in self.lines)


def bill_of(lines: Iterable[Line]) -> Bill:
    """Put lines together; what is not used has none."""
    return Bill(lines=tuple(each for each in lines if each.quantity > 0))
