"""The command line: each command is the module of its name, with `add_arguments` and `run`.

The module's name has underscores in place of hyphens.

Exit status 0: all sources were read; 1: some; 2: none, or the command was wrong. A user error gives
a one-sentence message, never a traceback.
"""

import sys
from argparse import ArgumentParser, Namespace, RawDescriptionHelpFormatter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from importlib import import_module
from typing import Protocol, cast

from advisory_watch import __version__
from advisory_watch.bootstrap.runtime import collect_garbage_rarely
from advisory_watch.cli.streams import complain, prepare_streams
from advisory_watch.core.errors import AdvisoryWatchError, UsageError

COMMANDS: Mapping[str, str] = {
    "check": "read the sources once, and say what changed",
    "watch": "keep watching, and send messages to the channels of notify.toml",
    "notify": "list the channels of notify.toml, or test them",
    "replay": "judge captures, each at its own time",
    "show": "what every government says of a destination, and since when",
    "compare": "where governments differ",
    "digest": "what changed in a day, and how well every source is seen",
    "site": "print what is known as pages for a browser",
    "serve": "show the site to a browser on this machine",
    "sources": "who is read, through which doors",
    "departure": "who is told to leave: departure advice of texts on standard input",
    "demo": "a small invented world, from page to SMS",
    "verify": "does the evidence hold: pages, versions, alerts, manifests?",
    "seal": "sign how every record ends, with the key of this home",
    "export": "one alert with all its evidence, for somebody who has none of our programs",
    "subscribe": "subscribe people to alerts, on a deployed stack",
    "subscriptions": "who is told what, on a deployed stack",
    "unsubscribe": "tell somebody no more",
    "confirm": "confirm a subscription, so that no link in an email can end it",
    "retract": "take back an alert that was wrong, at this home or on a deployed stack",
    "doctor": "is all well, at this home or on a deployed stack?",
    "stack": "stop, start or run a deployed stack; show its names and dead letters",
    "cost": "what a month costs in your account, line by line",
    "read-for": "read sources here for a stack elsewhere that publishers refuse",
}
"""The commands in the order of `--help`, and what it says of them."""

EPILOG = """\
settings: ADVISORY_WATCH_HOME, ADVISORY_WATCH_CONTACT, ADVISORY_WATCH_TIMEOUT_S,
  ADVISORY_WATCH_DOOR_<SOURCE>_<DOOR>
exit status: 0 all sources read, 1 some, 2 none or a wrong command
"""

WRONG = 2
"""Exit status of a command that cannot be carried out."""

STOPPED = 130
"""Exit status of a program interrupted from the keyboard: 128 plus the number of SIGINT."""

UNREAD = 141
"""Exit status if the reader closed the pipe, as `head` does: 128 plus the number of SIGPIPE."""


class Command(Protocol):
    """The module of a command."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the options of the command to its parser."""

    def run(self, given: Namespace) -> int:
        """Carry the command out, and return the exit status."""


def command_parser(arguments: Sequence[str]) -> ArgumentParser:
    """Build the parser, and load only the command that the first argument names."""
    top = ArgumentParser(
        prog="advisory-watch",
        description="Watch government travel advice, and tell people when it really changes.",
        epilog=EPILOG,
        formatter_class=RawDescriptionHelpFormatter,
    )
    top.add_argument("--version", action="version", version=__version__)
    parsers = top.add_subparsers(required=True, metavar="COMMAND")
    for name, summary in COMMANDS.items():
        parser = parsers.add_parser(name, help=summary)
        if name in arguments[:1]:
            command = cast("Command", import_module(f"advisory_watch.cli.{name.replace('-', '_')}"))
            command.add_arguments(parser)
            parser.set_defaults(run=command.run)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    arguments = sys.argv[1:] if arguments is None else arguments
    if sys.stdout is None:
        complain("expected an open standard output, found none")
        return WRONG
    prepare_streams()
    collect_garbage_rarely()
    try:
        _require_known(arguments[:1])
        given = command_parser(arguments).parse_args(arguments)
        status: int = given.run(given)
        sys.stdout.flush()
    except AdvisoryWatchError as error:
        complain(str(error))
        return WRONG
    except KeyboardInterrupt:
        return STOPPED
    except BrokenPipeError:
        with suppress(BrokenPipeError):
            sys.stdout.close()  # else the interpreter flushes at exit, and complains
        return UNREAD
    except OSError as error:  # usually a full disk behind `>`
        complain(f"expected to read and write, found: {error}")
        with suppress(OSError):
            sys.stdout.close()
        return WRONG
    return status


def _require_known(first: Sequence[str]) -> None:
    """Raise `UsageError` for an unknown command, with all of them; options are left to argparse."""
    if not first or first[0].startswith("-") or first[0] in COMMANDS:
        return
    from advisory_watch.core.text import closest_to  # noqa: PLC0415 - after a typing error only

    close = closest_to(first[0], COMMANDS)
    hint = f"; did you mean `{close}`?" if close else ""
    raise UsageError(f"expected a command out of {', '.join(COMMANDS)}; found {first[0]!r}{hint}")
