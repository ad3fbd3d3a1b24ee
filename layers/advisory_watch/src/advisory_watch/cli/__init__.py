"""The command line: each command is the module of its name, with `add_arguments` and `run`.

The module's name has underscores in place of hyphens.

Exit status 0: all sources were read; 1: some; 2: none, or the command was wrong. A user error gives
a one-sentence message, never a traceback.
"""

import sys
from argparse import ArgumentParser, Namespace, RawDescriptionHelpFormatter
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from typing import Protocol, cast

from advisory_watch import __version__
from advisory_watch.bootstrap.runtime import collect_garbage_rarely
from advisory_watch.cli.streams import complain, prepare_streams
from advisory_watch.core.errors import AdvisoryWatchError, UsageError

COMMANDS = (
    *(
        "check",
        "watch",
        "notify",
        "replay",
        "show",
        "compare",
        "digest",
        "site",
        "serve",
        "sources",
        "departure",
        "demo",
    ),
    *("verify", "seal", "export"),
    *("subscribe", "subscriptions", "unsubscribe", "confirm", "retract", "doctor", "stack", "cost"),
    "read-for",
)
"""The commands in the order of `--help`."""

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

    HELP: str

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the options of the command to its parser."""

    def run(self, given: Namespace) -> int:
        """Carry the command out, and return the exit status."""


def command_parser(arguments: Sequence[str]) -> ArgumentParser:
    """Build the parser, and load only the command that the first argument names, or else all."""
    top = ArgumentParser(
        prog="advisory-watch",
        description="Watch government travel advice, and tell people when it really changes.",
        epilog=EPILOG,
        formatter_class=RawDescriptionHelpFormatter,
    )
    top.add_argument("--version", action="version", version=__version__)
    parsers = top.add_subparsers(required=True, metavar="COMMAND")
    chosen = [name for name in arguments[:1] if name in COMMANDS] or COMMANDS
    for name in COMMANDS:
        if name not in chosen:
            parsers.add_parser(name)
            continue
        command = cast("Command", import_module(f"advisory_watch.cli.{name.replace('-', '_')}"))
        parser = parsers.add_parser(name, help=command.HELP)
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
