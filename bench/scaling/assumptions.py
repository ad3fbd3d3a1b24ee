"""Assumptions of the simulation, each with its source.

"measured" is from the recorded months (667 destinations of three governments, 469 years of
pages together). "code" is from this project, and "template" from template.yaml. "assumed" is a
guess, chosen to be too pessimistic rather than too optimistic.
"""

# Publishers

PAGES_A_HOST = 230
"""Assumed: a publisher writes a page for each destination (measured: 217, 220 and 230)."""

HOST_SPREAD = 0.5
"""Assumed: sigma of the logarithm of that number, since some hosts publish in many languages."""

CRAWL_DELAY_S = 1.0
"""Code: the delay between two requests to a government's host."""

ANSWER_S, SLOW_ANSWER_S = 0.3, 10.0
"""Assumed: response time per page, with the connection kept, of a normal and of a slow host."""

SLOW_SHARE, DEAD_SHARE = 0.01, 0.005
"""Assumed: the shares of hosts that are slow, and that do not answer at all."""

TIMEOUT_S, GIVEN_UP_AFTER = 20.0, 3
"""Assumed: the cost of a request to a dead host, and the requests before it is given up."""

ALERTS_A_PAGE_YEAR = 0.3
"""Measured: 141 alerts in the recorded months."""

URGENT_SHARE = 0.39
"""Measured: 62 of 160 changes."""

BURST_RANKS = (1, 10, 100)
"""Assumed: a war is news about a destination that every reader follows, one that many follow,
and one that few follow. Every publisher changes the page of each.
"""

BURST_SPREAD_S = 1800.0
"""Assumed: all these changes come within this many seconds of the news."""

# Subscribers

FOLLOWED = 5
"""Assumed: pages that a subscriber follows. The popularity of publishers and destinations is
inverse to their rank, so that a few pages have most of the readers.
"""

CHANNEL_SHARES = {"email": 0.9, "sms": 0.05, "data": 0.05}
"""Assumed: queues and webhooks are data."""

# Our own program

INTERVAL_S = 300
"""Template: the schedule of a check."""

CHUNK_PAGES = 100
"""Assumed: documents in one queue message, two minutes of work at a polite rate."""

CHUNK_MAX_S = 240.0
"""Assumed: a slow host gets smaller chunks, so that an invocation stays far below 900 s."""

REREAD_DAYS = 1
"""Code: after this many days, a page is requested even if its index reports no change."""

CHECK_GB = 0.25
"""Template: the memory of the check."""

RECORD_S = 0.02
"""Assumed: a transaction of the ledger."""

TRIGGER_S = 0.5
"""Assumed: from a write to the start of the function behind the stream (docs: usually below a
second).
"""

SETTLE_S = 2.0
"""Template: the wait for alerts that a check is still recording."""

ALERT_S = 0.055
"""Assumed: claiming, publishing and marking one alert, in sequence."""

READ_ALERT_S = 0.0002
"""Assumed: a Query of the outbox, 2 kB per alert, 0.1 s per page of 1 MB."""

DISPATCHER_RUN_S = 100.0
"""Template: 120 s, minus the time reserved for marking."""

BURST_OVER, GROUP_MAX = 10, 100
"""Code: more alerts than the first number at once become one email for each hundred."""

EMAIL_GAP_S = 0.25
"""Code: the dispatcher sends four emails per second."""

OUTBOX_WCU = 10
"""Measured: a pending alert has 1.5 kB (2 units). It is put and removed in transactions, which
count twice, and claimed: 4 + 2 + 4 units on the partition `OUTBOX`.
"""

LEDGER_WCU = 22
"""Measured: all writes for an alert, most of them in transactions. They are the destination's
item of 0.9 kB (2), its version of 0.8 kB (2), and the outbox as above (10). The sent alert (4)
and its mark, written twice (4), follow.
"""

DELIVERY_S = {"email": 2.0, "sms": 3.0, "data": 0.1}
"""Assumed: from Amazon SNS to the reader, if nothing is queued."""
