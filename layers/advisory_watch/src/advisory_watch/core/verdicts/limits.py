"""Every number that a rule uses, with its reason. None is fitted to a destination or a day."""

from datetime import timedelta

FUTURE_DATE_MAX = timedelta(days=1)
"""A date of tomorrow can be right: Kiribati is 14 hours ahead of UTC. A later one cannot."""

PAST_DATE_MAX = timedelta(days=15 * 365)
"""No government leaves its advice unreviewed for so long: an older date is a slip."""

WATCH_SETTLES_IN = timedelta(days=14)
"""How long after the first reading we may find that it was a stale one."""

PUBLISHING_LAG_MAX = timedelta(days=7)
"""How long after its date an issue may first appear; an older one was in force before."""

DATE_SLIP_MAX = timedelta(days=3)
"""How far two dates of one issue lie apart between back ends and time zones, at most."""

FRESH_ISSUE = timedelta(days=7)
"""While an issue is this young, an addition to its text is news; later it is another copy."""

RAISE_CONFIRMED_AFTER = timedelta(hours=2)
"""How long a doubtful raise waits to be said again, where its evidence is not weak.

Asking again after minutes asks the same broken back end; another door is asked at once."""

LOWERING_CONFIRMED_AFTER = timedelta(hours=36)
"""A doubtful lowering, or weak evidence, must outlast a day: most faults were gone on the next.

Nobody is hurt by hearing late that things are better."""

MASS_SHARE = 0.2
"""When a fifth of all destinations vanish, move or fail at once, the source is the news.

The largest true storm on record moved under a twentieth of a publisher's destinations
in a day, but for the pandemic of 2020, which one agreeing read would have confirmed."""

REDATED_SHARE = 0.1
"""When a tenth of all destinations carry one new date, somebody re-dated them in bulk."""

MASS_MIN = 5
"""Shares of a handful mean nothing: fewer destinations than this are never a mass."""

WITHDRAWN_AFTER = timedelta(days=7)
"""Items drop out of feeds for days and return; after a week the publisher means it."""

WITHDRAWN_SHARE_MAX = 0.02
"""Publishers withdraw one destination at a time; more that vanish together are a fault."""

SEEN_TEXTS_MAX = 24
"""How many texts of a destination we recognise; one alternated between five for months."""

NOTICES_JUDGED_MAX = 50
"""How many of the newest notices of a destination are judged; feeds of this kind show ten.

More than are remembered would be news again in every reading."""

SEEN_NOTICES_MAX = 400
"""How many names of notices are remembered for a destination, the newest of them.

Each notice has two, and one for each of four rungs at most: 300 for all that are judged,
and the rest for those that left the feed and may slide back into it. 400 short hashes
are 8 kB of an item that may have 400."""

OPERATORS_TOLD_AFTER = timedelta(minutes=30)
"""Feeds fail for minutes every day; half an hour of it is worth a look."""

DOCUMENT_TOLD_AFTER = timedelta(hours=6)
"""One country's page of two hundred fails for hours now and then; its country is not forgotten."""

DOCUMENTS_NAMED_MAX = 5
"""How many of them a message names: enough to see what they have in common."""

SUBSCRIBERS_TOLD_AFTER = timedelta(hours=6)
"""People rely on us for hours, not minutes: after six they must know that we cannot see."""
