"""The version of the rule set of a source, so that results of other rules are recognised.

It is a hash of source files, so that every change of them has pages judged again, silently.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hashlib import _Hash as Hash

PACKAGE = Path(__file__).parents[1]

JUDGING = (
    "core/*.py",
    "core/departure/*.*",
    "core/destinations/*.*",
    "core/detection/**/*.py",
    "parsing/*.py",
)
"""The files that judge pages of every source."""

HASH_BYTES = 4
"""Enough to tell one version from the next; it is stored once for each document."""

_NO_CODE = re.compile(rb"\n[ \t]*+(?:#.*)?(?=\n)")
"""A blank line, or a comment on a line of its own. `*+` tries no shorter indent: half the time."""

_TURN = Lock()
"""`cache` alone lets the threads of several sources all read the shared files at the same time."""


@cache
def rule_set_version(source_id: str, package: Path = PACKAGE) -> int:
    """Return the version of the rules, thresholds, tables and parser that judge a source."""
    with _TURN:
        digest = _digest_of_all(package).copy()
    digest.update(_read_program(_patterns_of(source_id), package))
    return int.from_bytes(digest.digest()[:HASH_BYTES], "big")


def judging_files(source_id: str, package: Path = PACKAGE) -> Iterator[Path]:
    """Yield the files that judge a source, always in the same order."""
    yield from _matching((*JUDGING, *_patterns_of(source_id)), package)


def _patterns_of(source_id: str) -> tuple[str, ...]:
    return f"sources/{source_id}.py", f"sources/{source_id}/*.py"


@cache  # all sources share most of the files
def _digest_of_all(package: Path) -> "Hash":
    return sha256(_read_program(JUDGING, package))


def _read_program(patterns: tuple[str, ...], package: Path) -> bytes:
    start = len(package.as_posix())
    return b"".join(
        file.as_posix()[start:].encode() + code_of(file.read_bytes())
        for file in _matching(patterns, package)
    )


def _matching(patterns: Iterable[str], package: Path) -> Iterator[Path]:
    for pattern in patterns:
        yield from sorted(package.glob(pattern))


def code_of(text: bytes) -> bytes:
    """Return a source file without prose: after a correction of it, no page is judged again.

    Prose are comments, blank lines and docstrings. A string that the code uses is kept. Splitting
    at the quotes takes a fifth of the time of one pattern for all of it, which every check spends.
    """
    return b"".join(_pieces_of_code((b"\n" + text).split(b'"""')))


def _pieces_of_code(parts: Sequence[bytes]) -> Iterator[bytes]:
    """Yield code without blank lines and comments, and the strings between that are no docstrings.

    A docstring has its lines to itself.
    """
    code: list[bytes] = []
    for at, part in enumerate(parts):
        if at % 2 == 0:
            code.append(part)
            continue
        begins_line = parts[at - 1].rstrip(b" \t").endswith(b"\n")
        ends_line = at + 1 < len(parts) and parts[at + 1].lstrip(b" \t").startswith(b"\n")
        if not (begins_line and ends_line):
            yield _NO_CODE.sub(b"", b"".join(code)) + b'"""%b"""' % part
            code.clear()
    yield _NO_CODE.sub(b"", b"".join(code))
