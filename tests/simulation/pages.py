"""What a feed shows of the truth, and how: honestly, or with one of the lies on record."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from html import escape

from advisory_watch.core.destinations import name_of
from advisory_watch.core.scales import Severity
from builders import LEVELS
from simulation.publishers import Issue, Publisher
from simulation.troubles import Lie

STALLED_FOR = timedelta(hours=26)
WRONG_YEARS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One item of a feed: what it shows of which issue."""

    issue: Issue
    severity: Severity
    dated: date
    html: str
    level: str
    is_true: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """A page as it was served; `truths` are the issues that it showed as they are."""

    body: bytes
    truths: tuple[Issue, ...]


def as_it_is(issue: Issue) -> Shown:
    """Show an issue as the publisher means it."""
    return Shown(
        issue=issue,
        severity=issue.severity,
        dated=issue.issued_on,
        html=issue.html,
        level=LEVELS[issue.severity],
    )


def shown(publisher: Publisher, lie: Lie | None, place: int, at: datetime) -> list[Shown]:
    """Lay out the items of a feed at a moment."""
    seen_at = at - STALLED_FOR if lie is Lie.STALLED else at
    truth = [as_it_is(publisher.said(code, seen_at)) for code in publisher.codes]
    place %= len(truth)
    one = truth[place]
    match lie:
        case Lie.REDATED:
            return [replace(each, dated=at.date(), is_true=False) for each in truth]
        case Lie.GONE:
            return [each for number, each in enumerate(truth) if number not in (place, place - 1)]
        case Lie.HALF:
            return truth[: len(truth) // 4]
        case Lie.TWICE:
            return [*truth, _before(publisher, one)]
        case Lie.STALE | Lie.PLACEHOLDER | Lie.WRONG_DATE | Lie.SLIP | Lie.GARBLED:
            truth[place] = _distorted(publisher, lie, one, at)
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
    """Show what was said before, under its own date; the first issue has nothing before it."""
    number = max(1, one.issue.number - 1)
    before = publisher.numbered(one.issue.code, number)
    assert before is not None
    return as_it_is(before)


def rss(items: Sequence[Shown], lie: Lie | None) -> Served:
    """Write the first door's feed."""
    written = "".join(_item(each) for each in items)
    body = f'<?xml version="1.0"?><rss version="2.0"><channel>{written}</channel></rss>'.encode()
    truths = tuple(each.issue for each in items if each.is_true)
    return Served(body=body[:-30] if lie is Lie.CUT else body, truths=truths)


def api(items: Sequence[Shown]) -> Served:
    """Write the second door's list."""
    members = [
        {
            "Title": f"{name_of(each.issue.code)} - {each.level}",
            "Link": _link(each),
            "Category": [],
            "Summary": each.html,
            "Published": f"{each.dated.isoformat()}T00:00:00Z",
        }
        for each in items
    ]
    return Served(body=json.dumps(members).encode(), truths=tuple(each.issue for each in items))


def _item(each: Shown) -> str:
    title = escape(f"{name_of(each.issue.code)} - {each.level}")
    return (
        f"<item><title>{title}</title><link>{_link(each)}</link>"
        f"<pubDate>{each.dated:%a, %d %b %Y}</pubDate>"
        f"<description><![CDATA[{each.html}]]></description></item>"
    )


def _link(each: Shown) -> str:
    return f"https://travel.state.gov/{each.issue.code.lower()}.html"
