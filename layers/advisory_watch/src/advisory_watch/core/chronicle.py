"""The change log: one line for every change that was announced, newest first.

The front page, the feeds and the tables are built from it. It can be rebuilt from the ledger
at any time. It holds no texts, because years of it must be read in one go.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from advisory_watch.core.alerts import Alert
from advisory_watch.core.corrections import correction_id, fate_of
from advisory_watch.core.dossiers import Dossier, Step
from advisory_watch.core.messages.headline import destination_name, headline
from advisory_watch.core.scales import Departure, Severity

TitleOf = Callable[[str], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One change of a destination.

    `id` is the id of its alert, and names its page. `kinds` are values of `Change`, the most
    significant first. `from_native` and `to_native` are the publisher's own words, or None if
    there was or is no advice. `version` is the number of the version in its history.

    `is_retracted` is set if a person retracted the change. `retraction` is the reason,
    `retracted_at` the time, and `correction` the id of the correction sent to subscribers. All
    three are empty if the alert was retracted before it was sent.
    """

    id: str
    source: str
    destination: str
    name: str
    headline: str
    kinds: tuple[str, ...]
    is_urgent: bool
    is_notice: bool
    decided_at: datetime
    issued_on: date | None
    issued_at: datetime | None
    rule: str
    from_native: str | None
    to_native: str | None
    from_severity: Severity | None
    to_severity: Severity | None
    from_departure: Departure
    to_departure: Departure
    version: int
    door: str
    page_key: str
    read_at: datetime
    url: str | None
    is_retracted: bool = False
    retracted_at: datetime | None = None
    retraction: str = ""
    correction: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Chronicle:
    """A change log: every change, newest first."""

    entries: tuple[Entry, ...] = ()


def chronicle_of(entries: Iterable[Entry]) -> Chronicle:
    """Build a change log: each entry once, newest first, then by id."""
    by_id = {entry.id: entry for entry in entries}
    return Chronicle(entries=tuple(sorted(by_id.values(), key=_newest_first)))


def with_dossier(chronicle: Chronicle, dossier: Dossier, title_of: TitleOf) -> Chronicle:
    """Replace the entries of one destination."""
    return with_entries(chronicle, {dossier.destination: entries_of(dossier, title_of)})


def with_entries(chronicle: Chronicle, new: Mapping[str, Iterable[Entry]]) -> Chronicle:
    """Replace the entries of several destinations in one pass."""
    others = (entry for entry in chronicle.entries if entry.destination not in new)
    return chronicle_of([*others, *(entry for entries in new.values() for entry in entries)])


def entries_of(dossier: Dossier, title_of: TitleOf) -> tuple[Entry, ...]:
    """Return the changes of one destination, newest first."""
    steps = (step for told in dossier.told for step in told.steps)
    entries = [_entry(step, step.alert, dossier, title_of) for step in steps if step.alert]
    return tuple(sorted(entries, key=_newest_first))


def _entry(step: Step, alert: Alert, dossier: Dossier, title_of: TitleOf) -> Entry:
    version, before, after = step.version, alert.before, alert.after
    fate = fate_of(alert.id, dossier.found)
    return Entry(
        id=alert.id,
        source=version.source,
        destination=version.destination,
        name=destination_name(alert),
        headline=headline(alert, title_of(version.source)),
        kinds=alert.kinds,
        is_urgent=alert.is_urgent,
        is_notice=alert.is_notice,
        decided_at=version.decided_at,
        issued_on=after.issued_on if after else None,
        issued_at=after.issued_at if after else None,
        rule=version.rule,
        from_native=before.native_level if before else None,
        to_native=after.native_level if after else None,
        from_severity=before.severity if before else None,
        to_severity=after.severity if after else None,
        from_departure=before.departure if before else Departure.NONE,
        to_departure=after.departure if after else Departure.NONE,
        version=version.number,
        door=version.evidence.door,
        page_key=version.evidence.page_key,
        read_at=version.evidence.read_at,
        url=next((advisory.url for advisory in (after, before) if advisory and advisory.url), None),
        is_retracted=not fate.stands,
        retracted_at=fate.corrected_at,
        retraction=fate.reason,
        correction=correction_id(alert.id) if fate.corrected_at else None,
    )


def _newest_first(entry: Entry) -> tuple[float, str]:
    return -entry.decided_at.timestamp(), entry.id
