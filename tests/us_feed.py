"""A feed in the format of the US Department of State, in our own words.

Its world has as many destinations as a plausible read needs; all of them stay as they
are but those that a test names.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from html import escape

from advisory_watch.core.destinations import CODES, name_of
from advisory_watch.core.scales import Severity
from builders import LEVELS

WORLD = sorted(CODES)[:150]
"""As few as a plausible read may have; the real feed lists 211 to 217."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """What the feed says about one destination."""

    severity: Severity = Severity.NORMAL
    issued_on: date = date(2024, 3, 1)
    text: str = "Most visits are trouble-free. Take the care you would take at home."


def a_feed(world: Sequence[str] = WORLD, /, **issues: Issue) -> bytes:
    """Write the feed of a world, as it is for the destinations named by their codes."""
    said = dict.fromkeys(world, Issue()) | issues
    items = "".join(_item(name_of(code), issue) for code, issue in said.items())
    return f'<?xml version="1.0"?><rss version="2.0"><channel>{items}</channel></rss>'.encode()


def _item(name: str, issue: Issue) -> str:
    level = LEVELS[issue.severity]
    return f"""
    <item>
      <title>{escape(name)} - {level}</title>
      <link>https://travel.state.gov/{escape(name.lower().replace(" ", "-"))}.html</link>
      <pubDate>{issue.issued_on:%a, %d %b %Y}</pubDate>
      <description><![CDATA[<p>{issue.text}</p>]]></description>
      <category domain="Threat-Level">{level}</category>
    </item>"""


def a_raise() -> Issue:
    """Issue a Level 3 of today: handlers live at the real time, and so does their publisher."""
    return Issue(
        severity=Severity.RECONSIDER,
        issued_on=datetime.now(UTC).date(),
        text="Reconsider travel due to <b>unrest</b>. Demonstrations may turn violent.",
    )
