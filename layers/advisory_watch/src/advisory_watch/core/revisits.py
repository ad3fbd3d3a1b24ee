"""How long a page rests between two requests, where no index says that it changed.

Pages about destinations in the news are asked more often and the others less often, because most
changes of a level follow another change, and a publisher gets no more requests a day than before.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from advisory_watch.core.clock import is_after
from advisory_watch.core.record import DestinationRecord
from advisory_watch.core.source import Document

NEWS_LASTS = timedelta(days=7)
"""How long a recorded change counts as news about its destination."""

QUIET_STRETCH = 4 / 3
"""How many times its usual rest a page without news rests at most, however few have news.

This frees a quarter of the requests. Half an hour becomes 40 minutes, the longest rest of all.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class RestPlan:
    """The rests of the pages of an endpoint, as multiples of their usual rest (`rest_s`)."""

    news: frozenset[str] = frozenset()
    newsworthy: float = 1.0
    quiet: float = 1.0

    def rest_s(self, document: Document) -> float:
        """Return the seconds between two requests of a page."""
        is_news = bool(self.news & document.destinations)
        return document.rest_s * (self.newsworthy if is_news else self.quiet)


def plan_rests(documents: Iterable[Document], news: frozenset[str]) -> RestPlan:
    """Divide the requests of today among the pages of an endpoint.

    `news` are destinations that changed lately. If all pages or none are about them, every page
    keeps its usual rest.
    """
    resting = [document for document in documents if document.rest_s and not document.moved_at]
    hot = sum(bool(news & document.destinations) for document in resting)
    return rest_plan(len(resting), hot, news)


def rest_plan(pages: int, hot: int, news: frozenset[str] = frozenset()) -> RestPlan:
    """Divide the requests among `pages` that have one usual rest; `hot` of them have news."""
    if not 0 < hot < pages:
        return RestPlan(news=news)
    spent = (pages - hot) / QUIET_STRETCH
    return RestPlan(news=news, newsworthy=hot / (pages - spent), quiet=QUIET_STRETCH)


def changed_lately(records: Iterable[DestinationRecord], at: datetime) -> frozenset[str]:
    """Return the destinations with a change in the last days; a first reading is no change."""
    return frozenset(
        record.destination
        for record in records
        if record.number > 1 and record.recorded_at is not None and _is_news(record.recorded_at, at)
    )


def _is_news(changed_at: datetime, at: datetime) -> bool:
    """Tell whether a change is news; one in the future was recorded under a wrong clock."""
    return not is_after(changed_at, at) and at - changed_at <= NEWS_LASTS
