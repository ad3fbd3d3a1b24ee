"""Measures the cost of one feed of 200 destinations when it differs but contains no news.

usage: python bench/unchanged_feed.py

The feed of `speed.site` is read, compared with a ledger that already has it, and found
unchanged. Each time, one more byte follows the last item, so that no hash saves the reading.
Prints CPU time: for the first check in a process, and the median of the others. The fetch
itself is not included.
"""

import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from statistics import median

from speed.advice import all_advice
from speed.hosts import FEED
from speed.page_formats import us_feed_body
from speed.site import BEFORE

from advisory_watch.app.check import Check
from advisory_watch.app.ports import Answer
from advisory_watch.bootstrap.local import open_memory
from advisory_watch.bootstrap.rule_set import rule_set_version
from advisory_watch.core.page import FetchRequest, Page
from advisory_watch.sources import SOURCES

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
CHECKS = 21
GOAL_MS = 40


class GrowingFeedWeb:
    """Implements the port `Web` without a network: the same feed again, one byte longer."""

    def __init__(self, body: bytes) -> None:
        self._body = body

    def fetch_each(self, asks: Sequence[FetchRequest], until: datetime | None) -> Iterator[Answer]:
        """Yield the feed with one more byte."""
        del until
        self._body += b"\n"
        yield from (Page(target=ask.target, body=self._body, fetched_at=NOON) for ask in asks)


def main() -> int:
    """Print both figures; return 1 if the goal is missed."""
    source = SOURCES[FEED]
    body = us_feed_body(all_advice(FEED), BEFORE)
    cpu_ms = []
    with open_memory() as home:
        check = Check(
            rule_set_version=rule_set_version,
            web=GrowingFeedWeb(body),
            ledger=home.ledger,
            archive=home.archive,
            clock=lambda: NOON,
        )
        for _ in range(CHECKS):
            began = time.process_time()
            (outcome,) = check.run([replace(source, endpoints=source.endpoints[:1])])
            cpu_ms.append((time.process_time() - began) * 1000)
            if not outcome.ok or outcome.changes:
                raise AssertionError(outcome.reason or outcome.changes)
    first, repeated = cpu_ms[0], median(cpu_ms[1:])
    print(f"{len(body) / 1e6:.2f} MB, {outcome.destinations} destinations, unchanged:")
    print(f"first time in a process {first:.0f} ms, then {repeated:.0f} ms (goal: {GOAL_MS})")
    return int(repeated > GOAL_MS)


if __name__ == "__main__":
    sys.exit(main())
