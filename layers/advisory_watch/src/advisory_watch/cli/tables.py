"""Outcomes as a person reads them on a terminal; without colours where there is none."""

from collections.abc import Iterable
from datetime import datetime

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from advisory_watch.app.outcomes import ChangeOutcome, SourceOutcome
from advisory_watch.core.destinations.names import name_of
from advisory_watch.core.errors import UnknownDestination
from advisory_watch.core.messages.headline import short_level
from advisory_watch.core.verdicts.verdict import Verdict

SHOWN = 12
"""Rows of a kind that a person reads at once; `--json` has all of them."""

COLOUR_OF_SEVERITY = {1: "green", 2: "yellow", 3: "dark_orange", 4: "red"}


def console(*, to_errors: bool = False) -> Console:
    """Return a console: colours on a terminal only, text never taken for markup."""
    return Console(stderr=to_errors, highlight=False, markup=False, soft_wrap=False)


def source_table(outcomes: Iterable[SourceOutcome]) -> Table:
    """List what each source said."""
    table = a_table("Sources", "source", "door", "read", "destinations", "new", "changes")
    table.add_column("remarks", overflow="fold")
    for each in outcomes:
        table.add_row(
            each.source,
            each.door or "-",
            Text("yes", "green") if each.ok else Text("no", "red"),
            str(each.destinations) if each.ok else "-",
            str(each.first_seen or "-"),
            str(len(each.changes) or "-"),
            Text(remarks(each)),
        )
    return table


def remarks(outcome: SourceOutcome) -> str:
    """Say in a few words what a person should know about a check."""
    parts = [outcome.reason.replace("; ", "\n")] if outcome.reason else []
    if outcome.problems:
        first = outcome.problems[0]
        parts.append(f"{len(outcome.problems)} items unread: {first.subject}: {first.reason}")
    if outcome.held:
        parts.append(f"{len(outcome.held)} unconfirmed")
    return "\n".join(parts)


def change_table(changes: Iterable[ChangeOutcome]) -> Table:
    """List what changed, in the publishers' own words."""
    table = a_table("Changes", "source", "destination", "change", "level", "issued", "rule")
    for each in changes:
        table.add_row(
            each.source,
            place(each.destination),
            Text(each.kind, "bold red" if each.urgent else ""),
            _move(each),
            str(each.issued_on or "-"),
            each.rule,
        )
    return table


def _move(change: ChangeOutcome) -> Text:
    """Show one level, or the old and the new one, each in its colour."""
    after = coloured(short_level(change.to_native), change.to_severity)
    if change.from_native == change.to_native:
        return after
    before = coloured(short_level(change.from_native), change.from_severity)
    return Text.assemble(before, " → ", after)


def verdict_table(verdicts: Iterable[tuple[datetime, Verdict]], title: str) -> Table:
    """List verdicts, each with the time of its reading, its rule and its reason."""
    table = a_table(title, "read at (UTC)", "what", "level", "issued", "verdict by rule")
    table.add_column("reason", overflow="fold", min_width=20)
    for read_at, each in verdicts:
        copy = each.advisory
        table.add_row(
            f"{read_at:%Y-%m-%d %H:%M}",
            each.destination,
            coloured(short_level(copy.native_level), copy.severity) if copy else Text("(absent)"),
            str(copy.issued_on or "-") if copy else "-",
            f"{each.outcome.value}\n{each.rule}",
            Text(each.reason),
        )
    return table


def a_table(title: str | None, *headings: str) -> Table:
    """Start a table in the style of all: airy, its narrow columns never broken."""
    table = Table(title=title, title_justify="left", title_style="bold", box=SIMPLE_HEAD)
    for heading in headings:
        table.add_column(heading, no_wrap=True)
    return table


def place(code: str) -> str:
    """Name a destination with its code."""
    try:
        return f"{name_of(code)} ({code})"
    except UnknownDestination:
        return code


def coloured(native: str | None, severity: int | None) -> Text:
    """Return the publisher's words, in the colour of our step where there is one."""
    return Text(native or "-", COLOUR_OF_SEVERITY.get(severity or 0, ""))
