"""`advisory-watch doctor`: check the state of a deployed stack or of a home folder.

Exit status: 0 all is well; 1 a warning; 2 something does not work, or a wrong command.
"""

from argparse import Namespace
from collections.abc import Iterable

from rich.console import Console
from rich.table import Table
from rich.text import Text

from advisory_watch.cli.lines import json_line
from advisory_watch.cli.screen import console, say
from advisory_watch.cli.show import say_unmade
from advisory_watch.cli.subscribe import stack_of
from advisory_watch.cli.tables import a_table
from advisory_watch.core.checkup import status_of
from advisory_watch.core.errors import UsageError
from advisory_watch.core.findings import Concern, Finding
from advisory_watch.wiring.checkup import home_checkup
from advisory_watch.wiring.settings import home_folder

COLOURS = {Concern.OK: "green", Concern.LOOK: "yellow", Concern.ACT: "bold red"}
SUMMARY = {
    Concern.OK: "All is well.",
    Concern.LOOK: "It works; something to look at.",
    Concern.ACT: "Something does not work.",
}


def run(given: Namespace) -> int:
    """Check the named stack, or else the home folder."""
    findings = _of_stack(given) if given.stack else _of_home(given)
    if findings is None:
        return Concern.LOOK.value
    status = status_of(findings)
    if given.json:
        for each in findings:
            print(json_line(_members(each)))
    else:
        _print(console(), findings, Concern(status))
    return status


def _of_stack(given: Namespace) -> tuple[Finding, ...]:
    if given.home:
        raise UsageError("doctor: expected --stack or --home, found both")
    return stack_of(given).checkup().run()


def _of_home(given: Namespace) -> tuple[Finding, ...] | None:
    """Check the home folder, which is not created if it is missing."""
    if given.profile or given.region:
        raise UsageError("doctor: expected --stack beside --profile and --region, found none")
    folder = home_folder(given.home)
    if not folder.exists():
        say_unmade(folder, None, to_errors=given.json)
        return None
    with home_checkup(folder) as checkup:
        return checkup.run()


def _print(screen: Console, findings: Iterable[Finding], worst: Concern) -> None:
    """Print the findings, most severe first, and below them what to do."""
    ordered = sorted(findings, key=lambda each: -each.concern)
    screen.print(_table(ordered))
    for each in ordered:
        if each.todo:
            say(screen, f"{each.about}: {each.todo}", hanging="  ")
    say(screen, SUMMARY[worst], style="bold")


def _table(ordered: Iterable[Finding]) -> Table:
    table = a_table("Findings", "")
    for heading in ("about", "found"):
        table.add_column(heading, overflow="fold")
    for each in ordered:
        table.add_row(
            Text(each.concern.name.lower(), COLOURS[each.concern]), each.about, each.found
        )
    return table


def _members(each: Finding) -> dict[str, object]:
    return {
        "about": each.about,
        "concern": each.concern.name.lower(),
        "found": each.found,
        "todo": each.todo,
    }
