"""Tables and messages on the terminal."""

import sys
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import partial
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from textwrap import fill
from typing import NoReturn

from rich.console import Console, ConsoleOptions, RenderableType
from rich.rule import Rule
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

from advisory_watch.app.ports import Outbox
from advisory_watch.app.results import ChangeOutcome, Coverage, SourceOutcome
from advisory_watch.bootstrap.messages import deliver_to_screen, title_of
from advisory_watch.bootstrap.runtime import now
from advisory_watch.cli.fitting_table import FittingTable
from advisory_watch.cli.output_json import print_json
from advisory_watch.cli.streams import printable
from advisory_watch.core.advisory import Advisory, Departure
from advisory_watch.core.alert import UNCONFIRMED
from advisory_watch.core.alert_batch import Channel, Publication
from advisory_watch.core.destinations import name_of
from advisory_watch.core.detection.types import Detection
from advisory_watch.core.errors import UnknownDestination
from advisory_watch.core.messages.headline import shorten_level
from advisory_watch.core.messages.parts import level_words
from advisory_watch.core.text import as_shown, in_sentence, said, without_marks
from advisory_watch.core.views import CurrentAdvice, Difference, difference

COLOUR_OF_SEVERITY = {1: "green", 2: "yellow", 3: "dark_orange", 4: "red"}

COLOUR_OF_COVERAGE = {Coverage.ALL: "green", Coverage.PART: "dark_orange", Coverage.NONE: "red"}

NAME_WIDTH = 11
"""Width of the longest row name, and a space."""

PARTS_MAX = 3
"""Parts of a destination named in a table; the official page has all of them."""

READ_AT = "read (UTC)"

DOUBTED = "recorded as unconfirmed"

OLDER = "* or before: it was said already when it was first read."

_fill = partial(fill, break_long_words=False, break_on_hyphens=False)

_VERSION_OF_CHANGE = attrgetter("source", "destination", "version", "decided_at")


class Screen(Console):
    """A console that lets `main` handle a closed pipe."""

    def on_broken_pipe(self) -> NoReturn:
        """Raise the error again, as `print` does."""
        raise BrokenPipeError

    def render(
        self, renderable: RenderableType, options: ConsoleOptions | None = None
    ) -> Iterable[Segment]:
        """Render without directional marks, whatever text is printed."""
        for segment in super().render(renderable, options):
            yield Segment(without_marks(segment.text), segment.style, segment.control)


def console(*, to_errors: bool = False) -> Console:
    """Return a console: colours on a terminal only, and no text is parsed as markup.

    If the standard error is closed (`2>&-`), output for it is discarded.
    """
    is_closed = to_errors and sys.stderr is None
    return Screen(stderr=to_errors, quiet=is_closed, highlight=False, markup=False)


def print_text(screen: Console, text: str, *, hanging: str = "", style: str = "") -> None:
    """Print a paragraph; a text without spaces, such as a URL, is never broken."""
    filled = _fill(printable(text), screen.width, subsequent_indent=hanging)
    screen.print(Text(filled, style), soft_wrap=True)


def print_rows(screen: Console, rows: Iterable[tuple[str, str]]) -> None:
    """Print names and values below each other; a row without a value is left out."""
    for name, value in rows:
        row = f"    {name:<{NAME_WIDTH}}{value}"
        if " " in value:
            print_text(screen, row, hanging=" " * (4 + NAME_WIDTH))
        elif value:
            screen.print(Text(row), soft_wrap=True)


def print_no_home(folder: Path, subject: str = "", *, to_errors: bool = False) -> int:
    """Print that there is no home folder yet, and return status 0; a query must not create one."""
    screen, of_it = console(to_errors=to_errors), ""
    if subject:
        screen.print(subject, style="bold")
        of_it = "of it "
    found = f"there is no {folder}; `advisory-watch check` makes it."
    print_text(screen, f"Nothing is known {of_it}yet: {found}")
    return 0


def new_table(title: str | None, *headings: str, folded: Iterable[str] = ()) -> FittingTable:
    """Start a table; the columns `folded` break their texts, those before them never do."""
    table = FittingTable(title)
    for heading in headings:
        table.add_column(heading, no_wrap=True)
    for heading in folded:
        table.add_column(heading, overflow="fold")
    return table


