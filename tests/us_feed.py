"""A feed in the format of the US Department of State, in our own words, whole and small.

The world of the feed has as many destinations as a plausible read needs; all of them
stay at Level 1 but for those a test names.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from html import escape

from advisory_watch.core.destinations import CODES, name_of
from advisory_watch.core.scales import Severity
from builders import LEVELS

WORLD = sorted(CODES)[:200]
ISSUED_ON = date(2024, 3, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """What the feed says about one destination."""

    severity: Severity = Severity.NORMAL
    issued_on: date = ISSUED_ON
    text: str = "Most visits are trouble-free. Take the care you would take at home."
