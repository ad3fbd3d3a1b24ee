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
from advisory_watch.bootstrap.evidence import EvidenceStores, open_stores
from advisory_watch.bootstrap.settings import home_folder
from advisory_watch.cli.output_json import json_line
from advisory_watch.cli.output_table import console, say
from advisory_watch.cli.show import code_of
from advisory_watch.cli.subscribe import stack_of
from advisory_watch.core.errors import UsageError
from advisory_watch.core.evidence.chain import IssueSeverity, VerificationIssue
from advisory_watch.core.evidence.checks import (
    VerificationSummary,
    what_it_does_not_show,
    what_it_shows,
)
from advisory_watch.sources import SOURCES

ALERT = re.compile(r"[0-9a-f]{16}")

COLOURS = {
    IssueSeverity.NOTE: "dim",
    IssueSeverity.REREAD: "yellow",
    IssueSeverity.BROKEN: "bold red",
}


def run(given: Namespace) -> int:
    """Verify an alert, a destination, or everything."""
    if given.all == bool(given.what):
        raise UsageError("verify: expected an alert, a destination or --all, and one of them alone")
    with stores_of(given) as stores:
        places = None if given.all else _places(stores, given.what)
        screen = console(to_errors=True)
        with screen.status("reading ledger and archive ...") as status:
            verify = stores.verify((given.key or "").lower())
            step = lambda done, of: status.update(f"{done} of {of} files ...")  # noqa: E731
            for result in verify.run(places, step):
                if isinstance(result, VerificationSummary):
                    summary = result
                else:
                    _tell(result, as_line=given.json)
    if given.json:
        print(json_line(_sum(summary)))
    else:
        _conclude(console(), summary)
    return summary.status


@contextmanager
def stores_of(given: Namespace) -> Iterator[EvidenceStores]:
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


def _places(stores: EvidenceStores, what: str) -> Collection[Place]:
    """Return the place that an alert is about, or the places of a destination in all sources."""
    if ALERT.fullmatch(what):
        return (stores.place_of(what),)
    code = code_of(what)
    return tuple((source, code) for source in SOURCES)


def _tell(issue: VerificationIssue, *, as_line: bool) -> None:
    if as_line:
        print(json_line(_members(issue)), flush=True)
        return
    text = f"{issue.where}: {issue.severity.words}: expected {issue.expected}, found {issue.found}"
    console().print(Text(text, COLOURS[issue.severity]), soft_wrap=True)


def _members(issue: VerificationIssue) -> dict[str, object]:
    return {
        "weight": issue.severity.name.lower(),
        "about": issue.about,
        "version": issue.version,
        "expected": issue.expected,
        "found": issue.found,
    }


def _sum(summary: VerificationSummary) -> dict[str, object]:
    return {
        "holds": summary.worst is not IssueSeverity.BROKEN,
        "destinations": summary.destinations,
        "versions": summary.versions,
        "chained": summary.chained,
        "files": summary.files,
        "manifests": summary.manifests,
        "signed_by": summary.signed_by,
        "signed_at": summary.signed_at,
    }


def _conclude(screen: Console, summary: VerificationSummary) -> None:
    looked = (
        f"{summary.versions} versions of {summary.destinations} destinations by their sources, "
        f"{summary.files} files, {summary.manifests} manifests."
    )
    say(screen, f"Looked at {looked}")
    screen.print("\nWhat follows for somebody who trusts nobody", style="bold")
    for conclusion in what_it_shows(summary):
        say(screen, f"- {conclusion}", hanging="  ")
    screen.print("What does not follow", style="bold")
    for conclusion in what_it_does_not_show(summary):
        say(screen, f"- {conclusion}", hanging="  ")
