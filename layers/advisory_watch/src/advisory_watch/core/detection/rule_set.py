"""The version of the rule set of a source, so that results of other rules are recognised.

It is a hash of source files, so that every change of them has pages judged again, silently.
"""

import re
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path

PACKAGE = Path(__file__).parents[2]

JUDGING = (
    "core/*.py",
    "core/departure/*.py",
    "core/destinations/*.*",
    "core/detection/*.py",
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
    digest = sha256()
    for file in judging_files(source_id, package):
        digest.update(file.relative_to(package).as_posix().encode())
        digest.update(PROSE.sub(rb"\1", file.read_bytes()))
    return int.from_bytes(digest.digest()[:HASH_BYTES], "big")


def judging_files(source_id: str, package: Path = PACKAGE) -> Iterator[Path]:
    """Yield the files that judge a source, always in the same order."""
    for pattern in (*JUDGING, f"sources/{source_id}.py", f"sources/{source_id}/*.py"):
        yield from sorted(package.glob(pattern))
