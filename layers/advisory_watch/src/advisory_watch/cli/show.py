"""`advisory-watch show`: what every source says of a destination, since when, and the proof."""

from argparse import Namespace
from collections.abc import Iterator
from typing import Any

from rich.table import Table
from rich.text import Text

from advisory_watch.cli.lines import json_line
from advisory_watch.cli.tables import a_table, coloured, console, place
from advisory_watch.core.advisories import Advisory
from advisory_watch.core.destinations.names import destination_of, destination_of_code
from advisory_watch.core.errors import UnknownDestination, UsageError
from advisory_watch.core.messages.headline import short_level
from advisory_watch.core.versions import Evidence, Held, Known, Version
from advisory_watch.wiring.embedded import open_home
from advisory_watch.wiring.settings import home_folder


def run(given: Namespace) -> int:
    """Print what is known; a destination never read is said to be so, with status 0."""
    code = code_of(given.destination)
    with open_home(home_folder(given.home)) as home:
        known = home.ledger.destinations(code)
        histories = {each.source: home.ledger.history(each.source, code) for each in known}
    if given.json:
        for each in known:
            print(json_line(_members(each, histories[each.source])))
        return 0
    screen = console()
    screen.print(place(code))
    if not known:
        screen.print("Nothing is known of it yet: `advisory-watch check` reads the sources.")
    for each in known:
        screen.print(_versions(each, histories[each.source]))
        if each.held is not None:
            screen.print(_unconfirmed(each.held))
    return 0


def code_of(text: str) -> str:
    """Read an ISO code or a name as a person types it. Raises `UsageError`."""
    for read in (destination_of_code, destination_of):
        try:
            return read(text)
        except UnknownDestination:
            continue
    raise UsageError(f"expected an ISO 3166 code or a country's name, found {text!r}")


def _versions(known: Known, history: tuple[Version, ...]) -> Table:
    table = a_table(known.source, "#", "level", "issued", "seen (UTC)")
    for heading in ("changes by rule", "departure", "page (archive key)"):
        table.add_column(heading, overflow="fold", min_width=12)
    for version in reversed(history):
        advisory = version.advisory
        table.add_row(
            str(version.number),
            _level(advisory),
            str(advisory.issued_on or "-") if advisory else "-",
            f"{version.decided_at:%Y-%m-%d %H:%M}",
            "\n".join([*(change.value for change in version.changes), f"({version.rule})"]),
            advisory.departure.words if advisory else "-",
            version.evidence.page_key,
        )
    return table


def _level(advisory: Advisory | None) -> Text:
    if advisory is None:
        return Text("withdrawn")
    return coloured(short_level(advisory.native_level), advisory.severity)


def _unconfirmed(held: Held) -> Text:
    since = f"{held.since:%Y-%m-%d %H:%M} UTC"
    level = held.advisory.native_level
    return Text(f"unconfirmed since {since}: {level!r} ({held.rule}: {held.reason})", "yellow")


def _members(known: Known, history: tuple[Version, ...]) -> dict[str, Any]:
    return {
        "source": known.source,
        "destination": known.destination,
        "watched_since": known.watched_since,
        "withdrawn": known.is_withdrawn,
        "versions": [dict(_version(each)) for each in history],
        "held": _held(known.held) if known.held else None,
    }


def _version(version: Version) -> Iterator[tuple[str, Any]]:
    advisory = version.advisory
    yield "version", version.number
    yield "native_level", advisory.native_level if advisory else None
    yield "severity", advisory.severity if advisory else None
    yield "departure", advisory.departure.name.lower() if advisory else None
    yield "indicators", sorted(each.value for each in advisory.indicators) if advisory else []
    yield "issued_on", advisory.issued_on if advisory else None
    yield "url", advisory.url if advisory else None
    yield "seen_at", version.decided_at
    yield "changes", [change.value for change in version.changes]
    yield "rule", version.rule
    yield from _evidence(version.evidence)


def _evidence(evidence: Evidence) -> Iterator[tuple[str, Any]]:
    yield "door", evidence.door
    yield "archive_key", evidence.page_key


def _held(held: Held) -> dict[str, Any]:
    return {
        "native_level": held.advisory.native_level,
        "severity": held.advisory.severity,
        "since": held.since,
        "rule": held.rule,
        "reason": held.reason,
        "disputed": held.is_disputed,
        "archive_key": held.evidence.page_key,
    }
