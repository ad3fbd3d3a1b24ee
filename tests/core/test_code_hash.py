"""The hash of code: what changes it, and what does not."""

import json
import os
import subprocess
import sys
from textwrap import dedent

import pytest

from advisory_watch.core.code_hash import code_hash, hash_definition
from advisory_watch.core.detection.policy import rule_set_version
from advisory_watch.sources import SOURCES

PROGRAM = '''
import re
from dataclasses import dataclass
from enum import Enum
from functools import cache

LEVELS = {"Level 1": 1, "Level 2": 2}
NUMBER = re.compile(r"Level [1-4]")
ROWS = (("KW", "Kuwait"), ("RU", "Russia"))
GRAVE = frozenset({"war", "unrest"})

class Step(Enum):
    FIRST = "first"
    SECOND = "second"

@dataclass(frozen=True)
class Item:
    text: str

    @property
    def words(self):
        return self.text.split()

@cache
def table():
    return {code: name for code, name in ROWS}

def helper(item, limit=3):
    """Count the words."""
    return len(item.words) > limit

def read(page):
    """Read a page."""
    found = Item(page)
    kept = [word for word in found.words if word not in GRAVE]
    if NUMBER.match(page) and helper(found):
        return LEVELS[page], table(), list(Step), kept
    return None
'''


def hash_of(program: str) -> int:
    """Hash the function `read` of a program as if it were a module of the package."""
    names = {"__name__": "advisory_watch.invented"}
    exec(compile(dedent(program), "invented.py", "exec"), names)  # noqa: S102
    return code_hash(names["read"])


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("LEVELS = ", "\n\n# a comment\nLEVELS = "),
        ("Read a page.", "Read one page of the publisher."),
        ("Count the words.", "Tell whether a text is long."),
        ("kept", "others"),
    ],
    ids=["lines and comments", "its docstring", "the docstring of a helper", "a local name"],
)
def test_what_no_page_depends_on_keeps_the_hash(old: str, new: str) -> None:
    """After a correction of prose, two hundred pages must not be read again."""
    assert hash_of(PROGRAM.replace(old, new)) == hash_of(PROGRAM)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"Level 2": 2', '"Level 2": 3'),
        ("Kuwait", "Koweit"),
        ("[1-4]", "[1-5]"),
        ('"unrest"', '"riots"'),
        ("limit=3", "limit=4"),
        ("> limit", ">= limit"),
        ("split()", "splitlines()"),
        ("not in GRAVE", "in GRAVE"),
        (
            '    FIRST = "first"\n    SECOND = "second"',
            '    SECOND = "second"\n    FIRST = "first"',
        ),
        ("and helper", "or helper"),
    ],
    ids=[
        "constant",
        "table",
        "pattern",
        "set",
        "default",
        "helper",
        "property",
        "nested",
        "order",
        "itself",
    ],
)
def test_what_a_page_depends_on_changes_the_hash(old: str, new: str) -> None:
    """Otherwise a page that is read wrongly stays so until its publisher changes it."""
    assert hash_of(PROGRAM.replace(old, new)) != hash_of(PROGRAM)


VERSIONS = """
import json
from advisory_watch.core.detection.policy import rule_set_version
from advisory_watch.sources import SOURCES
versions = [
    rule_set_version(source, endpoint)
    for source in SOURCES.values() for endpoint in source.endpoints
]
print(json.dumps(versions))
"""


@pytest.mark.parametrize("seed", ["1", "2"])
def test_the_hash_is_the_same_in_every_process(seed: str) -> None:
    """Otherwise every check would read every page again."""
    process = subprocess.run(  # noqa: S603, our own program
        [sys.executable, "-c", VERSIONS],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "PYTHONHASHSEED": seed},
        capture_output=True,
        check=True,
    )
    hash_definition.cache_clear()
    assert json.loads(process.stdout) == [
        rule_set_version(source, endpoint)
        for source in SOURCES.values()
        for endpoint in source.endpoints
    ]
