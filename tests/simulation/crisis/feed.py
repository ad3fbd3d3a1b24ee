"""The whole page of a back end, and how it breaks."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from html import escape

from advisory_watch.core.advisory import Severity
from advisory_watch.core.destinations import name_of
from simulation.crisis.copies import Copy
from simulation.crisis.scenario import BrokenFeed
from support.builders import LEVELS

TODAY = frozenset({BrokenFeed.MOVED_TODAY, BrokenFeed.WORDLESS, BrokenFeed.MOVED_WORDLESS})
MOVED = frozenset({BrokenFeed.MOVED, BrokenFeed.MOVED_TODAY, BrokenFeed.MOVED_WORDLESS})
WORDLESS = frozenset({BrokenFeed.WORDLESS, BrokenFeed.MOVED_WORDLESS})


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedPage:
    """A page as it is served; `copies` are its items by destination."""

    body: bytes
    copies: Mapping[str, Copy]
    is_broken: bool = False


def serve(copies: Mapping[str, Copy], how: BrokenFeed | None, today: date) -> FeedPage:
    """Write the page of a back end; None serves it as it should be."""
    listed = list(copies.items())[:: 2 if how is BrokenFeed.HALF else 1]
    shown = {code: _broken(copy, how, today) if how else copy for code, copy in listed}
    items = "".join(_item(code, copy) for code, copy in shown.items())
    body = f'<?xml version="1.0"?><rss version="2.0"><channel>{items}</channel></rss>'
    return FeedPage(body=body.encode(), copies=shown, is_broken=how is not None)


def list_of(copies: Mapping[str, Copy]) -> bytes:
    """Write the list of the second endpoint."""
    members = [
        {
            "Title": _title(code, copy),
            "Link": _link(code),
            "Category": [],
            "Summary": copy.html,
            "Published": f"{copy.dated_on.isoformat()}T00:00:00Z",
        }
        for code, copy in copies.items()
    ]
    return json.dumps(members).encode()


def _broken(copy: Copy, how: BrokenFeed, today: date) -> Copy:
    if how is BrokenFeed.HALF:
        return copy
    title = Severity(copy.title % 4 + 1) if how in MOVED else copy.title
    is_wordless = how in WORDLESS
    return replace(
        copy,
        title=title,
        dated_on=today if how in TODAY else copy.dated_on,
        html="" if is_wordless else copy.html,
        wording="" if is_wordless else copy.wording,
        is_whole=False,
        is_level_true=copy.is_level_true and how not in MOVED,
    )


def _item(code: str, copy: Copy) -> str:
    return (
        f"<item><title>{escape(_title(code, copy))}</title><link>{_link(code)}</link>"
        f"<pubDate>{copy.dated_on:%a, %d %b %Y}</pubDate>"
        f"<description><![CDATA[{copy.html}]]></description></item>"
    )


def _title(code: str, copy: Copy) -> str:
    return f"{name_of(code)} - {LEVELS[copy.title]}"


def _link(code: str) -> str:
    return f"https://travel.state.gov/{code.lower()}.html"
