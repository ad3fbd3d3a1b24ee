"""`advisory-watch show`: what every source says of a destination, since when, and the proof."""

from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.text import Text

from advisory_watch.cli.lines import json_line
from advisory_watch.cli.screen import console, say, say_rows
from advisory_watch.cli.tables import coloured, place
from advisory_watch.core.destinations.names import destination_of, destination_of_code
from advisory_watch.core.errors import UnknownDestination, UsageError
from advisory_watch.core.versions import Evidence, Held, Known, Version
from advisory_watch.wiring.embedded import open_home
from advisory_watch.wiring.settings import home_folder


def run(given: Namespace) -> int:
    """Print what is known; a destination never read is said to be so, with status 0."""
    code = code_of(given.destination)
    folder = home_folder(given.home)
    if not folder.exists():
        return _say_unmade(folder, code, to_errors=given.json)
    with open_home(folder) as home:
        known = home.ledger.destinations(code)
        histories = {each.source: home.ledger.history(each.source, code) for each in known}
    if given.json:
        for each in known:
            print(json_line(_members(each, histories[each.source])))
        return 0
    screen = console()
    screen.print(place(code), style="bold")
    if not known:
        screen.print("Nothing is known of it yet: `advisory-watch check` reads the sources.")
    for each in known:
        _print_versions(screen, each, histories[each.source])
        if each.held is not None:
            _print_held(screen, each.held)
    return 0


def _say_unmade(folder: Path, code: str, *, to_errors: bool) -> int:
    """Say that there is nothing to look into; to ask must not make a home."""
    screen = console(to_errors=to_errors)
    screen.print(place(code), style="bold")
    say(
        screen,
        f"Nothing is known of it yet: there is no {folder}; `advisory-watch check` makes it.",
    )
    return 0


def code_of(text: str) -> str:
    """Read an ISO code or a name as a person types it. Raises `UsageError`."""
    for read in (destination_of_code, destination_of):
        try:
            return read(text)
        except UnknownDestination:
            continue
    raise UsageError(f"expected an ISO 3166 code or a country's name, found {text!r}")


def _print_versions(screen: Console, known: Known, history: tuple[Version, ...]) -> None:
    """Tell the story backwards: what is said now stands first."""
    since = f"watched since {known.watched_since:%Y-%m-%d %H:%M} UTC"
    screen.print(f"{known.source}, {since}")
    for version in reversed(history):
        advisory = version.advisory
        severity = advisory.severity if advisory else None
        words = coloured(advisory.native_level if advisory else "withdrawn", severity)
        screen.print(Text.assemble(f"\n  {version.number}  ", words))
        say_rows(screen, _story(version))


def _story(version: Version) -> Iterator[tuple[str, str]]:
    changes = ", ".join(change.value.replace("_", " ") for change in version.changes)
    evidence, advisory = version.evidence, version.advisory
    yield "change", f"{changes} ({version.rule})"
    if advisory is not None:
        yield "issued", str(advisory.issued_on or "(no date that can be read)")
        yield "departure", advisory.departure.words if advisory.departure else ""
        yield "risks", ", ".join(sorted(each.words for each in advisory.indicators))
    yield "seen", f"{version.decided_at:%Y-%m-%d %H:%M} UTC through {evidence.door}"
    yield "page", evidence.page_key
    yield "also", evidence.note
    yield "link", (advisory.url if advisory else None) or ""


def _print_held(screen: Console, held: Held) -> None:
    level = coloured(held.advisory.native_level, held.advisory.severity)
    screen.print(Text.assemble("\n  ?  ", level, (" (unconfirmed)", "bold")))
    rows = (
        ("because", f"{held.reason} ({held.rule})"),
        ("issued", str(held.advisory.issued_on or "(no date that can be read)")),
        ("seen", f"{held.since:%Y-%m-%d %H:%M} UTC through {held.evidence.door}"),
        ("page", held.evidence.page_key),
    )
    say_rows(screen, rows)


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
