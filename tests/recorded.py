"""A ledger that tests fill by hand: what each source said of one destination, a version a day."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from advisory_watch.core.advisories import Advisory
from advisory_watch.core.scales import Severity
from advisory_watch.core.versions import Held
from advisory_watch.wiring.embedded import open_home
from builders import NOON, a_known, a_version, an_advisory


def what(source: str, severity: Severity | None, words: str, **fields: object) -> Advisory:
    """Say something of Kuwait, in a publisher's words."""
    return an_advisory(severity, source=source, native_level=words, **fields)


LEVEL_1 = an_advisory(Severity.NORMAL)
AVOID_ALL = what("ca_gac", Severity.DO_NOT_TRAVEL, "Avoid all travel")
CAUTION = what("ca_gac", Severity.CAUTION, "Exercise a high degree of caution")


def record(folder: Path, *said: Advisory, held: Held | None = None) -> None:
    """Record what one source said of one destination, a day after each other."""
    with open_home(folder) as home:
        for number, each in enumerate(said, start=1):
            at = NOON + timedelta(days=number - 1)
            known = a_known(each, number=number, revision=number, recorded_at=at, held=held)
            home.ledger.record(known, a_version(each, number=number, decided_at=at), None)


def withdraw(folder: Path, last: Advisory, number: int) -> None:
    """Record that a source no longer lists what it said last."""
    with open_home(folder) as home:
        known = a_known(last, number=number, revision=number, is_withdrawn=True)
        at = NOON + timedelta(days=number - 1)
        gone = replace(a_version(last, number=number, decided_at=at), advisory=None)
        home.ledger.record(known, gone, None)
