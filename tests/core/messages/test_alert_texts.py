"""The exact wording of messages about real cases."""

import pytest

from advisory_watch.core.alert import Alert
from advisory_watch.core.messages import render
from advisory_watch.core.messages.email import FOOTER
from core.messages.scenarios import (
    BLIND,
    EVIDENCE,
    GRAVER_PARTS,
    LOWERED,
    RAISED,
    RECOVERED,
    SAID_AGAIN,
    WITHDRAWN,
)

SUBJECTS = [
    (RAISED, "US: Kuwait raised to Level 3 from 1 - embassy staff ordered to leave"),
    (SAID_AGAIN, "US: Russia - text changed, citizens still told to leave (Level 4)"),
    (LOWERED, "US: Kuwait lowered to Level 1 from 3"),
    (WITHDRAWN, "US: Kuwait - no longer listed (last Level 1)"),
    (GRAVER_PARTS, 'US: Lebanon - parts raised to "do not travel"'),
    (BLIND, "US: travel advice cannot be read"),
    (RECOVERED, "US: travel advice can be read again"),
]


@pytest.mark.parametrize(("alert", "subject"), SUBJECTS)
def test_the_subject_contains_the_whole_news(alert: Alert, subject: str) -> None:
    """Most people read no further, and a locked phone shows nothing else."""
    assert render(alert, "US").subject == subject


KUWAIT_EMAIL = f"""\
US: Kuwait raised to Level 3 from 1 - embassy staff ordered to leave

They say: "Reconsider travel to Kuwait due to the threat of armed conflict."

Now:         Level 3: Reconsider Travel
Before:      Level 1: Exercise Normal Precautions
Leaving:     The government takes staff of its embassy, or their families, out
             of the country (ordered departure). Expect less help from the
             embassy. Before: no advice on leaving.
Risks named: terrorism, unrest
Issued on:   2026-03-01

What you can do: Find out who is in Kuwait, and how they could leave at short
notice. Hold trips to Kuwait until someone has checked them.

Official page: https://travel.state.gov/kuwait.html

New in the text:
+ Reconsider travel to Kuwait due to the threat of armed conflict.
+ On March 1, the Department ordered the departure of non-emergency personnel.

No longer in the text:
- Exercise normal precautions in Kuwait.

Seen 2026-03-02 08:03:41 UTC through us_state/rss; decided by rule newer_issue.
Page as received: SHA-256 {"ab" * 32}
Evidence: {EVIDENCE}
Alert: {RAISED.id}

{FOOTER}
"""

WITHDRAWN_EMAIL = f"""\
US: Kuwait - no longer listed (last Level 1)

Now:         no longer listed
Before:      Level 1: Exercise Normal Precautions

What you can do: Read the official page. Advice that is gone is no all-clear.

Official page: https://travel.state.gov/kuwait.html

Seen 2026-03-02 08:03:41 UTC through us_state/rss; decided by rule withdrawn_after_days.
Page as received: SHA-256 {"ab" * 32}
Evidence: {EVIDENCE}
Alert: {WITHDRAWN.id}

{FOOTER}
"""

BLIND_EMAIL = f"""\
US: travel advice cannot be read

We cannot see us_state since 2026-03-02 02:00 UTC; what it says may have
changed since.

{FOOTER}
"""


@pytest.mark.parametrize(
    ("alert", "email"),
    [(RAISED, KUWAIT_EMAIL), (WITHDRAWN, WITHDRAWN_EMAIL), (BLIND, BLIND_EMAIL)],
    ids=["raised", "withdrawn", "blind"],
)
def test_the_email_contains_the_whole_story(alert: Alert, email: str) -> None:
    """A reader who must decide whether to leave wants to see and check the text."""
    assert render(alert, "US").email == email
