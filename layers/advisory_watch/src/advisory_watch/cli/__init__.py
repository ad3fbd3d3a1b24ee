"""The command line: `advisory-watch check | replay | show | compare | sources | demo`.

Exit status 0: all sources were read; 1: some; 2: none, or the command was wrong. A user error gives
a one-sentence message, never a traceback.
"""

import sys
from collections.abc import Sequence
from contextlib import suppress

from advisory_watch.cli.parser import parser
from advisory_watch.core.errors import AdvisoryWatchError

WRONG = 2
"""Exit status of a command that cannot be carried out."""

STOPPED = 130
"""Exit status of a program interrupted from the keyboard: 128 plus the number of SIGINT."""

UNREAD = 141
"""Exit status if the reader closed the pipe, as `head` does: 128 plus the number of SIGPIPE."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    given = parser().parse_args(arguments)
    if sys.stdout is None:
        print("advisory-watch: expected an open standard output, found none", file=sys.stderr)
        return WRONG
    try:
        status: int = given.run(given)
        sys.stdout.flush()
    except AdvisoryWatchError as error:
        print(f"advisory-watch: {error}", file=sys.stderr)
        return WRONG
    except KeyboardInterrupt:
        return STOPPED
    except BrokenPipeError:
        with suppress(BrokenPipeError):
            sys.stdout.close()  # else the interpreter flushes at exit, and complains
        return UNREAD
    except OSError as error:  # usually a full disk behind `>`
        print(f"advisory-watch: expected to read and write, found: {error}", file=sys.stderr)
        with suppress(OSError):
            sys.stdout.close()
        return WRONG
    return status
