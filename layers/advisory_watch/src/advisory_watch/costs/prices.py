"""The prices of AWS, the use of each event, and the profiles of the sources, from the TOML files.

Each number has its reason in its file. The programs of `bench/` take their prices from here.
"""

import pkgutil
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cache
from math import inf
from typing import Any

DAYS = 730 / 24
"""The days of a month, which AWS takes as 730 hours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """The price of `per` units in dollars; `as_of` is a month, `2025-06`.

    `figure` names the paid figure of an event; prices.toml explains `certainty`.
    """

    figure: str
    what: str
    usd: float
    unit: str
    page: str
    per: float = 1
    free: float = 0
    as_of: str = "2025-06"
    certainty: str = "sure"

    def of(self, quantity: float) -> float:
        """Return the dollars for a quantity at list price."""
        return quantity * self.usd / self.per


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceProfile:
    """The alerts of a source in a month, its documents and partitions, and the use of a check."""

    alerts: float
    urgent: float
    is_measured: bool = False
    listed: int = 0
    parts: int = 0
    use: Mapping[str, float] = field(default_factory=dict)


def price(name: str) -> Price:
    """Return a price by its name in prices.toml."""
    return prices()[name]


def sms_prices() -> Mapping[str, Price]:
    """Return the known prices of an SMS by country."""
    return prices("sms")


@cache
def prices(table: str = "prices") -> Mapping[str, Price]:
    """Return the prices of a table of prices.toml by name, in the order of the bill."""
    pages, rows = read("prices")["pages"], read("prices")[table].items()
    return {
        name: Price(**{"figure": name, **row, "page": pages[row["page"]]}) for name, row in rows
    }


def assumptions() -> Mapping[str, float]:
    """Return the assumptions that are no use of an event."""
    return dict(read("assumptions")["factors"])


def seconds_together(sources: Collection[str], memory_mb: int) -> float:
    """Return the longest that a check of these sources in one run takes; infinity if unknown.

    It is the duration of a measured run of these sources, and perhaps others, with at most this
    memory: with more, a run never takes longer.
    """
    groups = read("measured").get("groups", {}).values()
    measured = (group for group in groups if group["memory_mb"] <= memory_mb)
    fitting = (group["seconds"] for group in measured if set(sources) <= set(group["sources"]))
    return min(fitting, default=inf)


def source_profiles() -> Mapping[str, SourceProfile]:
    """Return the profiles of all sources that have one, by source."""
    return {source_id: profile_of(source_id) for source_id in read("profiles")["sources"]}


def profile_of(source_id: str) -> SourceProfile:
    """Return the profile of a source; a new source gets the default profile."""
    profiles, measured = read("profiles"), read("measured")["checks"]
    own = profiles["sources"].get(source_id, {})
    use = measured.get(source_id) or measured[profiles["like"]]
    return SourceProfile(**profiles["default"] | own | {"use": use | own.get("use", {})})


@cache
def read(name: str) -> dict[str, Any]:
    """Return one of the TOML files, which explain their tables."""
    return tomllib.loads((pkgutil.get_data(__name__, f"{name}.toml") or b"").decode())
