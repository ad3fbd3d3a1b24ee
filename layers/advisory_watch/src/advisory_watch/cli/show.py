"""`advisory-watch show`: what every government says of a destination, and every version."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from rich.console import Console
from rich.text import Text

from advisory_watch.bootstrap.local import open_home
from advisory_watch.bootstrap.messages import title_of
from advisory_watch.cli.options import add_home, add_json, code_of, home_of
from advisory_watch.cli.output_json import print_history
from advisory_watch.cli.output_table import (
    coloured,
    console,
    destination_label,
    print_no_home,
    print_rows,
    print_side_by_side,
    print_text,
)
from advisory_watch.core.advisory import Advisory
from advisory_watch.core.messages.parts import graver_parts
from advisory_watch.core.record import PendingCandidate, Version
from advisory_watch.core.views import SourceHistory, history_steps, notices_of
from advisory_watch.sources import SOURCES

UNDATED = "(no date that can be read)"


def add_arguments(parser: ArgumentParser) -> None:
    """Add the destination and the options."""
    parser.add_argument("destination", metavar="DEST", help="an ISO code (KW) or a name (Kuwait)")
    add_home(parser)
    add_json(parser)


def run(given: Namespace) -> int:
    """Print the records; an unknown destination gives a message and status 0."""
    code = code_of(given.destination)
    folder = home_of(given)
    if not folder.exists():
        return print_no_home(folder, destination_label(code), to_errors=given.json)
    with open_home(folder) as home:
        ledger = home.ledger
        histories = [
            SourceHistory(record=record, steps=history_steps(ledger.history(record.source, code)))
            for record in ledger.destinations(code)
        ]
    if given.json:
        for history in histories:
            print_history(history)
    else:
        _print(console(), code, histories)
    return 0


def _print(screen: Console, code: str, histories: Sequence[SourceHistory]) -> None:
    screen.print(destination_label(code), style="bold")
    ordered = sorted(histories, key=_display_order)
    current = [history.advice for history in ordered if history.advice is not None]
    if current:
        print_side_by_side(screen, current)
    is_known = bool(current)
    for history in histories:
        if notices := notices_of(step.version for step in history.steps):
            _print_notices(screen, title_of(history.record.source), notices)
            is_known = True
    if not is_known:
        screen.print("Nothing is known of it yet: `advisory-watch check` reads the sources.")
    for history in histories:
        if history.advice is not None:
            _print_history(screen, history)


def _display_order(history: SourceHistory) -> tuple[int, str]:
    """Sort by the order of the sources; those that are no longer registered come last."""
    source, registered = history.record.source, list(SOURCES)
    return registered.index(source) if source in SOURCES else len(registered), source


def _print_notices(screen: Console, title: str, notices: Iterable[Version]) -> None:
    """Print notices, newest first as they come; a notice has no level."""
    screen.print(f"{title}: notices", style="bold")
    for version in notices:
        advisory = version.advisory
        if advisory is None:
            continue
        when = _minute(advisory.issued_at) if advisory.issued_at else _issued(advisory)
        screen.print()
        print_text(screen, f"  {when}  {advisory.native_level}", hanging="    ")
        rows = dict(_version_rows(version))
        print_rows(screen, ((name, rows[name]) for name in ("departure", "seen", "page", "link")))
    screen.print()


def _print_history(screen: Console, history: SourceHistory) -> None:
    record = history.record
    screen.print(f"{record.source}, watched since {_minute(record.watched_since)}")
    for step in reversed(history.steps):
        advisory = step.version.advisory
        said = (advisory.native_level, advisory.severity) if advisory else ("withdrawn", None)
        screen.print(Text.assemble(f"\n  {step.version.number}  ", coloured(*said)))
        print_rows(screen, _version_rows(step.version))
    if record.pending is not None:
        _print_pending(screen, record.pending)
    screen.print()


def _version_rows(version: Version) -> Iterator[tuple[str, str]]:
    changes = ", ".join(change.value.replace("_", " ") for change in version.changes)
    advisory = version.advisory
    yield "change", f"{changes} ({version.rule})"
    if advisory is not None:
        yield "issued", _issued(advisory)
        yield "parts", graver_parts(advisory)
        yield "departure", advisory.departure.words if advisory.departure else ""
        yield "risks", ", ".join(sorted(indicator.words for indicator in advisory.indicators))
    yield "seen", f"{_minute(version.decided_at)} through {version.evidence.endpoint}"
    yield "page", version.evidence.page_key
    yield "also", version.evidence.note
    yield "link", (advisory.url if advisory else None) or ""


def _print_pending(screen: Console, pending: PendingCandidate) -> None:
    level = coloured(pending.advisory.native_level, pending.advisory.severity)
    screen.print(Text.assemble("\n  ?  ", level, (" (unconfirmed)", "bold")))
    rows = {
        "because": f"{pending.reason} ({pending.rule})",
        "issued": _issued(pending.advisory),
        "seen": f"{_minute(pending.since)} through {pending.evidence.endpoint}",
        "page": pending.evidence.page_key,
    }
    print_rows(screen, rows.items())


def _issued(advisory: Advisory) -> str:
    return str(advisory.issued_on or UNDATED)


def _minute(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"
