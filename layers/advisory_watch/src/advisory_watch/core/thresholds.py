"""Every number that a rule uses, with its reason; none is fitted to one destination or day."""

from datetime import datetime, timedelta

FUTURE_DATE_MAX = timedelta(days=1)
"""A date of tomorrow can be right: Kiribati is 14 hours ahead of UTC. A later one cannot."""

PAST_DATE_MAX = timedelta(days=15 * 365)
"""No government leaves its advice unreviewed for so long; an older date is an error."""

WATCH_SETTLES_IN = timedelta(days=14)
"""How long after the first snapshot it may still turn out to be stale."""

PUBLISHING_LAG_MAX = timedelta(days=7)
"""How long after its date an issue may first appear; an older one was in force before."""

DATE_SLIP_MAX = timedelta(days=3)
"""The largest difference between two dates of one issue, due to back ends and time zones."""

FRESH_ISSUE = timedelta(days=7)
"""An addition to the text of an issue this recent is news; later it is another copy."""

GRAVER_TOLD_AFTER = timedelta(hours=2)
"""The deadline of graver advice that a rule doubts, counted from when it was first seen.

A request minutes later reaches the same broken back end; another endpoint is asked at once.
"""

CANDIDATE_LAPSES_AFTER = timedelta(hours=12)
"""When a graver candidate is forgotten that the recorded copy has replaced.

Two back ends answer in turn, so one read of the recorded copy refutes nothing. A fault of an hour
that comes back days later begins a new wait.
"""

LOWERING_CONFIRMED_AFTER = timedelta(hours=36)
"""A doubtful lowering, or weak evidence, must last longer than a day.

Most faults were gone on the next day. Late news that things are better hurts no traveller.
"""

DISPUTE_ENDS_AFTER = timedelta(days=5)
"""How long milder advice under the date of the record must stay alone, without the recorded copy.

Two back ends serve in turn, each for hours or a day or two, so shorter proves nothing. Without an
end, a second and milder issue of one day would never be recorded.
"""

DISPUTE_NOTED_EVERY = timedelta(hours=1)
"""How often a return of the recorded copy is written: two back ends may alternate at each read."""

MASS_SHARE = 0.2
"""If a fifth of all destinations vanish, move or fail at once, the source is at fault.

The largest true burst on record moved under a twentieth of a publisher's destinations in a
day. The pandemic of 2020 was larger; one agreeing read would have confirmed it.
"""

REDATED_SHARE = 0.1
"""If a tenth of all destinations carry one new date, the publisher re-dated them in bulk."""

MASS_MIN = 5
"""Shares of a few items mean nothing: fewer destinations than this are never a mass."""

MASS_TOLD_FROM = 20
"""Fewer destinations than this are reported one by one, even if they are a fifth of a small source.

A fifth of a large source, and at least so many, are reported as one message that names them all. On
record, a government changed ten destinations on its busiest day outside the pandemic: each of those
is news by itself, also on a phone. Twice as many within a minute are not read one by one.
"""

MASS_EVENT_ENDS_AFTER = timedelta(days=2)
"""A source that moves everything again this soon is the same event: operators know of it.

That is longer than the longest wait for a confirming read.
"""

WITHDRAWN_AFTER = timedelta(days=7)
"""Items drop out of feeds for days and return; after a week the absence is intended."""

WITHDRAWN_SHARE_MAX = 0.02
"""Publishers withdraw one destination at a time; several that vanish together may be a fault."""

WITHDRAWN_TOGETHER_AFTER = timedelta(days=14)
"""How long several destinations must be missing before all of them count as withdrawn.

The longest fault on record hid twenty destinations for four days. After two weeks the
publisher means it, and advice that no longer exists must not be shown any longer.
"""

SHORTER_LIST_ACCEPTED_AFTER = timedelta(days=1)
"""How long the same fifth of a list must be missing before the rest counts as the whole list.

Most faults were gone on the next day. Accepting the list withdraws no destination: that takes
`WITHDRAWN_TOGETHER_AFTER`.
"""

SECOND_ENDPOINT_ASKED_AFTER = (timedelta(minutes=5), timedelta(minutes=15), timedelta(minutes=45))
"""When a second endpoint is asked again about a graver change that is still in doubt.

Its copy may be some minutes behind. Later the wait doubles or triples, because a publisher's
interface behind bot protection bans clients with needless requests.
"""

SECOND_ENDPOINT_ASKED_EVERY = timedelta(hours=1)
"""How often a second endpoint is asked after that, for as long as the doubt lasts."""

KNOWN_COPIES_MAX = 24
"""How many copies of a destination are remembered; one alternated between five for months."""

NOTICES_JUDGED_MAX = 50
"""How many of the newest notices of a destination are judged; such feeds show ten.

If more were judged than are remembered, they would be news again in every snapshot.
"""

SEEN_NOTICES_MAX = 400
"""How many names of notices are remembered for a destination; the oldest are dropped.

Each notice has two names. That makes 100 for all judged notices. The rest is for notices that left
the feed and may return to it. 400 short hashes take 8 kB of an item that may have 400 kB.
"""

KNOWN_NOTICES_MAX = 60
"""How many notices are remembered with their words: more than are judged."""

GONE_NOTICES_MAX = 10
"""How many of them may have left the feed: those that return if newer ones are deleted."""

NOTICE_COPIES_MAX = 12
"""How many copies of a notice are remembered: more than a site's caches alternate between."""

FIRST_READ_NEWS = timedelta(hours=48)
"""How old a notice may be that is news at the first read of its post.

A crisis is when a post is first reached, or the watch is installed; older notices are history.
"""

REPOSTED_WITHIN = timedelta(hours=1)
"""The same words this soon after are one notice, posted twice; later they are a second event."""

MOVED_WITHIN = timedelta(days=1)
"""How far a site that moves may shift the time of a notice; time zones differ by less."""

OPERATORS_TOLD_AFTER = timedelta(minutes=30)
"""Feeds fail for minutes every day; half an hour of failure needs attention."""

DOCUMENT_TOLD_AFTER = timedelta(hours=6)
"""One page of two hundred fails for hours now and then; its country must not be forgotten."""

DOCUMENTS_NAMED_MAX = 5
"""How many failing documents a message names: enough to see what they have in common."""

ABSENT_NAMED_MAX = 60
"""How many missing destinations a message names by their codes: more than a fifth of any list."""

SUBSCRIBERS_TOLD_AFTER = timedelta(hours=6)
"""People rely on the watch for hours, not minutes; after six hours they must know."""


def is_mass(count: int, whole: int) -> bool:
    """Check whether so many items of the whole changed at once that the source is at fault."""
    return count >= max(MASS_MIN, MASS_SHARE * whole)


def is_same_event(mass_moved_at: datetime | None, at: datetime) -> bool:
    """Tell whether a mass move at this time belongs to the last one.

    A feed that comes back, or alternates between two copies for hours, is one event. A time far in
    the future comes from a wrong clock.
    """
    if mass_moved_at is None:
        return False
    return abs(at - mass_moved_at) < MASS_EVENT_ENDS_AFTER
