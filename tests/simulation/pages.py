"""Write the pages of a feed: the truth, or one of the distortions seen in real feeds."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from html import escape

from advisory_watch.core.advisory import Severity
from advisory_watch.core.destinations import name_of
from simulation.publishers import Issue, Publisher
from simulation.faults import Lie
from support.builders import LEVELS

STALLED_FOR = timedelta(hours=26)
WRONG_YEARS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One item of a feed, with the issue that it shows."""

    issue: Issue
    severity: Severity
    dated: date
    html: str
    level: str
    is_true: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """A page as it was served; `truths` are the issues that it showed correctly."""

    body: bytes
    truths: tuple[Issue, ...]


def as_it_is(issue: Issue) -> Shown:
    """Show an issue as the publisher intends."""
    return Shown(
        issue=issue,
        severity=issue.severity,
        dated=issue.issued_on,
        html=issue.html,
        level=LEVELS[issue.severity],
    )


def shown(publisher: Publisher, lie: Lie | None, place: int, at: datetime) -> list[Shown]:
    """Lay out the items of a feed at a time."""
    seen_at = at - STALLED_FOR if lie is Lie.STALLED else at
    truth = [as_it_is(publisher.said(code, seen_at)) for code in publisher.codes]
    place %= len(truth)
    item = truth[place]
    match lie:
        case Lie.REDATED:
            return [replace(item, dated=at.date(), is_true=False) for item in truth]
        case Lie.GONE:
            return [item for number, item in enumerate(truth) if number not in (place, place - 1)]
        case Lie.HALF:
            return truth[: len(truth) // 4]
        case Lie.TWICE:
            return [*truth, _before(publisher, item)]
        case Lie.STALE | Lie.PLACEHOLDER | Lie.WRONG_DATE | Lie.SLIP | Lie.GARBLED:
            truth[place] = _distorted(publisher, lie, item, at)
    return truth


def _distorted(publisher: Publisher, lie: Lie, one: Shown, at: datetime) -> Shown:
    match lie:
        case Lie.STALE:
            return _before(publisher, one)
        case Lie.PLACEHOLDER:
            words = "<p>Exercise normal precaution</p><p>Summary not available</p>"
            level = LEVELS[Severity.NORMAL]
            return replace(one, html=words, level=level, dated=at.date(), is_true=False)
        case Lie.WRONG_DATE:
            wrong = one.dated.replace(year=one.dated.year + WRONG_YEARS, day=min(one.dated.day, 28))
            return replace(one, dated=wrong, is_true=False)
        case Lie.SLIP:
            other = Severity(one.severity % 4 + 1)
            return replace(one, severity=other, level=LEVELS[other], is_true=False)
        case _:
            return replace(one, level="Level 7: Unheard Of", is_true=False)


def _before(publisher: Publisher, one: Shown) -> Shown:
    """Show the previous issue with its own date; the first issue is shown itself."""
    number = max(1, one.issue.number - 1)
    before = publisher.numbered(one.issue.code, number)
    assert before is not None
    return as_it_is(before)


def rss(items: Sequence[Shown], lie: Lie | None) -> Served:
    """Write the feed of the first endpoint."""
    written = "".join(_item(item) for item in items)
    body = f'<?xml version="1.0"?><rss version="2.0"><channel>{written}</channel></rss>'.encode()
    truths = tuple(item.issue for item in items if item.is_true)
    return Served(body=body[:-30] if lie is Lie.CUT else body, truths=truths)


def api(items: Sequence[Shown]) -> Served:
    """Write the list of the second endpoint."""
    members = [
        {
            "Title": f"{name_of(item.issue.code)} - {item.level}",
            "Link": _link(item),
            "Category": [],
            "Summary": item.html,
            "Published": f"{item.dated.isoformat()}T00:00:00Z",
        }
        for item in items
    ]
    return Served(body=json.dumps(members).encode(), truths=tuple(item.issue for item in items))


def _item(each: Shown) -> str:
    title = escape(f"{name_of(each.issue.code)} - {each.level}")
    return (
        f"<item><title>{title}</title><link>{_link(each)}</link>"
        f"<pubDate>{each.dated:%a, %d %b %Y}</pubDate>"
        f"<description><![CDATA[{each.html}]]></description></item>"
    )


def _link(each: Shown) -> str:
    return f"https://travel.state.gov/{each.issue.code.lower()}.html"
