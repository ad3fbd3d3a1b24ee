"""What a check of each source takes: measured where it could be, else assumed."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType


@dataclass(frozen=True, slots=True, kw_only=True)
class Habit:
    """What a check of one source takes.

    `seconds` is how long it runs, most of it waiting; `documents` how many it asks for;
    `known_kb` what is known of the source, which every check reads; `health_kb` what it
    remembers of how it went, which every check writes. `alerts` come of it in a month, of
    which `urgent` go to phones. `is_measured` says whether those two are of recorded months.
    `listed` is how many documents are listed, on so many `hosts`; 0 where one document has all,
    which no threshold makes a wide source of.
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
"""A source of which nothing is known: one document, and as much news as Canada has."""

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
        # Feeds of 174 hosts, side by side; a hundred alerts in a month are assumed.
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
        # The index, and each of 226 documents once a day; of its words nothing is recorded.
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
        # A page a second, each page in every check.
        "ie_dfa": replace(
            USUAL, seconds=230, documents=226, known_kb=160, health_kb=15, listed=226
        ),
        "nz_mfat": replace(USUAL, seconds=460, documents=226, health_kb=15, listed=226),
    }
)