def destination_label(code: str) -> str:
    """Return the name of a destination with its code."""
    try:
        return f"{name_of(code)} ({code})"
    except UnknownDestination:
        return code


def coloured(native: str | None, severity: int | None) -> Text:
    """Return the publisher's words, in the colour of our severity if there is one."""
    words = "-" if native is None else as_shown(native)
    return Text(words, COLOUR_OF_SEVERITY.get(severity or 0, ""))


def source_table(outcomes: Iterable[SourceOutcome]) -> Table:
    """List the result of each source; several kinds of one version count as one change."""
    table = new_table("Sources", "source", "door", "read", "destinations", "new", "changes")
    deferred = []
    for outcome in outcomes:
        table.add_row(
            outcome.source,
            outcome.endpoint or "-",
            Text(outcome.coverage.value, COLOUR_OF_COVERAGE[outcome.coverage]),
            "-" if outcome.coverage is Coverage.NONE else str(outcome.destinations),
            str(outcome.first_seen or "-"),
            str(len(set(map(_VERSION_OF_CHANGE, outcome.changes))) or "-"),
        )
        if outcome.deferred:
            documents = "1 document" if outcome.deferred == 1 else f"{outcome.deferred} documents"
            deferred.append(f"  {outcome.source}: {documents} left for the next check")
    table.caption, table.caption_justify = "\n".join(deferred) or None, "left"
    return table


def change_table(changes: Iterable[ChangeOutcome], *, is_dated: bool = False) -> Table:
    """List the changes, one row for each new version, in the publishers' own words.

    With `is_dated`, for changes of many days, each row begins with its date.
    """
    fixed = ("seen", "source") if is_dated else ("source",)
    table = new_table("Changes", *fixed, folded=("destination", "level", "change (by rule)"))
    for _, (first, *others) in groupby(changes, key=_VERSION_OF_CHANGE):
        kinds = ", ".join(change.kind.replace("_", " ") for change in (first, *others))
        doubt = "unconfirmed: " if first.rule == UNCONFIRMED else ""
        issued = f"; issued {first.issued_on}" if first.issued_on else ""
        table.add_row(
            *([f"{first.decided_at:%Y-%m-%d}"] if is_dated else []),
            first.source,
            destination_label(first.destination),
            _levels(first),
            Text.assemble(
                (doubt, "bold"),
                (kinds, "bold red" if first.urgent else ""),
                f"{issued} ({first.rule})",
            ),
        )
    return table


def _levels(change: ChangeOutcome) -> Text:
    after = _level(change.to_native, change.to_severity, change.to_partial_severity)
    before = _level(change.from_native, change.from_severity, change.from_partial_severity)
    return after if before == after else Text.assemble(before, " → ", after)


def _level(native: str | None, severity: int | None, part: int | None) -> Text:
    """Return a level, and the level of its parts if they are graver."""
    whole = coloured(shorten_level(native), severity)
    if part is None or part <= (severity or 0):
        return whole
    return Text.assemble(whole, (f" (parts {part})", COLOUR_OF_SEVERITY.get(part, "")))


def detection_table(detections: Iterable[tuple[SourceOutcome, Detection]], title: str) -> Table:
    """List detections, each with the source and time of its snapshot, its rule and its reason."""
    table = new_table(title)
    table.add_column(READ_AT, width=len(READ_AT))  # the date, and the time below it
    for heading in ("source", "what"):
        table.add_column(heading, no_wrap=True)
    table.add_column("level", overflow="fold")
    table.add_column("issued", no_wrap=True)
    table.add_column("verdict (by rule)", overflow="fold")
    for outcome, detection in detections:
        copy = detection.advisory
        table.add_row(
            f"{outcome.decided_at:%Y-%m-%d %H:%M}",
            outcome.source,
            detection.destination,
            coloured(shorten_level(copy.native_level), copy.severity) if copy else Text("(absent)"),
            str(copy.issued_on or "-") if copy else "-",
            Text(f"{detection.outcome.value} ({detection.rule}): {detection.reason}"),
        )
    return table


