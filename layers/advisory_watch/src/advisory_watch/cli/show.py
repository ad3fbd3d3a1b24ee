"""`advisory-watch show`: what every government says of a destination, and every version."""

from argparse import Namespace
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.text import Text

from advisory_watch.bootstrap.local import open_home
from advisory_watch.bootstrap.settings import home_folder
from advisory_watch.cli.output_json import json_line, known_members
from advisory_watch.cli.output_table import (
    by_id,
    coloured,
    console,
    in_order,
    place,
    print_side_by_side,
    say,
    say_rows,
    title_of,
)
from advisory_watch.core.destinations import destination_of, destination_of_code
from advisory_watch.core.errors import UnknownDestination, UsageError
from advisory_watch.core.record import DestinationRecord, PendingCandidate, Version
from advisory_watch.core.source import Source
from advisory_watch.core.views import CurrentAdvice, current_advice, notices_of

UNDATED = "(no date that can be read)"


def print_history(screen: Console, record: DestinationRecord, history: Iterable[Version]) -> None:
    """Print the versions, newest first, and then the pending candidate."""
    since = f"watched since {record.watched_since:%Y-%m-%d %H:%M} UTC"
    screen.print(f"{record.source}, {since}")
    for version in reversed(tuple(history)):
        advisory = version.advisory
        severity = advisory.severity if advisory else None
        words = coloured(advisory.native_level if advisory else "withdrawn", severity)
        screen.print(Text.assemble(f"\n  {version.number}  ", words))
        say_rows(screen, _story(version))
    if record.pending is not None:
        _print_held(screen, record.pending)
    screen.print()


def _story(version: Version) -> Iterator[tuple[str, str]]:
    changes = ", ".join(change.value.replace("_", " ") for change in version.changes)
    evidence, advisory = version.evidence, version.advisory
    yield "change", f"{changes} ({version.rule})"
    if advisory is not None:
        yield "issued", str(advisory.issued_on or UNDATED)
        yield "departure", advisory.departure.words if advisory.departure else ""
        yield "risks", ", ".join(sorted(indicator.words for indicator in advisory.indicators))
    yield "seen", f"{version.decided_at:%Y-%m-%d %H:%M} UTC through {evidence.endpoint}"
    yield "page", evidence.page_key
    yield "also", evidence.note
    yield "link", (advisory.url if advisory else None) or ""


def _print_held(screen: Console, pending: PendingCandidate) -> None:
    level = coloured(pending.advisory.native_level, pending.advisory.severity)
    screen.print(Text.assemble("\n  ?  ", level, (" (unconfirmed)", "bold")))
    rows = (
        ("because", f"{pending.reason} ({pending.rule})"),
        ("issued", str(pending.advisory.issued_on or UNDATED)),
        ("seen", f"{pending.since:%Y-%m-%d %H:%M} UTC through {pending.evidence.endpoint}"),
        ("page", pending.evidence.page_key),
    )
    say_rows(screen, rows)


def print_notices(screen: Console, title: str, notices: Iterable[Version]) -> None:
    """Print notices, newest first as they come; a notice has no level."""
    screen.print(f"{title}: notices", style="bold")
    for version in notices:
        advisory = version.advisory
        if advisory is None:
            continue
        issued = advisory.issued_at
        when = f"{issued:%Y-%m-%d %H:%M} UTC" if issued else str(advisory.issued_on or UNDATED)
        screen.print()
        say(screen, f"  {when}  {advisory.native_level}", hanging="    ")
        rows = (
            ("departure", advisory.departure.words if advisory.departure else ""),
            (
                "seen",
                f"{version.decided_at:%Y-%m-%d %H:%M} UTC through {version.evidence.endpoint}",
            ),
            ("page", version.evidence.page_key),
            ("link", advisory.url or ""),
        )
        say_rows(screen, rows)
    screen.print()


@dataclass(frozen=True, slots=True, kw_only=True)
class DestinationVersions:
    """The record and the history of one source about the destination."""

    record: DestinationRecord
    history: tuple[Version, ...]

    @property
    def advice(self) -> CurrentAdvice | None:
        """Its current advice; None for a source of notices."""
        return current_advice(self.record, self.history)


def run(given: Namespace) -> int:
    """Print the records; an unknown destination gives a message and status 0."""
    code = code_of(given.destination)
    folder = home_folder(given.home)
    if not folder.exists():
        return say_unmade(folder, place(code), to_errors=given.json)
    with open_home(folder) as home:
        told = [
            DestinationVersions(record=each, history=home.ledger.history(each.source, code))
            for each in home.ledger.destinations(code)
        ]
    registered = by_id()
    if given.json:
        for each in told:
            print(json_line(known_members(each.record, each.history, each.advice, registered)))
    else:
        _print(console(), code, told, registered)
    return 0


def say_unmade(folder: Path, asked: str | None, *, to_errors: bool) -> int:
    """Say that there is no home folder yet; a query must not create one."""
    screen = console(to_errors=to_errors)
    if asked is not None:
        screen.print(asked, style="bold")
    what = "of it yet" if asked is not None else "yet"
    say(screen, f"Nothing is known {what}: there is no {folder}; `advisory-watch check` makes it.")
    return 0


def code_of(text: str) -> str:
    """Parse an ISO code or a name as a person types it. Raises `UsageError`."""
    for read in (destination_of_code, destination_of):
        try:
            return read(text)
        except UnknownDestination:
            continue
    raise UsageError(f"expected an ISO 3166 code or a country's name, found {text!r}")


def _print(
    screen: Console, code: str, told: list[DestinationVersions], registered: Mapping[str, Source]
) -> None:
    """Print the current advice side by side, then notices, then every source's history."""
    screen.print(place(code), style="bold")
    words = in_order((entry.advice for entry in told), registered)
    if words:
        print_side_by_side(screen, words, registered)
    notices = {entry.record.source: notices_of(entry.history) for entry in told}
    for source_id, published in notices.items():
        if published:
            print_notices(screen, title_of(source_id, registered), published)
    if not words and not any(notices.values()):
        screen.print("Nothing is known of it yet: `advisory-watch check` reads the sources.")
    for entry in told:
        if entry.advice is not None:
            print_history(screen, entry.record, entry.history)
