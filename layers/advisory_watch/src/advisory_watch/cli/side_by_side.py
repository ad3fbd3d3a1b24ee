"""The advice of all governments on one destination, side by side, and where they differ."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from advisory_watch.cli.screen import say
from advisory_watch.cli.tables import COLOUR_OF_SEVERITY, a_table, coloured
from advisory_watch.core.advisories import Advisory
from advisory_watch.core.comparing import Difference, Word, difference
from advisory_watch.core.scales import Departure
from advisory_watch.core.sources import Source
from advisory_watch.core.wording import as_shown, in_sentence, said
from advisory_watch.wiring.settings import sources

NAMED = 3
"""Parts of a destination named in a table; the official page has all of them."""

OLDER = "* or before: it was said already when it was first read."


def print_side_by_side(
    screen: Console, words: Sequence[Word], registered: Mapping[str, Source]
) -> None:
    """Print a row for each source, and below them a line if they differ."""
    screen.print(_table(words, registered))
    if any(advice.is_older for advice in words):
        screen.print(OLDER, style="dim")
    differs = difference(words)
    if differs is not None:
        say(screen, sentence_of(differs, registered), style="bold")
    screen.print()


def _table(words: Sequence[Word], registered: Mapping[str, Source]) -> Table:
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


def _cell(word: Word) -> Iterator[Text]:
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


def in_order(words: Iterable[Word | None], registered: Mapping[str, Source]) -> list[Word]:
    """Sort advice in the display order of the sources; the unregistered come last."""
    order = {source_id: number for number, source_id in enumerate(registered)}
    there = [advice for advice in words if advice is not None]
    return sorted(there, key=lambda advice: (order.get(advice.source, len(order)), advice.source))
