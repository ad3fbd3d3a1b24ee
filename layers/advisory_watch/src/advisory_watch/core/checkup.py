"""Judges the facts of a health check: facts go in, findings with instructions come out.

A fact that could not be seen is never reported as well. The limits are defined here, each with
its reason. `checkup_standing` judges the facts that need no clock.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from advisory_watch.core import facts as seen
from advisory_watch.core.checkup_standing import STANDING
from advisory_watch.core.findings import Concern, Finding, act, look, well, words
from advisory_watch.core.verdicts.limits import SUBSCRIBERS_TOLD_AFTER

CHECKED_WITHIN = timedelta(hours=1)
"""Twice the longest interval between two checks in the template, the same as in its alarm."""

SWEPT_WITHIN = timedelta(minutes=30)
"""The scheduled retry runs every five minutes; the metric itself may be ten minutes late."""

DIGESTED_WITHIN = timedelta(hours=26)
"""A day, plus the window of its schedule, plus an hour of retries."""

SEALED_WITHIN = DIGESTED_WITHIN
"""Also once a day."""

PUBLISHED_WITHIN = timedelta(hours=2)
"""The front page is written every hour, and retried within the hour."""

RAN_WITHIN = {
    "CheckFunction": CHECKED_WITHIN,
    "WorkFunction": CHECKED_WITHIN,
    "NotifyFunction": SWEPT_WITHIN,
    "DigestFunction": DIGESTED_WITHIN,
    "SealFunction": SEALED_WITHIN,
    "SiteFunction": PUBLISHED_WITHIN,
}

READ_WITHIN = timedelta(hours=3)
"""Publishers are down for an hour every week; after three hours a reader may be missing a raise."""

OWED_WITHIN = timedelta(minutes=10)
"""Two scheduled retries: an alert that waits longer was refused at least once."""


def judge(facts: Iterable[seen.Fact], now: datetime) -> tuple[Finding, ...]:
    """Judge all facts together: a source that is switched off on purpose need not be read."""
    kept = tuple(facts)
    off = {fact.source for fact in kept if isinstance(fact, seen.Schedule) and not fact.is_wanted}
    return tuple(_judged(fact, now, off) for fact in kept)


def status_of(findings: Iterable[Finding]) -> int:
    """Return the exit status: the worst finding; no findings at all count as the worst."""
    return max((finding.concern for finding in findings), default=Concern.ACT).value


def _judged(fact: seen.Fact, now: datetime, off: set[str | None]) -> Finding:
    match fact:
        case seen.Run():
            return _run(fact, now)
        case seen.Sight():
            return _sight(fact, now, is_off=fact.source in off)
        case seen.Debts():
            return _debts(fact, now)
    return STANDING[type(fact)](fact)


def _run(fact: seen.Run, now: datetime) -> Finding:
    about, within = f"{fact.function} runs", RAN_WITHIN.get(fact.function, CHECKED_WITHIN)
    if fact.last_at is None:
        return act(about, "did not run lately", "are its schedules enabled? Is it throttled?")
    age = now - fact.last_at
    if age > within:
        todo = f"expected within {words(within)}: are its schedules enabled? Is it throttled?"
        return act(about, f"last {words(age)} ago", todo)
    return well(about, f"last {words(age)} ago")


def _sight(fact: seen.Sight, now: datetime, *, is_off: bool) -> Finding:
    why = f"its reason: {fact.failure}" if fact.failure else "is it checked at all?"
    if is_off:
        return well(fact.source, "off, as the parameters of the stack say")
    if fact.last_good_at is None:
        todo = why if fact.failure else "`advisory-watch check` reads it; a stack does by itself"
        return look(fact.source, "never read yet", todo)
    age = now - fact.last_good_at
    found = f"last read {words(age)} ago"
    if age > READ_WITHIN:
        return (act if age > SUBSCRIBERS_TOLD_AFTER else look)(fact.source, found, why)
    if fact.unread_documents:
        found += f", {fact.unread_documents} of {fact.documents} documents unread"
        return look(fact.source, found, "the log has `item.refused` or the reason of each")
    return well(fact.source, found)


def _debts(fact: seen.Debts, now: datetime) -> Finding:
    if fact.oldest_at is None:
        return well("outbox", "nothing is owed")
    age, alerts = now - fact.oldest_at, f"{fact.waiting} owed"
    if age > OWED_WITHIN:
        todo = "SNS does not accept: the log of notify has `alert.failed`; on a laptop, run a check"
        return act("outbox", f"{alerts}, the oldest for {words(age)}", todo)
    return well("outbox", f"{alerts}, the oldest for {words(age)}")
