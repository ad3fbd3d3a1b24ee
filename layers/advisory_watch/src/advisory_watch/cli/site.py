"""`advisory-watch site`: render the records as pages, into a folder for a browser."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterable
from pathlib import Path

from rich.text import Text

from advisory_watch.app.ports import Clock
from advisory_watch.app.publish_pages import Outcome, UnreadableHistory
from advisory_watch.bootstrap.local import Home, open_home
from advisory_watch.bootstrap.local_site import (
    claim_folder,
    home_publisher,
    is_printed,
    site_folder,
)
from advisory_watch.cli.options import add_home, home_of
from advisory_watch.cli.output_table import console, print_no_home, print_text
from advisory_watch.core.errors import ArchiveError, LedgerError
from advisory_watch.site.rendering.config import FRONT

PRINTED, PARTLY_PRINTED = 0, 1


def add_arguments(parser: ArgumentParser) -> None:
    """Add the options."""
    add_home(parser)
    parser.add_argument(
        "--out", metavar="DIR", help="a folder of its own; the home's `site` if none"
    )


def run(given: Namespace) -> int:
    """Render the whole site; the status is 1 if the ledger could not give some of it."""
    folder = home_of(given)
    if not folder.exists():
        return print_no_home(folder)
    out = site_folder(folder)
    if given.out:
        out = Path(given.out).expanduser()
        claim_folder(out)
    pending = print_whole(folder, out)
    print_address(out)
    return PARTLY_PRINTED if pending else PRINTED


def print_whole(folder: Path, out: Path) -> int:
    """Render a home into a folder; return the number of pages that were held back."""
    with open_home(folder) as home, console(to_errors=True).status("printing the site ..."):
        return _print_held_back(home_publisher(folder, out, home).whole())


def update(folder: Path, home: Home, destinations: Iterable[str]) -> bool:
    """Render the pages that a check affects, or the whole site if none exists yet.

    Returns whether it succeeded. By then everything is recorded and sent, so a full disk does not
    make the check fail.
    """
    out, touched = site_folder(folder), list(destinations)
    try:
        publisher = home_publisher(folder, out, home)
        with console(to_errors=True).status("printing the site ..."):
            is_current = is_printed(out) and not touched
            _print_held_back(publisher.front_page() if is_current else publisher.touched(touched))
    except (ArchiveError, LedgerError) as error:
        print_text(console(to_errors=True), f"The site was not printed: {error}", hanging="  ")
        return False
    return True


def print_invented(folder: Path, home: Home, clock: Clock, banner: str) -> None:
    """Render the site of an invented world, with a banner on every page, and print its URL."""
    out = site_folder(folder)
    _print_held_back(home_publisher(folder, out, home, clock=clock, banner=banner).whole())
    print_address(out)


def print_address(out: Path) -> None:
    """Print the URL of the front page on one line, however long, so that it can be clicked."""
    console().print(Text(f"Site: {(out / FRONT).resolve().as_uri()}"), soft_wrap=True)


def _print_held_back(outcomes: Iterable[Outcome]) -> int:
    pending = [failed for failed in outcomes if isinstance(failed, UnreadableHistory)]
    for failed in pending:
        reason = f"{failed.about}: not printed: {failed.error}"
        print_text(console(to_errors=True), reason, hanging="  ")
    return len(pending)
