"""A ledger that tests fill by hand: one destination, with one version a day per source."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from advisory_watch.bootstrap.local import open_home
from advisory_watch.core.advisory import Advisory, Severity
from advisory_watch.core.record import PendingCandidate
from support.builders import NOON, a_record, a_version, an_advisory


def what(source: str, severity: Severity | None, words: str, **fields: object) -> Advisory:
    """Build an advisory about Kuwait with this native level."""
    return an_advisory(severity, source=source, native_level=words, **fields)


LEVEL_1 = an_advisory(Severity.NORMAL)
AVOID_ALL = what("ca_gac", Severity.DO_NOT_TRAVEL, "Avoid all travel")
CAUTION = what("ca_gac", Severity.CAUTION, "Exercise a high degree of caution")


def record(folder: Path, *advisories: Advisory, held: PendingCandidate | None = None) -> None:
    """Record successive versions from one source for one destination, a day apart."""
    with open_home(folder) as home:
        for number, advisory in enumerate(advisories, start=1):
            at = NOON + timedelta(days=number - 1)
            known = a_record(advisory, number=number, revision=number, recorded_at=at, pending=held)
            home.ledger.record(known, a_version(advisory, number=number, decided_at=at), None)


def withdraw(folder: Path, last: Advisory, number: int) -> None:
    """Record that a source no longer lists the destination."""
    with open_home(folder) as home:
        known = a_record(last, number=number, revision=number, is_withdrawn=True)
        at = NOON + timedelta(days=number - 1)
        withdrawal = replace(a_version(last, number=number, decided_at=at), advisory=None)
        home.ledger.record(known, withdrawal, None)
