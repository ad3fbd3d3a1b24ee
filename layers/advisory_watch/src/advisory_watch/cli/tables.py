"""Outcomes as tables on a terminal; plain text if it has no colours."""

from collections.abc import Iterable
from datetime import datetime
from itertools import groupby
from operator import attrgetter

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from advisory_watch.app.outcomes import ChangeOutcome, SourceOutcome
from advisory_watch.core.destinations.names import name_of
from advisory_watch.core.errors import UnknownDestination
from advisory_watch.core.messages.headline import short_level
from advisory_watch.core.verdicts.verdict import Verdict
from advisory_watch.core.wording import as_shown

COLOUR_OF_SEVERITY = {1: "green", 2: "yellow", 3: "dark_orange", 4: "red"}

_ONE_VERSION = attrgetter("source", "destination", "version", "decided_at")


def source_table(outcomes: Iterable[SourceOutcome]) -> Table:
    """List the result of each source; several kinds of one version count as one change."""
    table = a_table("Sources", "source", "door", "read", "destinations", "new", "changes")
    kept = tuple(outcomes)
    for result in kept:
        table.add_row(
            result.source,
            result.door or "-",
            Text("yes", "green") if result.ok else Text("no", "red"),
            str(result.destinations) if result.ok else "-",
            str(result.first_seen or "-"),
            str(len(set(map(_ONE_VERSION, result.changes))) or "-"),
        )
    table.caption = "\n".join(_deferred(result) for result in kept if result.deferred) or None
    table.caption_justify = "left"
    return table


def _deferred(outcome: SourceOutcome) -> str:
    documents = "1 document" if outcome.deferred == 1 else f"{outcome.deferred} documents"
    return f"  {outcome.source}: {documents} left for the next check"


def change_table(changes: Iterable[ChangeOutcome], *, is_dated: bool = False) -> Table:
    """List the changes, one row for each new version, in the publishers' own words.

    With `is_dated`, for changes of many days, each row begins with its date.
    """
    table = a_table("Changes", "seen" if is_dated else "source")
    for heading in ("destination", "level", "change (by rule)"):
        table.add_column(heading, overflow="fold")
    for _, group in groupby(changes, key=_ONE_VERSION):
        of_version = tuple(group)
        first = of_version[0]
        table.add_row(
            f"{first.decided_at:%Y-%m-%d}" if is_dated else first.source,
            place(first.destination),
            _move(first),
            _kinds(of_version),
        )
    return table


def _kinds(of_version: tuple[ChangeOutcome, ...]) -> Text:
    """Name every change of one version, its date of issue, and the rule that decided."""
    first = of_version[0]
    kinds = ", ".join(item.kind.replace("_", " ") for item in of_version)
    issued = f"; issued {first.issued_on}" if first.issued_on else ""
    return Text.assemble((kinds, "bold red" if first.urgent else ""), f"{issued} ({first.rule})")


def _move(change: ChangeOutcome) -> Text:
    """Show one level, or the old and the new one, each in its colour."""
    after = coloured(short_level(change.to_native), change.to_severity)
    if change.from_native == change.to_native:
        return after
    before = coloured(short_level(change.from_native), change.from_severity)
    return Text.assemble(before, " → ", after)


def verdict_table(verdicts: Iterable[tuple[datetime, Verdict]], title: str) -> Table:
    """List detections, each with the time of its snapshot, its rule and its reason."""
    table = a_table(title, "read (UTC)", "what")
    table.add_column("level", overflow="fold")
    table.add_column("issued", no_wrap=True)
    table.add_column("verdict (by rule)", overflow="fold")
    for read_at, verdict in verdicts:
        copy = verdict.advisory
        table.add_row(
            f"{read_at:%Y-%m-%d %H:%M}",
            verdict.destination,
            coloured(short_level(copy.native_level), copy.severity) if copy else Text("(absent)"),
            str(copy.issued_on or "-") if copy else "-",
            Text(f"{verdict.outcome.value} ({verdict.rule}): {verdict.reason}"),
        )
    return table


def a_table(title: str | None, *headings: str) -> Table:
    """Start a table in the common style: airy, and narrow columns are never broken."""
    table = Table(title=title, title_justify="left", title_style="bold", box=SIMPLE_HEAD)
    for heading in headings:
        table.add_column(heading, no_wrap=True)
    return table


def place(code: str) -> str:
    """Return the name of a destination with its code."""
    try:
        return f"{name_of(code)} ({code})"
    except UnknownDestination:
        return code


def coloured(native: str | None, severity: int | None) -> Text:
    """Return the publisher's words, in the colour of our severity if there is one."""
    words = "-" if native is None else as_shown(native)
    return Text(words, COLOUR_OF_SEVERITY.get(severity or 0, ""))
