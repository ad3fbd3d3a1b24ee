"""The use of resources by a check of each source: measured if possible, otherwise assumed."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType


@dataclass(frozen=True, slots=True, kw_only=True)
class Habit:
    """The use of resources by a check of one source.

    `seconds` is its duration, most of it waiting. `documents` is the number of requested
    documents. `known_kb` is the size of the source's records, which every check reads.
    `health_kb` is the size of its health, which every check writes. `alerts` is the number
    of alerts per month; `urgent` of them go to phones. `is_measured` is set if these two
    are from recorded months. `listed` is the number of listed documents, on `hosts` hosts.
    It is 0 if one document has everything; no threshold then makes the source wide.
    """

    seconds: float
    documents: int
    known_kb: float
    health_kb: float
    alerts: float
    urgent: float
    is_measured: bool = False
    listed: int = 0
    hosts: int = 1


USUAL = Habit(seconds=3, documents=1, known_kb=155, health_kb=1, alerts=4.4, urgent=1.4)
"""A source without data: one document, and as many alerts as Canada."""

HABITS: Mapping[str, Habit] = MappingProxyType(
    {
        "us_state": Habit(
            seconds=3,
            documents=1,
            known_kb=150,
            health_kb=1,
            alerts=17.1,
            urgent=6.7,
            is_measured=True,
        ),
        # Feeds of 174 hosts, in parallel; a hundred alerts in a month are assumed.
        "us_embassies": Habit(
            seconds=20,
            documents=174,
            known_kb=210,
            health_kb=4,
            alerts=100,
            urgent=10,
            listed=174,
            hosts=174,
        ),
        # The index, and each of 226 documents once a day; there is no record of its texts.
        "uk_fcdo": Habit(
            seconds=4,
            documents=3,
            known_kb=160,
            health_kb=15,
            alerts=2.7,
            urgent=0.9,
            is_measured=True,
            listed=226,
        ),
        "ca_gac": replace(USUAL, is_measured=True),
        "de_aa": USUAL,
        # One page per second, and every page in each check.
        "ie_dfa": replace(
            USUAL, seconds=230, documents=226, known_kb=160, health_kb=15, listed=226
        ),
        "nz_mfat": replace(USUAL, seconds=460, documents=226, health_kb=15, listed=226),
    }
)
