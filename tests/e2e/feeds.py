"""The feeds that the publisher serves: a quiet world, three changes, and a burst."""

from datetime import UTC, datetime, timedelta

from advisory_watch.core.advisory import Severity
from advisory_watch.core.destinations import destination_names
from support.publishers.us_feed import FeedEntry, a_feed

LEAVE = "U.S. citizens residing or travelling in Russia should depart immediately."
BURST = 60
RAISED_IN_BURST = 40
"""Fewer than a fifth of the feed.

A move of a fifth at once, or of a tenth under one date, counts as an error of the feed.
"""

WORLD = sorted(destination_names())[:240]
BEFORE = dict.fromkeys(WORLD, FeedEntry()) | {
    "NP": FeedEntry(severity=Severity.CAUTION),
    "RU": FeedEntry(
        severity=Severity.DO_NOT_TRAVEL, text="Do not travel to Russia due to the war."
    ),
}


def first_feed() -> bytes:
    """Write the feed of a quiet world."""
    return a_feed(**BEFORE)


def second_feed() -> bytes:
    """Write the feed with the changes of three destinations."""
    return a_feed(**BEFORE | news())


def raised_feed() -> bytes:
    """Write the feed with the raise of Kuwait alone."""
    return a_feed(**BEFORE | {"KW": news()["KW"]})


def news() -> dict[str, FeedEntry]:
    """Raise Kuwait, advise to leave Russia, and lower Nepal, which is not urgent."""
    today = datetime.now(UTC).date()
    return {
        "KW": FeedEntry(
            severity=Severity.RECONSIDER,
            issued_on=today,
            text="Reconsider travel to Kuwait due to <b>terrorism</b>.",
        ),
        "RU": FeedEntry(
            severity=Severity.DO_NOT_TRAVEL,
            issued_on=today,
            text=f"Do not travel to Russia due to the war. {LEAVE}",
        ),
        "NP": FeedEntry(
            severity=Severity.NORMAL,
            issued_on=today,
            text="Exercise normal precautions in Nepal. The advisory level was lowered.",
        ),
    }


def burst_feed() -> bytes:
    """Change sixty destinations at once, forty of them to a higher level."""
    today = datetime.now(UTC).date()
    quiet = sorted(set(WORLD) - {"KW", "NP", "RU"})
    burst = {
        code: FeedEntry(
            severity=Severity.RECONSIDER if index < RAISED_IN_BURST else Severity.NORMAL,
            issued_on=today - timedelta(days=index % 6),
            text="Reconsider travel due to <b>unrest</b>. Demonstrations may turn violent."
            if index < RAISED_IN_BURST
            else "Exercise normal precautions. Demonstrations may turn violent near embassies.",
        )
        for index, code in enumerate(quiet[:BURST])
    }
    return a_feed(**BEFORE | news() | burst)
