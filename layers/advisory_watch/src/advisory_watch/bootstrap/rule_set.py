"""The version of the rule set of a source, so that results of other rules are recognised.

It is a hash of source files, so that every change of them has pages judged again, silently.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path

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

PROSE = re.compile(
    rb'^[ \t]*(?:#.*|r?"""(?s:.*?)""")?[ \t]*\n'  # a blank line, a comment or a docstring
    rb'|("""(?s:.*?)""")',  # a string that the code uses, which is kept
    re.MULTILINE,
)
"""Prose is left out: after a correction of it, no page is judged again."""


@cache
def rule_set_version(source_id: str, package: Path = PACKAGE) -> int:
    """Return the version of the rules, thresholds, tables and parser that judge a source."""
    digest = sha256(_read_program(JUDGING, package))
    digest.update(_read_program(_patterns_of(source_id), package))
    return int.from_bytes(digest.digest()[:HASH_BYTES], "big")


def judging_files(source_id: str, package: Path = PACKAGE) -> Iterator[Path]:
    """Yield the files that judge a source, always in the same order."""
    yield from _matching((*JUDGING, *_patterns_of(source_id)), package)


def _patterns_of(source_id: str) -> tuple[str, ...]:
    return f"sources/{source_id}.py", f"sources/{source_id}/*.py"


@cache  # all sources share most of the files
def _read_program(patterns: tuple[str, ...], package: Path) -> bytes:
    return b"".join(
        file.relative_to(package).as_posix().encode() + PROSE.sub(rb"\1", file.read_bytes())
        for file in _matching(patterns, package)
    )


def _matching(patterns: Iterable[str], package: Path) -> Iterator[Path]:
    for pattern in patterns:
        yield from sorted(package.glob(pattern))
