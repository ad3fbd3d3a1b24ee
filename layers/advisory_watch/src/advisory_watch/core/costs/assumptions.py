"""Quantities that the template does not define: measured if possible, otherwise assumed.

Each number is the use per event. The template gives the number of events, and `habits` the
use of a check of each source. Sizes in kB are of items as DynamoDB bills them (`make
bench-storage` measures them). Alerts per month are the alerts of the recorded months,
replayed. Durations are estimates: they were never measured on Lambda, where a cold start
and the publishers' own speed count.
"""

SWEEP_SECONDS = 1
"""One read of an outbox that is usually empty, start included."""

RING_SECONDS = 5
"""Sending the alerts of a change; two seconds are a wait for alerts that follow at once."""

DIGEST_SECONDS = 3

SWEEP_READ_UNITS = 2
"""Two Queries of an empty partition."""

DIGEST_READ_UNITS = 400
"""The records of every source, and the alerts sent this month and last."""

ALERT_READ_UNITS = 30
"""The old text, and reads of the outbox until all is sent."""

ALERT_WRITE_UNITS = 90
"""All writes for one alert.

A transaction writes the record, text, version, mark and alert. A claim follows, then the
move to the sent alerts.
"""

PAGES_KEPT = 2
"""The pages that an alert adds to the archive: its page and an index."""

LOG_KB = 3.5
"""The log of one run, including the lines of Lambda itself."""

TRACED_A_SECOND, TRACED_BEYOND = 1, 0.05
"""X-Ray traces one run per second, and this share of the others.

Source: https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html. Only workers run
that often.
"""

REQUEST_KB = 1
"""The size of a request to a publisher."""

LEDGER_GB = 0.05
"""All records, texts and versions after some years (`make bench-storage`)."""

ARCHIVE_GB = 0.2
"""All archived pages after some years (`make bench-storage`), at the price of the first months."""

METRICS_OF_EVERY_HOUR = 3
"""Our own metrics: sources read, time since the last read, age of the outbox."""

METRICS_OF_TROUBLE = 4
"""Failures of sources, items and alerts, and documents skipped for lack of time."""

HOURS_OF_TROUBLE = 40
"""A metric is billed by the hours in which it is sent; feeds fail for minutes every day."""

METRICS_OF_ALERTS = 2
"""Changes decided and alerts sent, in at most as many hours as there are alerts."""

SITE_METRICS = 2

KEY_REQUESTS_AN_HOUR = 24
"""DynamoDB and SNS request a key every five minutes, for each of two functions."""

HANDING_SECONDS = 3
"""A check that dispatches partitions takes as long as one of a single document.

`make bench-wide` dispatches 175 partitions in one such check.
"""

HOSTS_AT_ONCE = 8
"""A check reads this many hosts in parallel (`adapters/web/parallel.py`); a worker reads one."""

WORKER_START_SECONDS = 1
"""Per worker and check: Lambda may stop workers between two checks."""

PART_SECONDS = 0.1
"""Reading and writing the health of a partition: two calls, without the publisher's time."""

PARTS_A_SEND = 10
"""Partitions per call (`adapters/parts_queue.py`): 15 kB; requests are billed per 64 kB."""

TAKING_REQUESTS = 2
"""Per partition: Lambda receives one message at a time, and deletes it afterwards."""

POLLERS, POLL_SECONDS = 5, 20
"""Lambda polls a queue with five calls at once; an idle call lasts twenty seconds.

Source: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html. Idle polls
are counted as if the queue were always empty, in addition to received messages. The
estimate is rather too high than too low.
"""

PART_DOCUMENT_KB = 0.1
"""The size of each document in the item of a partition (counted: 24 to 95 bytes)."""

HEALTH_KB = 1
"""The health of a wide source: the result of its check, and its index (counted: 0.3)."""

RECALL_READ_UNITS = 3
"""The record of a destination and its text: two items; the text may have 6 kB.

If a partition has anything to judge, the worker reads both for all its destinations.
"""

PART_LOG_KB = 1.5
"""One line of 0.4 kB (counted), and the lines of Lambda itself."""

WORK_METRICS_OF_TROUBLE, WORK_METRICS_OF_ALERTS = 2, 1
"""Failed items, and documents skipped for lack of time; then changes decided.

Metrics of `work` are billed in addition to the metrics of the same name of `check`.
"""

WORK_KEY_REQUESTS_AN_HOUR = 12
"""DynamoDB requests a key for a third function in that case."""

SITE_SECONDS = 3
SITE_WHOLE_SECONDS = 60
SITE_WHOLE_READ_UNITS = 6000
SITE_RUN_FILES = 4
SITE_ALERT_FILES = 12
SITE_VIEWS = 1000
"""Page views per month: an example, because the real number is unknown."""
SITE_VIEW_REQUESTS = 3
SITE_VIEW_KB = 60
SITE_GB = 0.2
