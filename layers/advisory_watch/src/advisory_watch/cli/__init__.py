"""The command line: `advisory-watch check | replay | show | compare | sources | demo`.

Exit status 0: all sources were read; 1: some; 2: none, or the command was wrong.
A user's mistake gets a sentence, never a traceback.
"""

import sys
from collections.abc import Sequence
from contextlib import suppress

from advisory_watch.cli.parser import parser
from advisory_watch.core.errors import AdvisoryWatchError

WRONG = 2
"""The exit status for a command that cannot be carried out."""

STOPPED = 130
"""The exit status of a program ended from the keyboard: 128 and the number of SIGINT."""

UNREAD = 141
"""The exit status where the reader had enough, as `head` has: 128 and the number of SIGPIPE."""


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
            sys.stdout.close()  # or the interpreter would write what is left, and complain
        return UNREAD
    except OSError as error:  # a full disk behind `>`, most of the time
        print(f"advisory-watch: expected to read and write, found: {error}", file=sys.stderr)
        with suppress(OSError):
            sys.stdout.close()
        return WRONG
    return status
