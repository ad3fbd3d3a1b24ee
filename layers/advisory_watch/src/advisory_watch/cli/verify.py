"""`advisory-watch verify`: check whether the evidence holds, and what it proves.

Exit status: 0 all holds; 1 something does not; 3 all holds, but the present rules read a page
differently; 2 a wrong command.
"""

import re
from argparse import ArgumentParser, Namespace, RawDescriptionHelpFormatter
from collections.abc import Collection, Iterator
from contextlib import contextmanager

from rich.text import Text

from advisory_watch.app.verify import Place
from advisory_watch.bootstrap.evidence import EvidenceStores, open_stores
from advisory_watch.cli.options import add_home, add_stack, code_of, home_of, names_stack, stack_of
from advisory_watch.cli.output_json import print_json
from advisory_watch.cli.output_table import console, print_text
from advisory_watch.core.errors import UsageError
from advisory_watch.core.evidence.chain import IssueSeverity, VerificationIssue
from advisory_watch.core.evidence.checks import (
    VerificationSummary,
    what_it_does_not_show,
    what_it_shows,
)
from advisory_watch.sources import SOURCES

STATUSES = """\
exit status: 0 all holds, 1 something does not hold, 2 a wrong command,
  3 all holds, but today's rules read a page differently
"""

ALERT = re.compile(r"[0-9a-f]{16}")

COLOURS = {
    IssueSeverity.NOTE: "dim",
    IssueSeverity.REREAD: "yellow",
    IssueSeverity.BROKEN: "bold red",
}


def add_arguments(parser: ArgumentParser) -> None:
    """Add the subject and the options."""
    parser.epilog, parser.formatter_class = STATUSES, RawDescriptionHelpFormatter
    parser.add_argument("what", nargs="?", metavar="ALERT|DEST", help="its id, or a destination")
    parser.add_argument("--all", action="store_true", help="everything there is")
    parser.add_argument("--key", metavar="SHA256", help="the key that must have signed")
    add_home(parser)
    add_stack(parser)


def run(given: Namespace) -> int:
    """Verify an alert, a destination, or everything."""
    if given.all == bool(given.what):
        raise UsageError("verify: expected an alert, a destination or --all, and one of them alone")
    with evidence_of(given) as stores:
        places = None if given.all else _places(stores, given.what)
        with console(to_errors=True).status("reading ledger and archive ...") as status:
            verify = stores.verify((given.key or "").lower())
            step = lambda done, of: status.update(f"{done} of {of} files ...")  # noqa: E731
            for result in verify.run(places, step):
                if isinstance(result, VerificationSummary):
                    summary = result
                else:
                    _print_issue(result, as_json=given.json)
    if given.json:
        print_json(
            summary,
            "holds destinations versions chained files manifests signed_by signed_at",
            holds=summary.worst is not IssueSeverity.BROKEN,
            ledger=stores.place,
        )
    else:
        _conclude(summary, stores.place)
    return summary.status


@contextmanager
def evidence_of(given: Namespace) -> Iterator[EvidenceStores]:
    """Open the storage of the named stack, or else of the home folder, which must exist."""
    if names_stack(given):
        yield stack_of(given).stores()
        return
    folder = home_of(given)
    if not (folder / "ledger.sqlite").exists():
        raise UsageError(
            f"expected a home with a ledger, found none in {folder}; "
            "`advisory-watch check` makes it"
        )
    with open_stores(folder) as stores:
        yield stores


def _places(stores: EvidenceStores, subject: str) -> Collection[Place]:
    if ALERT.fullmatch(subject):
        return (stores.place_of(subject),)
    code = code_of(subject)
    return tuple((source, code) for source in SOURCES)


def _print_issue(issue: VerificationIssue, *, as_json: bool) -> None:
    if as_json:
        print_json(issue, "weight=severity about version expected found")
        return
    text = f"{issue.where}: {issue.severity.words}: expected {issue.expected}, found {issue.found}"
    console().print(Text(text, COLOURS[issue.severity]), soft_wrap=True)


def _conclude(summary: VerificationSummary, place: str) -> None:
    screen = console()
    print_text(
        screen,
        f"Looked at {summary.versions} versions of {summary.destinations} destinations by their "
        f"sources, {summary.files} files, {summary.manifests} manifests.",
    )
    if summary.worst is IssueSeverity.BROKEN:
        print_text(screen, f"Something above does not hold. Ledger: {place}")
    for heading, conclusions in (
        ("\nWhat follows for somebody who trusts nobody", what_it_shows(summary)),
        ("What does not follow", what_it_does_not_show(summary)),
    ):
        screen.print(heading, style="bold")
        for conclusion in conclusions:
            print_text(screen, f"- {conclusion}", hanging="  ")
