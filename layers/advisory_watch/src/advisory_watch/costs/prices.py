"""The prices of AWS, the use of each run, and the profiles of the sources, from the TOML files.

Each number has its reason in its file. The programs of `bench/` take their prices from here.
"""

import pkgutil
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cache
from typing import Any

Amounts = Mapping[str, float]
"""Quantities of one event, by the name of a price or of a raw figure such as `cpu_s`."""


class Certainty(Enum):
    """The reliability of a price."""

    SURE = "unchanged for years"
    LIKELY = "changed within recent years, or has parts; look at the page"
    UNSURE = "changes every few months; the order of magnitude is right"


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """The price of `per` units in dollars; `as_of` is a month, `2025-06`."""

    what: str
    usd: float
    unit: str
    page: str
    per: float = 1
    free: float = 0
    as_of: str = "2025-06"
    certainty: Certainty = Certainty.SURE

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
    use: Amounts = field(default_factory=dict)


def price(name: str) -> Price:
    """Return a price by its name in prices.toml."""
    return prices()[name]


@cache
def prices(table: str = "prices") -> Mapping[str, Price]:
    """Return the prices of a table of prices.toml by name, in the order of the bill."""
    read = _read("prices")
    named = {"page": read["pages"], "certainty": {item.name.lower(): item for item in Certainty}}
    return {
        name: Price(**{key: named[key][of] if key in named else of for key, of in row.items()})
        for name, row in read[table].items()
    }


def sms_prices() -> Mapping[str, Price]:
    """Return the known prices of an SMS by country."""
    return prices("sms")


@cache
def uses() -> Mapping[str, Amounts]:
    """Return the use of each kind of event: assumed, or measured."""
    return {**_read("assumptions")["uses"], **_read("measured")["runs"]}


def assumptions(table: str = "factors") -> Amounts:
    """Return the assumptions that are no use of an event."""
    return dict(_read("assumptions")[table])


@cache
def source_profiles() -> Mapping[str, SourceProfile]:
    """Return the profiles of all sources that have one, by source."""
    return {source_id: profile_of(source_id) for source_id in _read("profiles")["sources"]}


def profile_of(source_id: str) -> SourceProfile:
    """Return the profile of a source; a new source gets the default profile."""
    profiles, measured = _read("profiles"), _read("measured")["checks"]
    own = profiles["sources"].get(source_id, {})
    use = measured.get(source_id) or measured[profiles["like"]]
    return SourceProfile(**profiles["default"] | own | {"use": use | own.get("use", {})})


@cache
def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((pkgutil.get_data(__name__, f"{name}.toml") or b"").decode())
