"""`advisory-watch check`: read the sources once, and print what changed."""

import re
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from contextlib import nullcontext
from datetime import datetime

from rich.console import Console
from rich.text import Text

from advisory_watch.app.results import Coverage, SourceOutcome
from advisory_watch.bootstrap.check_turn import check_turn
from advisory_watch.bootstrap.local import Home, open_check, open_home
from advisory_watch.bootstrap.local_site import moved, revisions, site_folder
from advisory_watch.bootstrap.runtime import in_seconds
from advisory_watch.bootstrap.web import proxies_of, sources
from advisory_watch.cli import site
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
from advisory_watch.cli.streams import complain
from advisory_watch.core.errors import UsageError
from advisory_watch.core.source import Source

BUDGET_MAX_S = 24 * 60 * 60
"""The longest time budget: a check that may take more than a day needs no limit."""

ALL_READ, SOME_READ, NONE_READ = 0, 1, 2

EXPECTED = "expected "
NO_ANSWER = re.compile(rf"{EXPECTED}an answer from \S+, found ([^;]+)")
"""The cause in the reason of an `Unreachable`; an outcome has one for each endpoint."""

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
    _require_plausible_budget(given.budget)
    if proxies := proxies_of(wanted):
        from advisory_watch.core.doctor import PROXY_REMEDY, unguarded  # noqa: PLC0415

        complain(f"{unguarded(proxies)}; {PROXY_REMEDY}")
    folder = home_of(given)
    with open_home(folder) as home, check_turn(folder, given.budget, complain):
        before = revisions(home, wanted)
        until = in_seconds(given.budget) if given.budget else None
        outcomes = _outcomes(home, wanted, until, as_json=given.json)
        if not given.json:
            _print_tables(outcomes)
            if not cause_of_silence(outcomes):
                print_text(console(), f"Ledger and archive: {folder}")
        # With `--json`, the printed changes of this check count as sent. An alert that an
        # interrupted check left behind has a line of its own.
        reported = {change.alert_id for outcome in outcomes for change in outcome.changes}
        deliver_printed(home.outbox, as_json=given.json, reported=reported)
        seal_home(folder, home, is_silent=given.json)
        if any(source.coverage is not Coverage.NONE for source in outcomes):
            is_printed = site.update(folder, home, moved(before, revisions(home, wanted)))
            if is_printed and not given.json:
                site.print_address(site_folder(folder))
    if given.demo_if_unreachable and _is_world_out_of_reach(outcomes):
        from advisory_watch.cli import demo  # noqa: PLC0415 - loads a web server

        return demo.run(given)
    status = exit_status(outcomes)
    return SOME_READ if any(outcome.deferred for outcome in outcomes) else status


def _outcomes(
    home: Home, wanted: Sequence[Source], until: datetime | None, *, as_json: bool
) -> list[SourceOutcome]:
    """Read the sources; if the user interrupts that, say which of them were read."""
    outcomes: list[SourceOutcome] = []
    named = ", ".join(source.id for source in wanted)
    status = nullcontext() if as_json else console(to_errors=True).status(f"reading {named} ...")
    try:
        with open_check(home, wanted) as check, status:  # polite reading takes seconds
            for outcome in check.run(wanted, until):
                outcomes.append(outcome)
                if as_json:
                    print_outcome(outcome)
    except KeyboardInterrupt:
        complain(_interrupted(outcomes, wanted))
        raise
    return outcomes


def _interrupted(outcomes: Sequence[SourceOutcome], wanted: Sequence[Source]) -> str:
    whole = {outcome.source for outcome in outcomes if outcome.coverage is Coverage.ALL}
    rest = ", ".join(source.id for source in wanted if source.id not in whole)
    return (
        f"interrupted: {len(whole)} of {len(wanted)} sources were read in full, and not {rest}; "
        "what was recorded stays, and the next check goes on from there"
    )


def _require_plausible_budget(budget_s: int | None) -> None:
    if budget_s is not None and not 0 < budget_s <= BUDGET_MAX_S:
        raise UsageError(f"--budget: expected 1 to {BUDGET_MAX_S} seconds, found {budget_s}")


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


def cause_of_silence(outcomes: Sequence[SourceOutcome]) -> str:
    """Return why no publisher could be reached, if it is the same everywhere; else an empty text.

    Then the fault is near this computer, and a reason for each of hundreds of pages helps little.
    """
    causes = set[str]()
    for outcome in outcomes:
        found = NO_ANSWER.findall(outcome.reason)
        is_silent = outcome.coverage is Coverage.NONE and bool(found)
        if not is_silent or len(found) != outcome.reason.count(EXPECTED):
            return ""
        causes.update(found)
    return causes.pop() if len(causes) == 1 else ""


def _print_tables(outcomes: Sequence[SourceOutcome]) -> None:
    screen = console()
    if cause := cause_of_silence(outcomes):
        offline = f"No source could be read: {cause}. Is this computer online?"
        screen.print(Text(f"{offline} What is known stays as it was."), soft_wrap=True)
        return
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
    pending = [(outcome, detection) for outcome in outcomes for detection in outcome.pending]
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
