"""What a check remembers of how it went: when a source was last read, or since when it is not."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from advisory_watch.app.ports import Ledger
from advisory_watch.core.advisories import Reading
from advisory_watch.core.fingerprint import RULES
from advisory_watch.core.health import Health
from advisory_watch.core.pages import Page
from advisory_watch.core.verdicts.blindness import after_failure, after_success


def remember_failure(ledger: Ledger, health: Health, reason: str, at: datetime) -> None:
    """Save since when we cannot tell what the source says; no destination is touched."""
    failing, alerts = after_failure(health, reason, at)
    ledger.save_health(replace(failing, revision=health.revision + 1), alerts)


def remember_success(ledger: Ledger, health: Health, door: str, at: datetime) -> None:
    """Save what the next check asks with; last, so that a crash before it repeats the work."""
    healthy, alerts = after_success(health, at)
    following = replace(healthy, revision=health.revision + 1, door=door, last_good_at=at)
    ledger.save_health(following, alerts)


def after_reading(
    health: Health, page: Page, reading: Reading, absent: Mapping[str, datetime]
) -> Health:
    """Note which page was judged, by which rules, and what was missing from it."""
    return replace(
        health,
        destinations=len(reading.destinations),
        validators=page.validators,
        body_sha256=page.sha256,
        rules=RULES,
        absent=absent,
    )
