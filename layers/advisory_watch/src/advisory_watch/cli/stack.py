"""`advisory-watch stack`: stop, start and run a deployed stack, and look at its dead letters."""

from argparse import ArgumentParser, Namespace

from advisory_watch.cli.options import add_account, stack_of
from advisory_watch.cli.output_json import print_json
from advisory_watch.cli.output_table import console, print_text
from advisory_watch.core.errors import UsageError
from advisory_watch.core.text import closest_to
from advisory_watch.sources import SOURCES

TASKS = ("all", "notify", "digest", "seal", "site")
ACTIONS = {
    "stop": "disable all schedules: nothing runs by itself until `start`",
    "start": "enable the schedules that `stop` disabled",
    "run": "run a source, or all, notify, digest, seal, site, without waiting for the end",
    "names": "print the name or address of each part, or of one",
    "letters": "show the events that failed for good; --delete empties their queues",
}
UNKNOWN = 2


def add_arguments(parser: ArgumentParser) -> None:
    """Add one parser for each action."""
    actions = parser.add_subparsers(required=True, metavar="ACTION", dest="action")
    for action, words in ACTIONS.items():
        own = actions.add_parser(action, help=words, description=words)
        own.add_argument("stack", metavar="STACK", help="name of the stack")
        if action == "run":
            own.add_argument(
                "what", metavar="SOURCE", help=f"id of a source, or {', '.join(TASKS)}"
            )
        if action == "names":
            own.add_argument("what", metavar="NAME", nargs="?", help="output or logical id")
        if action == "letters":
            own.add_argument("--delete", action="store_true", help="delete all dead letters")
        add_account(own)


def run(given: Namespace) -> int:
    """Carry out one action."""
    if given.action == "run":
        _require_task(given.what)
    actions = {"stop": _stop, "start": _start, "run": _run, "names": _names, "letters": _letters}
    return actions[given.action](given)


def _stop(given: Namespace) -> int:
    stopped = stack_of(given).control().stop()
    if given.json:
        print_json(done="stopped", schedules=stopped)
        return 0
    screen = console()
    print_text(screen, f"{len(stopped)} schedules are stopped. Nothing runs by itself now.")
    print_text(screen, "Alerts that are decided already still go out. Alarms will ring.")
    print_text(screen, f"To start again: advisory-watch stack start {given.stack}")
    return 0


def _start(given: Namespace) -> int:
    started = stack_of(given).control().start()
    if given.json:
        print_json(done="started", schedules=started)
        return 0
    print_text(console(), f"{len(started)} schedules are started: {', '.join(started) or 'none'}.")
    return 0


def _run(given: Namespace) -> int:
    function = stack_of(given).control().run(given.what)
    if given.json:
        print_json(done="started", what=given.what, function=function)
        return 0
    screen = console()
    print_text(screen, f"{given.what}: a run of {function} is started, once.")
    print_text(screen, f"Its result: advisory-watch doctor --stack {given.stack}")
    return 0


def _require_task(what: str) -> None:
    known = (*SOURCES, *TASKS)
    if what not in known:
        close = closest_to(what, known)
        hint = f"; did you mean {close}?" if close else ""
        raise UsageError(f"stack run: expected {', '.join(known)}; found {what!r}{hint}")


def _names(given: Namespace) -> int:
    names = stack_of(given).control().names()
    if given.what is not None:
        if given.what not in names:
            close = closest_to(given.what, names)
            hint = f"; did you mean {close}?" if close else ""
            raise UsageError(f"stack names: expected a part of it, found {given.what!r}{hint}")
        names = {given.what: names[given.what]}
    for name, found in sorted(names.items()):
        if given.json:
            print_json(name=name, value=found)
        else:
            print(found if given.what else f"{name} {found}")  # for `$(…)` in a shell
    return 0


def _letters(given: Namespace) -> int:
    control = stack_of(given).control()
    if given.delete:
        queues = control.delete_letters()
        if given.json:
            print_json(done="deleted", queues=queues)
        else:
            print_text(console(), f"Emptied: {', '.join(queues)}.")
        return 0
    letters = tuple(control.letters())
    for letter in letters:
        if given.json:
            print_json(letter)
        else:
            print_text(console(), f"{letter.queue}, {letter.sent_at:%Y-%m-%d %H:%M} UTC")
            print_text(console(), f"  {letter.reason or 'no reason was kept'}")
            print_text(console(), f"  {letter.body}", hanging="  ")
    if not letters and not given.json:
        print_text(console(), "No dead letters.")
    return 0
