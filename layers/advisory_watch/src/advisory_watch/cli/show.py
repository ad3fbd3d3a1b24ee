"""`advisory-watch show`: what every government says about a destination, since when, and proof."""

from argparse import Namespace
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from advisory_watch.cli.history import print_history, print_notices
from advisory_watch.cli.known_lines import known_members
from advisory_watch.cli.lines import json_line
from advisory_watch.cli.screen import console, say
from advisory_watch.cli.side_by_side import by_id, in_order, print_side_by_side, title_of
from advisory_watch.cli.tables import place
from advisory_watch.core.comparing import Word, notices_of, word_of
from advisory_watch.core.destinations.names import destination_of, destination_of_code
from advisory_watch.core.errors import UnknownDestination, UsageError
from advisory_watch.core.sources import Source
from advisory_watch.core.versions import Known, Version
from advisory_watch.wiring.embedded import open_home
from advisory_watch.wiring.settings import home_folder


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The record and the history of one source about the destination."""

    known: Known
    history: tuple[Version, ...]

    @property
    def word(self) -> Word | None:
        """Its current advice; None for a source of notices."""
        return word_of(self.known, self.history)


def run(given: Namespace) -> int:
    """Print the records; an unknown destination gives a message and status 0."""
    code = code_of(given.destination)
    folder = home_folder(given.home)
    if not folder.exists():
        return say_unmade(folder, place(code), to_errors=given.json)
    with open_home(folder) as home:
        told = [
            Told(known=each, history=home.ledger.history(each.source, code))
            for each in home.ledger.destinations(code)
        ]
    registered = by_id()
    if given.json:
        for each in told:
            print(json_line(known_members(each.known, each.history, each.word, registered)))
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


def _print(screen: Console, code: str, told: list[Told], registered: Mapping[str, Source]) -> None:
    """Print the current advice side by side, then notices, then every source's history."""
    screen.print(place(code), style="bold")
    words = in_order((entry.word for entry in told), registered)
    if words:
        print_side_by_side(screen, words, registered)
    notices = {entry.known.source: notices_of(entry.history) for entry in told}
    for source_id, published in notices.items():
        if published:
            print_notices(screen, title_of(source_id, registered), published)
    if not words and not any(notices.values()):
        screen.print("Nothing is known of it yet: `advisory-watch check` reads the sources.")
    for entry in told:
        if entry.word is not None:
            print_history(screen, entry.known, entry.history)
