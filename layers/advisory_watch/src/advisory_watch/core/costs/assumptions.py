"""What the template does not say and a bill needs: measured where it could be, else assumed.

Each number is what one thing takes; how often it happens comes from the template. Sizes in
kB are of items as DynamoDB bills them (`make bench-storage` measures them); alerts a month
are those of the recorded months, replayed. Durations are estimates: nobody has measured
this on Lambda, where a first start and the publishers' own speed count.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True, kw_only=True)
class Habit:
    """What a check of one source takes.

    `seconds` is how long it runs, most of it waiting; `documents` how many it asks for;
    `known_kb` what is known of the source, which every check reads; `health_kb` what it
    remembers of how it went, which every check writes. `alerts` come of it in a month, of
    which `urgent` go to phones. `is_measured` says whether those two are of recorded months.
    """

    seconds: float
    documents: int
    known_kb: float
    health_kb: float
    alerts: float
    urgent: float
    is_measured: bool = False


USUAL = Habit(seconds=3, documents=1, known_kb=155, health_kb=1, alerts=4.4, urgent=1.4)
"""A source of which nothing is known: one document, and as much news as Canada has."""

HABITS: Mapping[str, Habit] = MappingProxyType(
    {
        "us_state": Habit(
            seconds=3,
            documents=1,
            known_kb=150,
            health_kb=1,
            alerts=17.1,
            urgent=6.7,
            is_measured=True,
        ),
        # Feeds of 174 hosts, side by side; a hundred alerts in a month are assumed.
        "us_embassies": Habit(
            seconds=20, documents=174, known_kb=210, health_kb=4, alerts=100, urgent=10
        ),
        # The index, and each of 226 documents once a day; of its words nothing is recorded.
        "uk_fcdo": Habit(
            seconds=4,
            documents=3,
            known_kb=160,
            health_kb=15,
            alerts=2.7,
            urgent=0.9,
            is_measured=True,
        ),
        "ca_gac": Habit(
            seconds=3,
            documents=1,
            known_kb=155,
            health_kb=1,
            alerts=4.4,
            urgent=1.4,
            is_measured=True,
        ),
        "de_aa": USUAL,
        # A page a second, each page in every check.
        "ie_dfa": Habit(
            seconds=230, documents=226, known_kb=160, health_kb=15, alerts=4.4, urgent=1.4
        ),
        "nz_mfat": Habit(
            seconds=460, documents=226, known_kb=155, health_kb=15, alerts=4.4, urgent=1.4
        ),
    }
)

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
