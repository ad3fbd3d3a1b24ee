"""The argument parser of the command `cost`."""

from argparse import ArgumentParser, ArgumentTypeError, _SubParsersAction
from pathlib import Path

from advisory_watch.cli import cost
from advisory_watch.costs.template import TEMPLATE


def add_cost_command(commands: "_SubParsersAction[ArgumentParser]") -> None:
    """Add the command; options that are not given are taken from the template."""
    command = commands.add_parser("cost", help="what a month costs in your account, line by line")
    command.add_argument(
        "--template", type=Path, default=TEMPLATE, metavar="FILE", help=f"{TEMPLATE} if none"
    )
    command.add_argument(
        "--sources", metavar="ID,ID", help="only these; `none` for none, those of the template else"
    )
    command.add_argument(
        "--interval", type=_minutes, metavar="MINUTES", help="between two checks of every source"
    )
    command.add_argument(
        "--email", type=_number, default=1, metavar="N", help="how many get emails; 1 if not given"
    )
    command.add_argument(
        "--sms",
        type=_phones,
        action="append",
        default=[],
        metavar="COUNTRY=N",
        help="how many get SMS there: US=2; repeatable",
    )
    command.add_argument(
        "--webhook", type=_number, default=0, metavar="N", help="how many webhooks are told"
    )
    command.add_argument(
        "--changes", type=_number, metavar="N", help="alerts a month; as many as were recorded else"
    )
    command.add_argument("--site", action="store_true", help="with the public site")
    command.add_argument(
        "--parameter",
        type=_parameter,
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="of the template, such as DigestHour=off; repeatable",
    )
    either = command.add_mutually_exclusive_group()
    either.add_argument("--json", action="store_true", help="one JSON object a line")
    either.add_argument("--markdown", action="store_true", help="the table of the README")
    command.set_defaults(run=cost.run)


def _number(text: str) -> int:
    """Parse a count; argparse words the error for a text that is not a number."""
    number = int(text)
    if number < 0:
        raise ArgumentTypeError(f"expected 0 or more, found {number}")
    return number


def _minutes(text: str) -> str:
    """Parse an interval, and write it in the form of the template."""
    number = int(text)
    if number < 1:
        raise ArgumentTypeError(f"expected 1 minute or more, found {number}")
    return f"rate({number} minutes)"


def _phones(text: str) -> tuple[str, int]:
    country, _, number = text.partition("=")
    if not country or not number.isdecimal():
        raise ArgumentTypeError(f"expected COUNTRY=N such as US=2, found {text!r}")
    return country.upper(), int(number)


def _parameter(text: str) -> tuple[str, str]:
    name, is_given, value = text.partition("=")
    if not is_given:
        raise ArgumentTypeError(f"expected NAME=VALUE, found {text!r}")
    return name, value
