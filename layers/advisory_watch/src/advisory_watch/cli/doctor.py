"""`advisory-watch doctor`: check the state of a deployed stack or of a home folder.

Exit status: 0 all is well; 1 a warning; 2 something does not work, or a wrong command.
"""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterable

from rich.text import Text

from advisory_watch.bootstrap.home_doctor import home_doctor
from advisory_watch.cli.options import add_home, add_stack, home_of, names_stack, stack_of
from advisory_watch.cli.output_json import print_json
from advisory_watch.cli.output_table import console, new_table, print_no_home, print_text
from advisory_watch.core.doctor import status_of
from advisory_watch.core.doctor_facts import CheckResult, CheckStatus

COLOURS = {CheckStatus.OK: "green", CheckStatus.LOOK: "yellow", CheckStatus.ACT: "bold red"}
SUMMARY = {
    CheckStatus.OK: "All is well.",
    CheckStatus.LOOK: "It works; something to look at.",
    CheckStatus.ACT: "Something does not work.",
}


def add_arguments(parser: ArgumentParser) -> None:
    """Add the options."""
    parser.epilog = "exit status: 0 all is well, 1 something to look at, 2 something does not work"
    add_home(parser)
    add_stack(parser)


def run(given: Namespace) -> int:
    """Check the named stack, or else the home folder, which is not created if it is missing."""
    if names_stack(given, "doctor: "):
        results = stack_of(given).doctor().run()
    else:
        folder = home_of(given)
        if not folder.exists():
            print_no_home(folder, to_errors=given.json)
            return CheckStatus.LOOK.value
        with home_doctor(folder) as doctor:
            results = doctor.run()
    status = status_of(results)
    if given.json:
        for result in results:
            print_json(result)
    else:
        _print(results, CheckStatus(status))
    return status


def _print(results: Iterable[CheckResult], worst: CheckStatus) -> None:
    screen, ordered = console(), sorted(results, key=lambda result: -result.concern)
    table = new_table("Findings", "", folded=("about", "found"))
    for result in ordered:
        concern = Text(result.concern.name.lower(), COLOURS[result.concern])
        table.add_row(concern, result.about, result.found)
    screen.print(table)
    for todo, about in _todos(ordered).items():
        print_text(screen, f"{', '.join(about)}: {todo}", hanging="  ")
    print_text(screen, SUMMARY[worst], style="bold")


def _todos(results: Iterable[CheckResult]) -> dict[str, list[str]]:
    """Group the subjects by what to do: on a new home, it is the same for all sources."""
    todos: dict[str, list[str]] = {}
    for result in results:
        if result.todo:
            todos.setdefault(result.todo, []).append(result.about)
    return todos
