"""`advisory-watch verify`: check whether the evidence holds, and what it proves.

Exit status: 0 all holds; 1 something does not; 3 all holds, but the present rules read a page
differently; 2 a wrong command.
"""

import re
from argparse import Namespace
from collections.abc import Collection, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.text import Text

from advisory_watch.app.verify import Place
from advisory_watch.cli.lines import json_line
from advisory_watch.cli.screen import console, say
from advisory_watch.cli.show import code_of
from advisory_watch.cli.subscribe import stack_of
from advisory_watch.core.errors import UsageError
from advisory_watch.core.proofs.conclusions import Tally, what_it_does_not_show, what_it_shows
from advisory_watch.core.proofs.remarks import Remark, Weight
from advisory_watch.sources.register import SOURCES
from advisory_watch.wiring.proofs import Stores, open_stores
from advisory_watch.wiring.settings import home_folder

ALERT = re.compile(r"[0-9a-f]{16}")

COLOURS = {Weight.NOTE: "dim", Weight.REREAD: "yellow", Weight.BROKEN: "bold red"}


def run(given: Namespace) -> int:
    """Verify an alert, a destination, or everything."""
    if given.all == bool(given.what):
        raise UsageError("verify: expected an alert, a destination or --all, and one of them alone")
    tally = Tally()
    with stores_of(given) as stores:
        places = None if given.all else _places(stores, given.what)
        screen = console(to_errors=True)
        with screen.status("reading ledger and archive ...") as status:
            verify = stores.verify((given.key or "").lower())
            step = lambda done, of: status.update(f"{done} of {of} files ...")  # noqa: E731
            for remark in verify.run(places, tally, step):
                _tell(remark, as_line=given.json)
    if given.json:
        print(json_line(_sum(tally)))
    else:
        _conclude(console(), tally)
    return tally.status


@contextmanager
def stores_of(given: Namespace) -> Iterator[Stores]:
    """Open the storage of the named stack, or else of the home folder, which must exist."""
    if given.stack:
        if given.home:
            raise UsageError("expected --stack or --home, found both")
        yield stack_of(given).stores()
        return
    if given.profile or given.region:
        raise UsageError("expected --stack beside --profile and --region, found none")
    folder = home_folder(given.home)
    if not (folder / "ledger.sqlite").exists():
        raise UsageError(f"expected a home with a ledger, found none in {folder}")
    with open_stores(folder) as stores:
        yield stores


def _places(stores: Stores, what: str) -> Collection[Place]:
    """Return the place that an alert is about, or the places of a destination in all sources."""
    if ALERT.fullmatch(what):
        return (stores.place_of(what),)
    code = code_of(what)
    return tuple((source, code) for source in SOURCES)


def _tell(remark: Remark, *, as_line: bool) -> None:
    if as_line:
        print(json_line(_members(remark)), flush=True)
        return
    text = (
        f"{remark.where}: {remark.weight.words}: expected {remark.expected}, found {remark.found}"
    )
    console().print(Text(text, COLOURS[remark.weight]), soft_wrap=True)


def _members(remark: Remark) -> dict[str, object]:
    return {
        "weight": remark.weight.name.lower(),
        "about": remark.about,
        "version": remark.version,
        "expected": remark.expected,
        "found": remark.found,
    }


def _sum(tally: Tally) -> dict[str, object]:
    return {
        "holds": tally.worst is not Weight.BROKEN,
        "destinations": tally.destinations,
        "versions": tally.versions,
        "chained": tally.chained,
        "files": tally.files,
        "manifests": tally.manifests,
        "signed_by": tally.signed_by,
        "signed_at": tally.signed_at,
    }


def _conclude(screen: Console, tally: Tally) -> None:
    looked = (
        f"{tally.versions} versions of {tally.destinations} destinations by their sources, "
        f"{tally.files} files, {tally.manifests} manifests."
    )
    say(screen, f"Looked at {looked}")
    screen.print("\nWhat follows for somebody who trusts nobody", style="bold")
    for conclusion in what_it_shows(tally):
        say(screen, f"- {conclusion}", hanging="  ")
    screen.print("What does not follow", style="bold")
    for conclusion in what_it_does_not_show(tally):
        say(screen, f"- {conclusion}", hanging="  ")
