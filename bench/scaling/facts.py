"""What the simulation takes for granted, each with where it is from.

"measured" is from the recorded months (667 destinations of three governments, 469 years of
pages together), "code" from this project, "template" from template.yaml, "assumed" is a guess
that was chosen to be rather too bad than too good.
"""

# Publishers

PAGES_A_HOST = 230
"""Assumed: a publisher writes a page for each destination (measured: 217, 220 and 230)."""

HOST_SPREAD = 0.5
"""Assumed: sigma of the logarithm of that number, since some publish in many languages."""

CRAWL_DELAY_S = 1.0
"""Code: the rest that a government's pages get between two requests."""

ANSWER_S, SLOW_ANSWER_S = 0.3, 10.0
"""Assumed: how long a host takes for a page, with the connection kept, and a slow host."""

SLOW_SHARE, DEAD_SHARE = 0.01, 0.005
"""Assumed: how many hosts are slow, and how many do not answer at all."""

TIMEOUT_S, GIVEN_UP_AFTER = 20.0, 3
"""Assumed: what a dead host costs a request, and after how many of them it is left alone."""

ALERTS_A_PAGE_YEAR = 0.3
"""Measured: 141 alerts in the recorded months."""

URGENT_SHARE = 0.39
"""Measured: 62 of 160 changes."""

STORM_RANKS = (1, 10, 100)
"""Assumed: a war is news about a destination that everybody follows, one that many do, and
one that few do; every publisher changes the page of each."""

STORM_SPREAD_S = 1800.0
"""Assumed: within so many seconds of the news."""

# Subscribers

FOLLOWED = 5
"""Assumed: pages that a subscriber follows; publishers and destinations are as popular as
one over their rank, so that a few pages have most of the readers."""

CHANNEL_SHARES = {"email": 0.9, "sms": 0.05, "data": 0.05}
"""Assumed: queues and webhooks are data."""

# Our own program

INTERVAL_S = 300
"""Template: the schedule of a check."""

CHUNK_PAGES = 100
"""Assumed: documents in one message of the queue, two minutes of work at a polite pace."""

CHUNK_MAX_S = 240.0
"""Assumed: a slow host gets smaller chunks, so that an invocation stays far below 900 s."""

REREAD_DAYS = 1
"""Code: after so many days a page is asked for even where its index says that it rests."""

CHECK_GB = 0.25
"""Template: the memory of the check."""

RECORD_S = 0.02
"""Assumed: a transaction of the ledger."""

RING_S = 0.5
"""Assumed: from a write to the function behind the stream (docs: usually below a second)."""

SETTLE_S = 2.0
"""Template: the wait for what a check is still recording."""

ALERT_S = 0.055
"""Assumed: claim, publish and mark of one alert, one after the other."""

READ_ALERT_S = 0.0002
"""Assumed: Query of the outbox, 2 kB an alert, 1 MB a page of 0.1 s."""

RELAY_RUN_S = 100.0
"""Template: 120 s, less what is left for marking."""

STORM_OVER, GROUP_MAX = 10, 100
"""Code: more alerts than that at once are one email for each hundred."""

EMAIL_GAP_S = 0.25
"""Code: emails leave the relay four a second."""

OUTBOX_WCU = 10
"""Measured: an owed alert has 1.5 kB (2 units); put and taken away in transactions, which
count twice, and claimed: 4 + 2 + 4 units on the partition `OUTBOX`."""

LEDGER_WCU = 22
"""Measured: all that is written for an alert, most of it in transactions: the destination's
item of 0.9 kB (2) and its version of 0.8 kB (2), the outbox as above (10), the sent alert (4),
and its mark twice (4)."""

CARRIED_S = {"email": 2.0, "sms": 3.0, "data": 0.1}
"""Assumed: from Amazon SNS to the reader, where nothing waits."""
