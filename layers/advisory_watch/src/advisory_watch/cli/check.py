"""`advisory-watch check`: read the sources once, and print what changed."""

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from datetime import datetime

from rich.console import Console

from advisory_watch.app.results import Coverage, SourceOutcome
from advisory_watch.bootstrap.local import open_check, open_home
from advisory_watch.bootstrap.local_site import moved, revisions, site_folder
from advisory_watch.bootstrap.runtime import in_seconds
from advisory_watch.bootstrap.web import sources
from advisory_watch.cli import demo, site
from advisory_watch.cli.options import add_home, home_of
from advisory_watch.cli.output_json import print_outcome
from advisory_watch.cli.output_table import (
    change_table,
    console,
    deliver_printed,
    detection_table,
    print_text,
    source_table,
)
from advisory_watch.cli.seal import seal_home
from advisory_watch.core.errors import UsageError

HELP = "read the sources once, and say what changed"

BUDGET_MAX_S = 24 * 60 * 60
"""The longest time budget: a check that may take more than a day needs no limit."""

ALL_READ, SOME_READ, NONE_READ = 0, 1, 2

SHOWN = 12
"""Rows of one kind on the screen; `--json` and `show` have all of them."""


def add_arguments(parser: ArgumentParser) -> None:
    """Add the sources and the options."""
    parser.add_argument("sources", nargs="*", metavar="SOURCE", help="which ones; all if none")
    parser.add_argument(
        "--budget", type=int, metavar="SECONDS", help="begin no page after that; read all if none"
    )
    add_home(parser)
    output = parser.add_mutually_exclusive_group()  # a program must never receive invented data
    output.add_argument("--json", action="store_true", help="one JSON object a line")
    unreachable = "play the demonstration where no source could be read; status 0 then"
    output.add_argument("--demo-if-unreachable", action="store_true", help=unreachable)


def run(given: Namespace) -> int:
    """Check, print the result, and send pending alerts; on a laptop, to the screen."""
    wanted = sources(given.sources)
    until = _until(given.budget)
    folder = home_of(given)
    with open_home(folder) as home:
        before = revisions(home, wanted)
        with open_check(home) as check:
            found = check.run(wanted, until)
            if given.json:
                outcomes = list(map(_printed, found))
            else:  # polite reading takes seconds
                named = ", ".join(source.id for source in wanted)
                with console(to_errors=True).status(f"reading {named} ..."):
                    outcomes = list(found)
        if not given.json:
            _print_tables(outcomes)
            print_text(console(), f"Ledger and archive: {folder}")
        # With `--json`, the printed changes of this check count as sent. An alert that an
        # interrupted check left behind has a line of its own.
        reported = {change.alert_id for outcome in outcomes for change in outcome.changes}
        deliver_printed(home.outbox, as_json=given.json, reported=reported)
        seal_home(folder, home.ledger, is_silent=given.json)
        if any(source.coverage is not Coverage.NONE for source in outcomes):
            is_printed = site.update(folder, home, moved(before, revisions(home, wanted)))
            if is_printed and not given.json:
                site.print_address(site_folder(folder))
    if given.demo_if_unreachable and _is_world_out_of_reach(outcomes):
        return demo.run(given)
    status = exit_status(outcomes)
    return SOME_READ if any(outcome.deferred for outcome in outcomes) else status


def _until(budget_s: int | None) -> datetime | None:
    if budget_s is None:
        return None
    if not 0 < budget_s <= BUDGET_MAX_S:
        raise UsageError(f"--budget: expected 1 to {BUDGET_MAX_S} seconds, found {budget_s}")
    return in_seconds(budget_s)


def exit_status(outcomes: Sequence[SourceOutcome]) -> int:
    """Return 0 if all sources were read, 1 if some were, or a part of one, 2 if none was.

    A fault on our side, such as a wrong clock, also gives 1: a person must mend it.
    """
    if all(outcome.ok for outcome in outcomes):
        return SOME_READ if any(outcome.own_faults for outcome in outcomes) else ALL_READ
    is_any = any(outcome.coverage is not Coverage.NONE for outcome in outcomes)
    return SOME_READ if is_any else NONE_READ


def _is_world_out_of_reach(outcomes: Sequence[SourceOutcome]) -> bool:
    """Tell whether every source failed at its endpoints, and none in our own storage."""
    failures = {outcome.failure for outcome in outcomes if outcome.coverage is Coverage.NONE}
    is_none_read = all(outcome.coverage is Coverage.NONE for outcome in outcomes)
    return is_none_read and not any(failure.is_ours for failure in failures if failure)


def _printed(outcome: SourceOutcome) -> SourceOutcome:
    print_outcome(outcome)
    return outcome


def _print_tables(outcomes: Sequence[SourceOutcome]) -> None:
    screen = console()
    screen.print(source_table(outcomes))
    for outcome in outcomes:
        _print_remarks(screen, outcome)
    changes = [change for outcome in outcomes for change in outcome.changes]
    if changes:
        screen.print(change_table(changes))
    elif any(outcome.coverage is not Coverage.NONE for outcome in outcomes):
        screen.print("Nothing changed that anybody needs to be told.")
    else:
        is_ours = any(outcome.failure and outcome.failure.is_ours for outcome in outcomes)
        failed = "Nothing could be recorded." if is_ours else "No source could be read."
        screen.print(f"{failed} What is known stays as it was.")
    pending = [
        (outcome.decided_at, detection) for outcome in outcomes for detection in outcome.pending
    ]
    if pending:
        screen.print(detection_table(pending[:SHOWN], "Unconfirmed"))
        _print_rest(screen, len(pending), "unconfirmed")


def _print_remarks(screen: Console, outcome: SourceOutcome) -> None:
    for reason in filter(None, outcome.reason.split("; ")):
        print_text(screen, f"{outcome.source}: {reason}", hanging="  ")
    for problem in outcome.problems[:SHOWN]:
        unread = f"{outcome.source}: unread: {problem.subject}: {problem.reason}"
        print_text(screen, unread, hanging="  ")
    _print_rest(screen, len(outcome.problems), "items unread")
    if outcome.reason or outcome.problems:
        screen.print()


def _print_rest(screen: Console, count: int, what: str) -> None:
    if count > SHOWN:
        screen.print(f"... and {count - SHOWN} more {what}")
