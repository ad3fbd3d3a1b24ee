"""`advisory-watch doctor`: check the state of a deployed stack or of a home folder.

Exit status: 0 all is well; 1 a warning; 2 something does not work, or a wrong command.
"""

from argparse import Namespace
from collections.abc import Iterable

from rich.console import Console
from rich.table import Table
from rich.text import Text

from advisory_watch.bootstrap.local import home_doctor
from advisory_watch.bootstrap.settings import home_folder
from advisory_watch.cli.output_json import json_line
from advisory_watch.cli.output_table import a_table, console, say
from advisory_watch.cli.show import say_unmade
from advisory_watch.cli.subscribe import stack_of
from advisory_watch.core.doctor import status_of
from advisory_watch.core.doctor_facts import CheckResult, CheckStatus
from advisory_watch.core.errors import UsageError

COLOURS = {CheckStatus.OK: "green", CheckStatus.LOOK: "yellow", CheckStatus.ACT: "bold red"}
SUMMARY = {
    CheckStatus.OK: "All is well.",
    CheckStatus.LOOK: "It works; something to look at.",
    CheckStatus.ACT: "Something does not work.",
}


def run(given: Namespace) -> int:
    """Check the named stack, or else the home folder."""
    check_results = _of_stack(given) if given.stack else _of_home(given)
    if check_results is None:
        return CheckStatus.LOOK.value
    status = status_of(check_results)
    if given.json:
        for each in check_results:
            print(json_line(_members(each)))
    else:
        _print(console(), check_results, CheckStatus(status))
    return status


def _of_stack(given: Namespace) -> tuple[CheckResult, ...]:
    if given.home:
        raise UsageError("doctor: expected --stack or --home, found both")
    return stack_of(given).checkup().run()


def _of_home(given: Namespace) -> tuple[CheckResult, ...] | None:
    """Check the home folder, which is not created if it is missing."""
    if given.profile or given.region:
        raise UsageError("doctor: expected --stack beside --profile and --region, found none")
    folder = home_folder(given.home)
    if not folder.exists():
        say_unmade(folder, None, to_errors=given.json)
        return None
    with home_doctor(folder) as checkup:
        return checkup.run()


def _print(screen: Console, check_results: Iterable[CheckResult], worst: CheckStatus) -> None:
    """Print the findings, most severe first, and below them what to do."""
    ordered = sorted(check_results, key=lambda each: -each.concern)
    screen.print(_table(ordered))
    for each in ordered:
        if each.todo:
            say(screen, f"{each.about}: {each.todo}", hanging="  ")
    say(screen, SUMMARY[worst], style="bold")


def _table(ordered: Iterable[CheckResult]) -> Table:
    table = a_table("Findings", "")
    for heading in ("about", "found"):
        table.add_column(heading, overflow="fold")
    for each in ordered:
        table.add_row(
            Text(each.concern.name.lower(), COLOURS[each.concern]), each.about, each.found
        )
    return table


def _members(each: CheckResult) -> dict[str, object]:
    return {
        "about": each.about,
        "concern": each.concern.name.lower(),
        "found": each.found,
        "todo": each.todo,
    }
