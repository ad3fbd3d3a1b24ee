"""The argument parser of the commands for a deployed stack."""

from argparse import ArgumentParser, _SubParsersAction

from advisory_watch.cli import doctor, retract, subscribe, subscriptions
from advisory_watch.core.subscription import Protocol

STACK = "advisory-watch"
"""The default name of the stack in `sam deploy`."""


def add_stack_commands(commands: "_SubParsersAction[ArgumentParser]") -> None:
    """Add the commands for subscribers, and those that also work on a home folder."""
    _subscribe(commands)
    _subscriptions(commands)
    _unsubscribe(commands)
    _retract(commands)
    _doctor(commands)


def _subscribe(commands: "_SubParsersAction[ArgumentParser]") -> None:
    command = commands.add_parser("subscribe", help="tell somebody, on a deployed stack")
    command.add_argument("protocol", choices=[choice.value for choice in Protocol])
    command.add_argument("endpoint", metavar="ENDPOINT", help="address, +number, queue ARN or URL")
    command.add_argument(
        "--destination", action="append", default=[], metavar="DEST", help="only these; repeatable"
    )
    command.add_argument(
        "--source", action="append", default=[], metavar="ID", help="only these; repeatable"
    )
    command.add_argument(
        "--min-severity", type=int, metavar="1-4", help="that or graver, before or after"
    )
    command.add_argument("--urgent-only", action="store_true", help="only what asks to act now")
    command.add_argument("--digest", action="store_true", help="the daily message, too (email)")
    add_stack(command, STACK)
    command.set_defaults(run=subscribe.run)


def _subscriptions(commands: "_SubParsersAction[ArgumentParser]") -> None:
    command = commands.add_parser("subscriptions", help="who is told what, on a deployed stack")
    command.add_argument("--show-addresses", action="store_true", help="do not mask them")
    add_stack(command, STACK)
    command.set_defaults(run=subscriptions.run)


def _unsubscribe(commands: "_SubParsersAction[ArgumentParser]") -> None:
    command = commands.add_parser("unsubscribe", help="tell somebody no more")
    command.add_argument("endpoint", metavar="ENDPOINT|ARN", help="as `subscriptions` lists it")
    add_stack(command, STACK)
    command.set_defaults(run=subscribe.unsubscribe)


def _retract(commands: "_SubParsersAction[ArgumentParser]") -> None:
    command = commands.add_parser(
        "retract",
        help="take back an alert that was wrong, at this home or on a deployed stack",
        epilog="on a stack the correction is owed, and the stack sends it",
    )
    command.add_argument("alert", metavar="ALERT", help="its id, as the email ends with")
    command.add_argument("--reason", required=True, metavar="TEXT", help="what people are told")
    command.add_argument("--home", metavar="DIR", help="folder of ledger and archive")
    add_stack(command, None)
    command.set_defaults(run=retract.run)


def _doctor(commands: "_SubParsersAction[ArgumentParser]") -> None:
    command = commands.add_parser(
        "doctor",
        help="is all well, at this home or on a deployed stack?",
        epilog="exit status: 0 all is well, 1 something to look at, 2 something does not work",
    )
    command.add_argument("--home", metavar="DIR", help="folder of ledger and archive")
    add_stack(command, None)
    command.set_defaults(run=doctor.run)


def add_stack(command: ArgumentParser, default: str | None) -> None:
    """Add the options that name a stack; without a default, no `--stack` means the home folder."""
    usual = f"; {default} if none" if default else "; this machine's home if none"
    command.add_argument("--stack", default=default, metavar="NAME", help=f"deployed stack{usual}")
    command.add_argument("--profile", metavar="NAME", help="profile of the AWS configuration")
    command.add_argument("--region", metavar="NAME", help="AWS region")
    command.add_argument("--json", action="store_true", help="one JSON object a line")
