"""A bill: the quantity, cause and price of each line."""

from collections.abc import Iterable
from dataclasses import dataclass

from advisory_watch.core.costs.prices import Price


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One price and its quantity per month; `driver` explains the quantity."""

    price: Price
    quantity: float
    driver: str

    @property
    def usd(self) -> float:
        """The cost at list price."""
        return self.price.of(self.quantity)

    @property
    def free_usd(self) -> float:
        """The free share of it, if nothing else in the account uses the free tier."""
        return self.price.of(min(self.quantity, self.price.free))


@dataclass(frozen=True, slots=True, kw_only=True)
class Bill:
    """All lines of a month, in the order of the data flow."""

    lines: tuple[Line, ...]

    @property
    def usd(self) -> float:
        """The cost of the month at list price."""
        return sum(line.usd for line in self.lines)

    @property
    def free_usd(self) -> float:
        """The share that stays free without end, for an account in which nothing else runs."""
        return sum(line.free_usd for line in self.lines)


def bill_of(lines: Iterable[Line]) -> Bill:
    """Build a bill; lines with quantity 0 are left out."""
    return Bill(lines=tuple(line for line in lines if line.quantity > 0))
