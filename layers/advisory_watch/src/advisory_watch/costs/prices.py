"""List prices of AWS, assumptions about usage, and profiles of the sources.

The numbers and their reasons are in the TOML files of this folder; the programs of `bench/` take
theirs from here.
"""

import pkgutil
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import Any


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
class Assumptions:
    """The use per event; assumptions.toml has the reason of each number."""

    sweep_seconds: int
    sweep_read_units: int
    ring_seconds: int
    digest_seconds: int
    digest_read_units: int
    alert_read_units: int
    alert_write_units: int
    pages_kept: int
    request_kb: int
    ledger_gb: float
    archive_gb: float
    key_requests_an_hour: int
    log_kb: float
    traced_a_second: int
    traced_beyond: float
    metrics_of_every_hour: int
    metrics_of_trouble: int
    hours_of_trouble: int
    metrics_of_alerts: int
    handing_seconds: int
    hosts_at_once: int
    worker_start_seconds: int
    part_seconds: float
    parts_a_send: int
    taking_requests: int
    pollers: int
    poll_seconds: int
    part_document_kb: float
    health_kb: int
    recall_read_units: int
    part_log_kb: float
    work_metrics_of_trouble: int
    work_metrics_of_alerts: int
    work_key_requests_an_hour: int
    site_metrics: int
    site_seconds: int
    site_whole_seconds: int
    site_whole_read_units: int
    site_run_files: int
    site_alert_files: int
    site_view_requests: int
    site_view_kb: int
    site_gb: float
    site_views: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceProfile:
    """The use of resources by a check of one source; profiles.toml explains each number."""

    seconds: float
    documents: int
    known_kb: float
    health_kb: float
    alerts: float
    urgent: float
    is_measured: bool = False
    listed: int = 0
    hosts: int = 1


def price(name: str) -> Price:
    """Return a price by its name in prices.toml."""
    return prices()[name]


@cache
def prices() -> Mapping[str, Price]:
    """Return all prices by name, SMS excepted."""
    return _prices("prices")


@cache
def sms_prices() -> Mapping[str, Price]:
    """Return the known prices of an SMS by country."""
    return _prices("sms")


@cache
def assumptions() -> Assumptions:
    """Return the assumptions about usage."""
    return Assumptions(**_read("assumptions"))


@cache
def source_profiles() -> Mapping[str, SourceProfile]:
    """Return the profiles of all sources that have one, by source."""
    profiles = _read("profiles")
    return {
        source_id: SourceProfile(**{**profiles["default"], **own})
        for source_id, own in profiles["sources"].items()
    }


def profile_of(source_id: str) -> SourceProfile:
    """Return the profile of a source, or the default for a source without one."""
    return source_profiles().get(source_id) or SourceProfile(**_read("profiles")["default"])


def _prices(table: str) -> Mapping[str, Price]:
    read = _read("prices")
    return {
        name: Price(
            **{
                **row,
                "page": read["pages"][row["page"]],
                "certainty": Certainty[row.get("certainty", "sure").upper()],
            }
        )
        for name, row in read[table].items()
    }


@cache
def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((pkgutil.get_data(__name__, f"{name}.toml") or b"").decode())
