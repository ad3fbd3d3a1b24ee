"""The true issues of one destination, and their words on each back end."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from random import Random

from advisory_watch.core.advisory import Departure, Severity
from advisory_watch.core.destinations import name_of
from simulation.crisis.scenario import BackEnd
from simulation.publishers import PHRASES

EVENTS = (
    "Shells fall on the suburbs",
    "The airport is closed",
    "Soldiers hold the ministry",
    "Roads to the port are cut",
    "Gangs burn buses",
    "Drones hit the depot",
    "A curfew starts at dusk",
    "Fuel has run out",
    "The border posts are shut",
    "Prisons were stormed",
)
PLACES = (
    "near the capital",
    "in four provinces",
    "along the coast",
    "since Monday",
    "for the third day",
    "as talks failed",
    "after the vote",
    "in the south",
)
LEAVE = (
    "U.S. citizens in {name} should depart immediately.",
    "U.S. citizens in {name} should leave now while commercial flights are available.",
    "We advise U.S. citizens to depart {name} now.",
)
YEAR_OLD = 0
"""The number of the issue before the first one; only an old copy shows it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """One true issue; issues of a destination are numbered in their order from 1.

    `issued_on` is the date that the publisher gives it.
    """

    code: str
    number: int
    severity: Severity
    published_at: datetime
    issued_on: date
    part: Severity | None = None
    tells_to_leave: bool = False
    has_note: bool = False
    lag_s: float = 0.0
    title_lag_s: float = 0.0
    is_dated_first: bool = False

    @property
    def departure(self) -> Departure:
        """The departure advice."""
        return Departure.DEPART_IMMEDIATELY if self.tells_to_leave else Departure.NONE

    def is_graver_than(self, before: "Issue") -> bool:
        """Tell whether this issue advises more than another, of the whole, a part or departure."""
        gravest = max(before.severity, before.part or Severity.NORMAL)
        is_level_graver = self.severity > before.severity
        return is_level_graver or (self.part or 0) > gravest or self.departure > before.departure


_WORDING = re.compile(r"Bulletin (\w+ \d+ [AB])\.")


def wording_of(issue: Issue, back_end: BackEnd) -> str:
    """Name the words of an issue on a back end; the text contains this name."""
    return f"{issue.code} {issue.number} {back_end.value}"


def find_wording(text: str | None) -> str:
    """Find the name of the words in a text; return an empty text if it has none."""
    found = _WORDING.search(text or "")
    return found[1] if found else ""


@lru_cache(maxsize=4096)
def words_of(issue: Issue, back_end: BackEnd) -> str:
    """Write the text of an issue in the words of a back end."""
    random = Random(f"{issue.code} {issue.number} {issue.published_at} {back_end}")
    name = name_of(issue.code)
    told = " ".join(
        f"{random.choice(EVENTS)} {random.choice(PLACES)}." for _ in range(random.randint(2, 4))
    )
    leave = f"<p>{random.choice(LEAVE).format(name=name)}</p>" if issue.tells_to_leave else ""
    level = f"The advisory level was increased to {issue.severity}."
    note = f"<p><em>{level}</em></p>" if issue.has_note else ""
    advice = f"<p>{PHRASES[issue.severity]} {name} due to unrest.</p>"
    bulletin = f"<p>{told} Bulletin {wording_of(issue, back_end)}.</p>"
    return f"{note}{advice}{_part(issue)}{leave}{bulletin}"


def _part(issue: Issue) -> str:
    if issue.part is None:
        return ""
    return f"<p>{PHRASES[issue.part]} the northern province due to armed conflict.</p>"
