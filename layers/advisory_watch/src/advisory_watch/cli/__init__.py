"""The command line: `advisory-watch check | replay | show | sources | demo`.

Exit status 0: all sources were read; 1: some; 2: none, or the command was wrong.
A user's mistake gets a sentence, never a traceback.
"""

import sys
from collections.abc import Sequence

from advisory_watch.cli.parser import parser
from advisory_watch.core.errors import AdvisoryWatchError

WRONG = 2
"""The exit status for a command that cannot be carried out."""

STOPPED = 130
"""The exit status of a program ended from the keyboard: 128 and the number of SIGINT."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    given = parser().parse_args(arguments)
    try:
        status: int = given.run(given)
        sys.stdout.flush()
    except AdvisoryWatchError as error:
        print(f"advisory-watch: {error}", file=sys.stderr)
        return WRONG
    except KeyboardInterrupt:
        return STOPPED
    except BrokenPipeError:
        sys.stderr.close()
        return STOPPED
    return status
