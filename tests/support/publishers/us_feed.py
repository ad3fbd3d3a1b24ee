"""Build a feed in the format of the US Department of State, with our own text.

It lists as many destinations as a plausible read needs. All of them are unchanged except the ones
that a test names.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from html import escape

from advisory_watch.core.advisory import Severity
from advisory_watch.core.destinations import destination_names, name_of
from support.builders import LEVELS

WORLD = sorted(destination_names())[:150]
"""The fewest destinations of a plausible read; the real feed lists 211 to 217."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedEntry:
    """The entry of one destination in the feed."""

    severity: Severity = Severity.NORMAL
    issued_on: date = date(2024, 3, 1)
    text: str = "Most visits are trouble-free. Take the care you would take at home."


def a_feed(world: Sequence[str] = WORLD, /, **issues: FeedEntry) -> bytes:
    """Write the feed of `world`; `issues` replaces the entries of some destinations, by code."""
    entries = dict.fromkeys(world, FeedEntry()) | issues
    items = "".join(_item(name_of(code), issue) for code, issue in entries.items())
    return f'<?xml version="1.0"?><rss version="2.0"><channel>{items}</channel></rss>'.encode()


def _item(name: str, issue: FeedEntry) -> str:
    level = LEVELS[issue.severity]
    return f"""
    <item>
      <title>{escape(name)} - {level}</title>
      <link>https://travel.state.gov/{escape(name.lower().replace(" ", "-"))}.html</link>
      <pubDate>{issue.issued_on:%a, %d %b %Y}</pubDate>
      <description><![CDATA[<p>{issue.text}</p>]]></description>
      <category domain="Threat-Level">{level}</category>
    </item>"""


def a_raise() -> FeedEntry:
    """Build a Level 3 issued today: handlers use the real clock, and so must the publisher."""
    return FeedEntry(
        severity=Severity.RECONSIDER,
        issued_on=datetime.now(UTC).date(),
        text="Reconsider travel due to <b>unrest</b>. Demonstrations may turn violent.",
    )
