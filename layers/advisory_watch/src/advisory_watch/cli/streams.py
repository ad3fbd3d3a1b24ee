"""The standard streams: every text can be printed, whatever the encoding of the terminal.

A serial console, cron or a redirected file may know ASCII or one code page only. Letters outside it
are printed in their plain form, without accents; JSON escapes them, so that programs lose nothing.
"""

import codecs
import json
import sys
from contextlib import suppress
from io import TextIOWrapper
from unicodedata import category

from advisory_watch.core.text import DIRECTION_MARKS, to_ascii, without_marks

PLAIN_FORM = "advisory-watch-plain-form"
"""The name of our error handler of `codecs`."""

CHOSEN = frozenset({"backslashreplace", "ignore", "namereplace", "replace", "xmlcharrefreplace"})
"""Handlers that a user may choose with `PYTHONIOENCODING=ascii:replace`; none of them raises."""

LONE_SURROGATE = "Cs"
"""The Unicode category of a byte of a path that is no text, as Python has it."""


def prepare_streams() -> None:
    """Make the standard output and the standard error print any text without an error."""
    codecs.register_error(PLAIN_FORM, _plain_form)
    if isinstance(sys.stdout, TextIOWrapper) and sys.stdout.errors not in CHOSEN:
        sys.stdout.reconfigure(errors=PLAIN_FORM)
    if isinstance(sys.stderr, TextIOWrapper):  # Python ignores a chosen handler here
        sys.stderr.reconfigure(errors=PLAIN_FORM)


def printable(text: str) -> str:
    """Return the text as the standard output prints it, so that its width can be measured.

    Directional marks are removed: a line of a terminal has no isolation.
    """
    text = without_marks(text)
    encoding = _output_encoding()
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return "".join(char if _has(char, encoding) else _plain(char) for char in text)
    return text


def printable_json(line: str) -> str:
    r"""Return a line of JSON that the standard output can print.

    JSON is UTF-8: on an output of another encoding, letters beyond ASCII are escaped (`\u00fc`).
    Directional marks are always escaped: programs lose nothing, and a terminal shows the marks.
    """
    line = DIRECTION_MARKS.sub(lambda mark: json.dumps(mark[0])[1:-1], line)
    try:
        encoded = line.encode(_output_encoding())
    except UnicodeEncodeError:
        encoded = b""
    if encoded == line.encode(errors="replace"):
        return line
    return "".join(char if char.isascii() else json.dumps(char)[1:-1] for char in line)


def complain(text: str) -> None:
    """Print a line on the standard error; if that is closed or full, the exit status has to do."""
    if sys.stderr is not None:
        with suppress(OSError):
            print(f"advisory-watch: {without_marks(text)}", file=sys.stderr, flush=True)


def _output_encoding() -> str:
    return getattr(sys.stdout, "encoding", None) or "utf-8"


def _has(char: str, encoding: str) -> bool:
    try:
        char.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def _plain(char: str) -> str:
    if char.isspace():
        return " "
    return to_ascii(char) if category(char) != LONE_SURROGATE else "?"


def _plain_form(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(map(_plain, error.object[error.start : error.end])), error.end
