"""`advisory-watch site`: print what is known as pages, into a folder that a browser opens."""

from argparse import Namespace
from collections.abc import Iterable
from pathlib import Path

from rich.text import Text

from advisory_watch.app.ports import Clock
from advisory_watch.app.publish_pages import Outcome, Unprinted
from advisory_watch.cli.screen import console, say
from advisory_watch.cli.show import say_unmade
from advisory_watch.core.errors import ArchiveError, LedgerError
from advisory_watch.wiring.embedded import Home, open_home
from advisory_watch.wiring.settings import home_folder
from advisory_watch.wiring.site import front_page, home_publisher, is_printed, site_folder

PRINTED, PARTLY_PRINTED = 0, 1


def run(given: Namespace) -> int:
    """Print the whole site; status 1 where the ledger could not give some of it."""
    folder = home_folder(given.home)
    if not folder.exists():
        return say_unmade(folder, None, to_errors=False)
    out = Path(given.out).expanduser() if given.out else site_folder(folder)
    held = print_whole(folder, out)
    say_where(out)
    return PARTLY_PRINTED if held else PRINTED


def print_whole(folder: Path, out: Path) -> int:
    """Print all of a home into a folder; return how much was held back."""
    with open_home(folder) as home, console(to_errors=True).status("printing the site ..."):
        return _say_held_back(home_publisher(folder, out, home).whole())


def update(folder: Path, home: Home, destinations: Iterable[str]) -> bool:
    """Print what a check touched, or the whole site where there is none yet; tell whether it went.

    What was read is recorded and told by then: a full disk makes no check a bad one.
    """
    try:
        _update(folder, home, destinations)
    except (ArchiveError, LedgerError) as error:
        say(console(to_errors=True), f"The site was not printed: {error}", hanging="  ")
        return False
    return True


def print_invented(folder: Path, home: Home, clock: Clock, banner: str) -> None:
    """Print the site of an invented world, which says so on every page, and where it is."""
    out = site_folder(folder)
    _say_held_back(home_publisher(folder, out, home, clock=clock, banner=banner).whole())
    say_where(out)


def _update(folder: Path, home: Home, destinations: Iterable[str]) -> None:
    out, touched = site_folder(folder), list(destinations)
    publisher = home_publisher(folder, out, home)
    with console(to_errors=True).status("printing the site ..."):
        if is_printed(out) and not touched:
            _say_held_back(publisher.overview())
        else:
            _say_held_back(publisher.touched(touched))


def say_where(out: Path) -> None:
    """Tell where the front page is, as an address to click on: on one line, however long."""
    console().print(Text(f"Site: {front_page(out).resolve().as_uri()}"), soft_wrap=True)


def _say_held_back(outcomes: Iterable[Outcome]) -> int:
    held = [each for each in outcomes if isinstance(each, Unprinted)]
    for each in held:
        say(console(to_errors=True), f"{each.about}: not printed: {each.error}", hanging="  ")
    return len(held)
