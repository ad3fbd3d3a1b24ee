"""The chronicle: one line for every change that people were told, the newest first.

It is what the front page, the feeds and the tables are made of, and it can be made anew from
the ledger at any time. Texts are not in it: years of it must be read in one go.
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

    `id` is that of its alert, and names its page. `kinds` are values of `Change`, the most
    telling first. `from_native` and `to_native` are the publisher's own words; None where
    nothing was, or is, said. `version` is the number of the version in its history.
    `is_retracted` is set where a person took it back; `retraction` is why, `retracted_at`
    when, and `correction` the id of what subscribers were sent then: all empty where it was
    taken back before anybody had been told.
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
    """Every change, the newest first."""

    entries: tuple[Entry, ...] = ()


def chronicle_of(entries: Iterable[Entry]) -> Chronicle:
    """Put entries in their order, each once; the newest first, then by id."""
    each_once = {each.id: each for each in entries}
    return Chronicle(entries=tuple(sorted(each_once.values(), key=_newest_first)))


def with_dossier(chronicle: Chronicle, dossier: Dossier, title_of: TitleOf) -> Chronicle:
    """Replace what the chronicle says of one destination."""
    return with_entries(chronicle, {dossier.destination: entries_of(dossier, title_of)})


def with_entries(chronicle: Chronicle, new: Mapping[str, Iterable[Entry]]) -> Chronicle:
    """Replace what the chronicle says of some destinations, in one pass."""
    others = (each for each in chronicle.entries if each.destination not in new)
    return chronicle_of([*others, *(entry for entries in new.values() for entry in entries)])


def entries_of(dossier: Dossier, title_of: TitleOf) -> tuple[Entry, ...]:
    """Return the changes of one destination, the newest first."""
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
        url=next((each.url for each in (after, before) if each and each.url), None),
        is_retracted=not fate.stands,
        retracted_at=fate.corrected_at,
        retraction=fate.reason,
        correction=correction_id(alert.id) if fate.corrected_at else None,
    )


def _newest_first(entry: Entry) -> tuple[float, str]:
    return -entry.decided_at.timestamp(), entry.id
