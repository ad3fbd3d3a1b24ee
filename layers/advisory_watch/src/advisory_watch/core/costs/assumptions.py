"""What the template does not say and a bill needs: measured where it could be, else assumed.

Each number is what one thing takes; how often it happens comes from the template, and what
a check of each source takes stands in `habits`. Sizes in
kB are of items as DynamoDB bills them (`make bench-storage` measures them); alerts a month
are those of the recorded months, replayed. Durations are estimates: nobody has measured
this on Lambda, where a first start and the publishers' own speed count.
"""

SWEEP_SECONDS = 1
"""A look into an outbox that is empty most of the time, its start included."""

RING_SECONDS = 5
"""Sending what a change owes: two seconds are for the alerts that follow at once."""

DIGEST_SECONDS = 3

SWEEP_READ_UNITS = 2
"""Two Queries of a partition that is empty."""

DIGEST_READ_UNITS = 400
"""What is known of every source, and what was sent this month and last."""

ALERT_READ_UNITS = 30
"""The old text, and looks into the outbox until all is sent."""

ALERT_WRITE_UNITS = 90
"""State, text, version, mark and alert in a transaction, a claim, and the move to what was sent."""

PAGES_KEPT = 2
"""What an alert leaves in the archive: a page, and an index beside it."""

LOG_KB = 3.5
"""What one run logs, the lines of Lambda itself included."""

TRACED_A_SECOND, TRACED_BEYOND = 1, 0.05
"""X-Ray follows so many runs of a second, and such a share of the others:
https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html. Only workers come as many."""

REQUEST_KB = 1
"""What goes out to ask a publisher for a document."""

LEDGER_GB = 0.05
"""All states, texts and versions after some years (`make bench-storage`)."""

ARCHIVE_GB = 0.2
"""All pages kept after some years, likewise; counted at the price of the first months."""

METRICS_OF_EVERY_HOUR = 3
"""Of our own: sources read, since when one is not, the age of what is owed."""

METRICS_OF_TROUBLE = 4
"""Sources, items and alerts that fail, documents for which there was no time."""

HOURS_OF_TROUBLE = 40
"""A number is billed by the hours in which it is sent; feeds fail for minutes every day."""

METRICS_OF_ALERTS = 2
"""Changes decided and alerts sent, in as many hours as there are alerts, at most."""

SITE_METRICS = 2

KEY_REQUESTS_AN_HOUR = 24
"""DynamoDB and SNS ask for a key anew every five minutes, for each of two functions."""

HANDING_SECONDS = 3
"""A check that hands on instead of asking: as one of a single document. `make bench-wide` hands
on 175 parts in one of these."""

HOSTS_AT_ONCE = 8
"""A check waits for so many hosts side by side (`adapters/web/parallel.py`); a worker for one."""

WORKER_START_SECONDS = 1
"""For each worker, at each check: between two checks they may be forgotten."""

PART_SECONDS = 0.1
"""To look into a part, and to remember how it went: two calls, beside asking its publisher."""

PARTS_A_SEND = 10
"""What one call hands on (`adapters/parts_queue.py`): 15 kB, where a request is billed by 64."""

TAKING_REQUESTS = 2
"""For each part: Lambda takes one message at a time, and deletes it once it is worked."""

POLLERS, POLL_SECONDS = 5, 20
"""Lambda waits at a queue in five calls at once, each of which lasts twenty seconds where
nothing comes: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html. They are
counted as if nothing ever came, beside what is taken: rather too many than too few."""

PART_DOCUMENT_KB = 0.1
"""What a part's item has for each of its documents (counted: 24 to 95 bytes)."""

HEALTH_KB = 1
"""What the check of a wide source remembers: how it went, and its index (counted: 0.3)."""

RECALL_READ_UNITS = 3
"""What is known of a destination, and its text: two items, of which the text may have 6 kB. Where
a part says something to judge, the worker reads those of all that the part is about."""

PART_LOG_KB = 1.5
"""A line of 0.4 kB (counted), and those of Lambda itself."""

WORK_METRICS_OF_TROUBLE, WORK_METRICS_OF_ALERTS = 2, 1
"""Items that fail, documents for which there was no time; changes decided. What `work` counts
is billed beside the same names of `check`."""

WORK_KEY_REQUESTS_AN_HOUR = 12
"""DynamoDB asks for a key for a third function, then."""

SITE_SECONDS = 3
SITE_WHOLE_SECONDS = 60
SITE_WHOLE_READ_UNITS = 6000
SITE_RUN_FILES = 4
SITE_ALERT_FILES = 12
SITE_VIEWS = 1000
"""Pages that readers look at in a month: an example, since nobody can know."""
SITE_VIEW_REQUESTS = 3
SITE_VIEW_KB = 60
SITE_GB = 0.2