def print_side_by_side(screen: Console, advice: Sequence[CurrentAdvice]) -> None:
    """Print a row for each source, and below them a line if they differ."""
    table = new_table("What governments say now", "source", folded=["their words", "parts"])
    table.add_column("since", no_wrap=True)
    table.add_column("issued", no_wrap=True)
    for current in advice:
        advisory = current.advisory
        table.add_row(
            title_of(current.source),
            Text("\n").join(_native_words(current)),
            _parts(advisory) if advisory and not current.is_withdrawn else "",
            f"{current.since or '-'}{'*' if current.is_older else ''}",
            str(advisory.issued_on or "-") if advisory else "-",
        )
    screen.print(table)
    if any(current.is_older for current in advice):
        screen.print(OLDER, style="dim")
    if differs := difference(advice):
        print_text(screen, _difference(differs), style="bold")
    screen.print()


def _native_words(current: CurrentAdvice) -> Iterator[Text]:
    """Yield the native level, and below it what must not be overlooked."""
    advisory = current.advisory
    if advisory and current.is_withdrawn:
        yield Text("no longer listed")
        yield Text(f"last: {as_shown(advisory.native_level)}")
    elif advisory:
        yield coloured(advisory.native_level, advisory.severity)
        if advisory.departure is not Departure.NONE:
            yield Text(f"and: {advisory.departure.words}", "bold red")
        if current.is_unconfirmed:
            yield Text(DOUBTED, "bold")
    if current.unconfirmed:
        candidate = current.unconfirmed.advisory
        level = coloured(candidate.native_level, candidate.severity)
        yield Text.assemble(("unconfirmed: ", "bold"), level)


def _parts(advisory: Advisory) -> Text:
    names = tuple(dict.fromkeys(region.name for region in advisory.regions))
    rest = (f"and {len(names) - PARTS_MAX} more",) if len(names) > PARTS_MAX else ()
    level = level_words(advisory.partial_severity) if advisory.partial_severity else ""
    shown = ": ".join(filter(None, (level, ", ".join((*names[:PARTS_MAX], *rest)))))
    return Text(shown, COLOUR_OF_SEVERITY.get(advisory.partial_severity or 0, ""))


def _difference(differs: Difference) -> str:
    """Describe how far governments differ, in the words of each, most severe first."""
    words = (
        f"{in_sentence(title_of(current.source))} {said(current.advisory.native_level)}"
        f"{f' (parts {current.graver_part:d})' if current.graver_part else ''}"
        for current in (*differs.gravest, *differs.mildest)
        if current.advisory is not None
    )
    return f"They differ by {differs.steps} steps: {', '.join(words)}."


class PrintedMessages:
    """Implements the port `Notifier`: prints emails and SMS, and nothing meant for programs."""

    def __init__(self, screen: Console) -> None:
        self._screen = screen

    def send(self, publication: Publication) -> None:
        """Print one message in the forms of its channels."""
        message = publication.message
        style = "red" if any(alert.is_urgent for alert in publication.alerts) else "blue"
        is_email, is_sms = map(publication.is_for, (Channel.EMAIL, Channel.SMS))
        if is_email:
            self._print("email", f"Subject: {message.subject}\n\n{message.email.rstrip()}", style)
        if is_sms:
            self._print(f"SMS, {len(message.sms)} characters", message.sms, style)
        if is_email or is_sms:
            self._screen.print(Rule(style=style))

    def _print(self, carrier: str, text: str, style: str) -> None:
        self._screen.print(Rule(carrier, align="left", style=style))
        self._screen.print(Text(text), soft_wrap=True)


class PrintedAlertLines:
    """Implements the port `Notifier` for `--json`: prints each alert that no line reported yet."""

    def __init__(self, reported: Collection[str | None]) -> None:
        self._reported = reported

    def send(self, publication: Publication) -> None:
        """Print the data for programs, flushed before it counts as sent."""
        for alert in publication.alerts if publication.is_for(Channel.DATA) else ():
            if alert.id not in self._reported:
                print_json(
                    alert, "alert=id source destination kind urgent=is_urgent owed_at=created_at"
                )


def deliver_printed(
    outbox: Outbox, *, as_json: bool, reported: Collection[str | None] = ()
) -> None:
    """Send pending alerts to the screen, or with `as_json` print a line for each unreported one."""
    notifier = PrintedAlertLines(reported) if as_json else PrintedMessages(console())
    deliver_to_screen(outbox, notifier, now)
