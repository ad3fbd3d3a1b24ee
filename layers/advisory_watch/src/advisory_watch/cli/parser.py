"""The argument parser of the command line."""

from argparse import (
    ArgumentParser,
    ArgumentTypeError,
    RawDescriptionHelpFormatter,
    _SubParsersAction,
)
from pathlib import Path

from advisory_watch import __version__
from advisory_watch.cli import check, compare, demo, digest, replay, serve, show, site, sources
from advisory_watch.cli.parser_cost import add_cost_command
from advisory_watch.cli.parser_proofs import add_proof_commands
from advisory_watch.cli.parser_stack import add_stack_commands

PORT_MAX = 65535

EPILOG = """\
settings: ADVISORY_WATCH_HOME, ADVISORY_WATCH_CONTACT, ADVISORY_WATCH_TIMEOUT_S,
  ADVISORY_WATCH_DOOR_<SOURCE>_<DOOR>
exit status: 0 all sources read, 1 some, 2 none or a wrong command
"""


def parser() -> ArgumentParser:
    """Build the parser; every command leaves its function in `run`."""
    top = ArgumentParser(
        prog="advisory-watch",
        description="Watch government travel advice, and tell people when it really changes.",
        epilog=EPILOG,
        formatter_class=RawDescriptionHelpFormatter,
    )
    top.add_argument("--version", action="version", version=__version__)
    commands = top.add_subparsers(required=True, metavar="COMMAND")
    _check(commands)
    _replay(commands)
    _show(commands)
    _compare(commands)
    _digest(commands)
    _site(commands)
    _serve(commands)
    _sources(commands)
    _demo(commands)
    add_proof_commands(commands)
    add_stack_commands(commands)
    add_cost_command(commands)
    return top


def _check(commands: "_SubParsersAction[ArgumentParser]") -> None:
    command = commands.add_parser("check", help="read the sources once, and say what changed")
    command.add_argument("sources", nargs="*", metavar="SOURCE", help="which ones; all if none")
    command.add_argument(
        "--budget", type=int, metavar="SECONDS", help="begin no page after that; read all if none"
    )
    _add_home(command)
    either = command.add_mutually_exclusive_group()  # a program must never receive invented data
    either.add_argument("--json", action="store_true", help="one JSON object a line")
    either.add_argument(
        "--demo-if-unreachable",
        action="store_true",
        help="play the demonstration where no source could be read; status 0 then",
    )
    command.set_defaults(run=check.run)


def _replay(commands: "_SubParsersAction[ArgumentParser]") -> None:
    command = commands.add_parser("replay", help="judge captures, each at its own time")
    command.add_argument("files", nargs="+", type=Path, metavar="WARC")
    command.add_argument("--source", metavar="ID", help="only this source")
    command.add_argument(
        "--explain", metavar="DEST", help="print every verdict on a destination, with its rule"
    )
    command.add_argument(
        "--jobs", type=int, default=1, metavar="N", help="processes; a source is one's alone (1)"
    )
    command.add_argument("--home", metavar="DIR", help="keep ledger and archive; else forgotten")
    _add_json(command)
    command.set_defaults(run=replay.run)


def _show(commands: "_SubParsersAction[ArgumentParser]") -> None:
    command = commands.add_parser(
        "show", help="what every government says of a destination, and since when"
    )
    command.add_argument("destination", metavar="DEST", help="an ISO code (KW) or a name (Kuwait)")
    _add_home(command)
    _add_json(command)
    command.set_defaults(run=show.run)


def _compare(commands: "_SubParsersAction[ArgumentParser]") -> None:
    command = commands.add_parser("compare", help="where governments differ, as JSON lines")
    command.add_argument("destinations", nargs="*", metavar="DEST", help="all if none")
    command.add_argument(
        "--differing", action="store_true", help="only where they are two steps or more apart"
    )
    _add_home(command)
    _add_json(command)
    command.set_defaults(run=compare.run)


def _digest(commands: "_SubParsersAction[ArgumentParser]") -> None:
    command = commands.add_parser(
        "digest", help="what changed in a day, and how well every source is seen"
    )
    _add_home(command)
    _add_json(command)
    command.set_defaults(run=digest.run)


def _site(commands: "_SubParsersAction[ArgumentParser]") -> None:
    command = commands.add_parser("site", help="print what is known as pages for a browser")
    _add_home(command)
    command.add_argument("--out", metavar="DIR", help="where to; the home's folder `site` if none")
    command.set_defaults(run=site.run)


def _serve(commands: "_SubParsersAction[ArgumentParser]") -> None:
    command = commands.add_parser("serve", help="show the site to a browser on this machine")
    _add_home(command)
    command.add_argument("--port", type=_port, default=8321, metavar="N", help="8321 if none")
    command.set_defaults(run=serve.run)


def _port(text: str) -> int:
    """Parse a port number; 0 takes any free port."""
    number = int(text)
    if not 0 <= number <= PORT_MAX:
        raise ArgumentTypeError(f"expected 0 to {PORT_MAX}, found {number}")
    return number


def _sources(commands: "_SubParsersAction[ArgumentParser]") -> None:
    command = commands.add_parser("sources", help="who is read, through which doors")
    command.add_argument("sources", nargs="*", metavar="SOURCE", help="which ones; all if none")
    either = command.add_mutually_exclusive_group()
    either.add_argument("--live", action="store_true", help="read every door once, record nothing")
    either.add_argument("--markdown", action="store_true", help="print docs/sources.md")
    command.add_argument(
        "--documents",
        type=_at_least_one,
        default=3,
        metavar="N",
        help="with --live: how many documents of an index, for each host",
    )
    _add_json(command)
    command.set_defaults(run=sources.run)


def _demo(commands: "_SubParsersAction[ArgumentParser]") -> None:
    command = commands.add_parser("demo", help="a small invented world, from page to SMS")
    _add_json(command)
    command.set_defaults(run=demo.run)


def _at_least_one(text: str) -> int:
    """Parse a number of documents; argparse words the error."""
    number = int(text)
    if number < 1:
        raise ArgumentTypeError(f"expected 1 or more, found {number}")
    return number


def _add_home(command: ArgumentParser) -> None:
    command.add_argument("--home", metavar="DIR", help="folder of ledger and archive")


def _add_json(command: ArgumentParser) -> None:
    command.add_argument("--json", action="store_true", help="one JSON object a line")
