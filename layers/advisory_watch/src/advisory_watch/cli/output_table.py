"""Tables and messages on the terminal."""

import sys
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from textwrap import fill
from typing import NoReturn

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from advisory_watch.app.results import ChangeOutcome, SourceOutcome
from advisory_watch.bootstrap.settings import sources
from advisory_watch.cli.output_json import alert_members, json_line
from advisory_watch.core.advisory import Advisory, Departure
from advisory_watch.core.alert_batch import Channel, Publication
from advisory_watch.core.destinations import name_of
from advisory_watch.core.detection.types import Detection
from advisory_watch.core.errors import UnknownDestination
from advisory_watch.core.messages.headline import shorten_level
from advisory_watch.core.source import Source
from advisory_watch.core.text import as_shown, in_sentence, said
from advisory_watch.core.views import CurrentAdvice, Difference, difference

COLOUR_OF_SEVERITY = {1: "green", 2: "yellow", 3: "dark_orange", 4: "red"}

_ONE_VERSION = attrgetter("source", "destination", "version", "decided_at")


def source_table(outcomes: Iterable[SourceOutcome]) -> Table:
    """List the result of each source; several kinds of one version count as one change."""
    table = a_table("Sources", "source", "door", "read", "destinations", "new", "changes")
    kept = tuple(outcomes)
    for result in kept:
        table.add_row(
            result.source,
            result.endpoint or "-",
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
    after = coloured(shorten_level(change.to_native), change.to_severity)
    if change.from_native == change.to_native:
        return after
    before = coloured(shorten_level(change.from_native), change.from_severity)
    return Text.assemble(before, " → ", after)


def verdict_table(detections: Iterable[tuple[datetime, Detection]], title: str) -> Table:
    """List detections, each with the time of its snapshot, its rule and its reason."""
    table = a_table(title, "read (UTC)", "what")
    table.add_column("level", overflow="fold")
    table.add_column("issued", no_wrap=True)
    table.add_column("verdict (by rule)", overflow="fold")
    for read_at, detection in detections:
        copy = detection.advisory
        table.add_row(
            f"{read_at:%Y-%m-%d %H:%M}",
            detection.destination,
            coloured(shorten_level(copy.native_level), copy.severity) if copy else Text("(absent)"),
            str(copy.issued_on or "-") if copy else "-",
            Text(f"{detection.outcome.value} ({detection.rule}): {detection.reason}"),
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


NAME_WIDTH = 11
"""Width of the longest row name, and a space."""


class Screen(Console):
    """A console that lets `main` handle a closed pipe."""

    def on_broken_pipe(self) -> NoReturn:
        """Raise the error again, as `print` does."""
        raise BrokenPipeError


def console(*, to_errors: bool = False) -> Console:
    """Return a console: colours on a terminal only, and no text is parsed as markup.

    If the standard error is closed (`2>&-`), output for it is discarded.
    """
    is_closed = to_errors and sys.stderr is None
    return Screen(stderr=to_errors, quiet=is_closed, highlight=False, markup=False, soft_wrap=False)


def say(screen: Console, text: str, *, hanging: str = "", style: str = "") -> None:
    """Print a paragraph; a text without spaces, such as a URL, is never broken."""
    screen.print(Text(_filled(screen, text, hanging), style), soft_wrap=True)


def say_rows(screen: Console, rows: Iterable[tuple[str, str]]) -> None:
    """Print names and values below each other; a row without a value is left out."""
    for name, value in rows:
        row = f"    {name:<{NAME_WIDTH}}{value}"
        if " " in value:
            say(screen, row, hanging=" " * (4 + NAME_WIDTH))
        elif value:
            screen.print(Text(row), soft_wrap=True)


def _filled(screen: Console, text: str, hanging: str) -> str:
    return fill(
        text,
        screen.width,
        subsequent_indent=hanging,
        break_long_words=False,
        break_on_hyphens=False,
    )


NAMED = 3
"""Parts of a destination named in a table; the official page has all of them."""

OLDER = "* or before: it was said already when it was first read."


def print_side_by_side(
    screen: Console, words: Sequence[CurrentAdvice], registered: Mapping[str, Source]
) -> None:
    """Print a row for each source, and below them a line if they differ."""
    screen.print(_table(words, registered))
    if any(advice.is_older for advice in words):
        screen.print(OLDER, style="dim")
    differs = difference(words)
    if differs is not None:
        say(screen, sentence_of(differs, registered), style="bold")
    screen.print()


def _table(words: Sequence[CurrentAdvice], registered: Mapping[str, Source]) -> Table:
    table = a_table("What governments say now", "source")
    table.add_column("their words", overflow="fold")
    table.add_column("parts", overflow="fold")
    for heading in ("since", "issued"):
        table.add_column(heading, no_wrap=True)
    for word in words:
        advisory = word.advisory
        table.add_row(
            title_of(word.source, registered),
            Text("\n").join(_cell(word)),
            _parts(advisory) if advisory and not word.is_withdrawn else "",
            f"{word.since or '-'}{'*' if word.is_older else ''}",
            str(advisory.issued_on or "-") if advisory else "-",
        )
    return table


def _cell(word: CurrentAdvice) -> Iterator[Text]:
    """Yield the native level, and below it what must not be overlooked."""
    advisory = word.advisory
    if advisory and word.is_withdrawn:
        yield Text("no longer listed")
        yield Text(f"last: {as_shown(advisory.native_level)}")
    elif advisory:
        yield coloured(advisory.native_level, advisory.severity)
        if advisory.departure is not Departure.NONE:
            yield Text(f"and: {advisory.departure.words}", "bold red")
    if word.unconfirmed:
        candidate = word.unconfirmed.advisory
        level = coloured(candidate.native_level, candidate.severity)
        yield Text.assemble(("unconfirmed: ", "bold"), level)


def _parts(advisory: Advisory) -> Text:
    """List the parts with advice of their own, if the publisher names them."""
    names = tuple(dict.fromkeys(region.name for region in advisory.regions))
    rest = (f"and {len(names) - NAMED} more",) if len(names) > NAMED else ()
    shown = ", ".join((*names[:NAMED], *rest)) or ("yes" if advisory.partial_severity else "")
    return Text(shown, COLOUR_OF_SEVERITY.get(advisory.partial_severity or 0, ""))


def sentence_of(differs: Difference, registered: Mapping[str, Source]) -> str:
    """Return a sentence on how far they differ, in the words of each, most severe first."""
    words = (
        f"{in_sentence(title_of(word.source, registered))} {said(word.advisory.native_level)}"
        for word in (*differs.gravest, *differs.mildest)
        if word.advisory is not None
    )
    return f"They differ by {differs.steps} steps: {', '.join(words)}."


def title_of(source_id: str, registered: Mapping[str, Source]) -> str:
    """Return the short title of a source, or its id if it is no longer registered."""
    source = registered.get(source_id)
    return source.title if source else source_id


def by_id() -> Mapping[str, Source]:
    """Return the sources by id, in their order, without replaced endpoint URLs."""
    return {source.id: source for source in sources(environment={})}


def in_order(
    words: Iterable[CurrentAdvice | None], registered: Mapping[str, Source]
) -> list[CurrentAdvice]:
    """Sort advice in the display order of the sources; the unregistered come last."""
    order = {source_id: number for number, source_id in enumerate(registered)}
    there = [advice for advice in words if advice is not None]
    return sorted(there, key=lambda advice: (order.get(advice.source, len(order)), advice.source))


class PrintedMessages:
    """Implements the port `Notifier`: prints emails and SMS, and nothing meant for programs."""

    def __init__(self, screen: Console) -> None:
        self._screen = screen

    def send(self, publication: Publication) -> None:
        """Print one message in the forms of its channels."""
        message = publication.message
        style = "red" if any(each.is_urgent for each in publication.alerts) else "blue"
        is_email, is_sms = (publication.is_for(each) for each in (Channel.EMAIL, Channel.SMS))
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

    def __init__(self, told: Collection[str | None]) -> None:
        self._told = told

    def send(self, publication: Publication) -> None:
        """Print the data for programs, flushed before it counts as sent."""
        for alert in publication.alerts if publication.is_for(Channel.DATA) else ():
            if alert.id not in self._told:
                print(json_line(alert_members(alert)), flush=True)
