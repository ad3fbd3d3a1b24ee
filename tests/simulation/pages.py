"""Write the pages of a feed: the truth, or one of the distortions seen in real feeds."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from html import escape

from advisory_watch.core.advisory import Severity
from advisory_watch.core.destinations import name_of
from simulation.faults import Distortion
from simulation.publishers import Issue, SimulatedPublisher
from support.builders import LEVELS

STALLED_FOR = timedelta(hours=26)
WRONG_YEARS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedItem:
    """One item of a feed, with the issue that it shows."""

    issue: Issue
    severity: Severity
    dated_on: date
    html: str
    level: str
    is_true: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ServedPage:
    """A page as it was served; `true_issues` are the issues that it showed correctly."""

    body: bytes
    true_issues: tuple[Issue, ...]


def true_item(issue: Issue) -> FeedItem:
    """Show an issue as the publisher intends."""
    return FeedItem(
        issue=issue,
        severity=issue.severity,
        dated_on=issue.issued_on,
        html=issue.html,
        level=LEVELS[issue.severity],
    )


def feed_items(
    publisher: SimulatedPublisher, distortion: Distortion | None, destination: int, at: datetime
) -> list[FeedItem]:
    """Lay out the items of a feed at a time."""
    shown_at = at - STALLED_FOR if distortion is Distortion.STALLED else at
    items = [true_item(publisher.issue_in_force(code, shown_at)) for code in publisher.codes]
    destination %= len(items)
    item = items[destination]
    match distortion:
        case Distortion.REDATED:
            return [replace(item, dated_on=at.date(), is_true=False) for item in items]
        case Distortion.GONE:
            return [
                item
                for number, item in enumerate(items)
                if number not in (destination, destination - 1)
            ]
        case Distortion.HALF:
            return items[: len(items) // 4]
        case Distortion.TWICE:
            return [*items, _previous_item(publisher, item)]
        case (
            Distortion.STALE
            | Distortion.PLACEHOLDER
            | Distortion.WRONG_DATE
            | Distortion.SLIP
            | Distortion.GARBLED
        ):
            items[destination] = _distorted(publisher, distortion, item, at)
    return items


def _distorted(
    publisher: SimulatedPublisher, distortion: Distortion, item: FeedItem, at: datetime
) -> FeedItem:
    match distortion:
        case Distortion.STALE:
            return _previous_item(publisher, item)
        case Distortion.PLACEHOLDER:
            text = "<p>Exercise normal precaution</p><p>Summary not available</p>"
            level = LEVELS[Severity.NORMAL]
            return replace(item, html=text, level=level, dated_on=at.date(), is_true=False)
        case Distortion.WRONG_DATE:
            wrong = item.dated_on.replace(
                year=item.dated_on.year + WRONG_YEARS, day=min(item.dated_on.day, 28)
            )
            return replace(item, dated_on=wrong, is_true=False)
        case Distortion.SLIP:
            other = Severity(item.severity % 4 + 1)
            return replace(item, severity=other, level=LEVELS[other], is_true=False)
        case _:
            return replace(item, level="Level 7: Unheard Of", is_true=False)


def _previous_item(publisher: SimulatedPublisher, item: FeedItem) -> FeedItem:
    """Show the previous issue with its own date; the first issue is shown itself."""
    number = max(1, item.issue.number - 1)
    previous = publisher.issue_numbered(item.issue.code, number)
    assert previous is not None
    return true_item(previous)


def rss(items: Sequence[FeedItem], distortion: Distortion | None) -> ServedPage:
    """Write the feed of the first endpoint."""
    written = "".join(_item(item) for item in items)
    body = f'<?xml version="1.0"?><rss version="2.0"><channel>{written}</channel></rss>'.encode()
    true_issues = tuple(item.issue for item in items if item.is_true)
    return ServedPage(
        body=body[:-30] if distortion is Distortion.CUT else body, true_issues=true_issues
    )


def api(items: Sequence[FeedItem]) -> ServedPage:
    """Write the list of the second endpoint."""
    members = [
        {
            "Title": f"{name_of(item.issue.code)} - {item.level}",
            "Link": _link(item),
            "Category": [],
            "Summary": item.html,
            "Published": f"{item.dated_on.isoformat()}T00:00:00Z",
        }
        for item in items
    ]
    return ServedPage(
        body=json.dumps(members).encode(), true_issues=tuple(item.issue for item in items)
    )


def _item(item: FeedItem) -> str:
    title = escape(f"{name_of(item.issue.code)} - {item.level}")
    return (
        f"<item><title>{title}</title><link>{_link(item)}</link>"
        f"<pubDate>{item.dated_on:%a, %d %b %Y}</pubDate>"
        f"<description><![CDATA[{item.html}]]></description></item>"
    )


def _link(item: FeedItem) -> str:
    return f"https://travel.state.gov/{item.issue.code.lower()}.html"
