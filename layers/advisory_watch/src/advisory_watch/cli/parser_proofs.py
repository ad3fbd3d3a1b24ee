"""The argument parser of the commands about evidence."""

from argparse import ArgumentParser, RawDescriptionHelpFormatter, _SubParsersAction

from advisory_watch.cli import export, seal, verify
from advisory_watch.cli.parser_stack import add_stack

STATUSES = """\
exit status: 0 all holds, 1 something does not hold, 2 a wrong command,
  3 all holds, but today's rules read a page differently
"""


def add_proof_commands(commands: "_SubParsersAction[ArgumentParser]") -> None:
    """Add the commands that verify, sign and export the evidence."""
    _verify(commands)
    _seal(commands)
    _export(commands)


def _verify(commands: "_SubParsersAction[ArgumentParser]") -> None:
    command = commands.add_parser(
        "verify",
        help="does the evidence hold: pages, versions, alerts, manifests?",
        epilog=STATUSES,
        formatter_class=RawDescriptionHelpFormatter,
    )
    command.add_argument("what", nargs="?", metavar="ALERT|DEST", help="its id, or a destination")
    command.add_argument("--all", action="store_true", help="everything there is")
    command.add_argument("--key", metavar="SHA256", help="the key that must have signed")
    _add_places(command)
    command.set_defaults(run=verify.run)


def _seal(commands: "_SubParsersAction[ArgumentParser]") -> None:
    command = commands.add_parser(
        "seal",
        help="sign how every record ends, with the key of this home",
        epilog="once a day, and only where a version is new; `check` does it for its own home",
    )
    _add_places(command)
    command.set_defaults(run=seal.run)


def _export(commands: "_SubParsersAction[ArgumentParser]") -> None:
    command = commands.add_parser(
        "export", help="one alert with all its evidence, for somebody who has none of our programs"
    )
    command.add_argument("alert", metavar="ALERT", help="its id, as the email ends with")
    command.add_argument("--out", required=True, metavar="DIR", help="a new folder")
    _add_places(command)
    command.set_defaults(run=export.run)


def _add_places(command: ArgumentParser) -> None:
    command.add_argument("--home", metavar="DIR", help="folder of ledger and archive")
    add_stack(command, None)
