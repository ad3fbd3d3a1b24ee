"""Patterns that are compiled when they are first used."""

import re
import runpy
from pathlib import Path

import pytest

from advisory_watch import core, parsing, sources
from advisory_watch.core.lazy_pattern import lazy_pattern

FILES = sorted(
    file
    for package in (core, parsing, sources)
    for file in Path(package.__path__[0]).rglob("*.py")
    if "lazy_pattern(" in file.read_text() and file.name != "lazy_pattern.py"
)


def test_a_lazy_pattern_does_what_the_compiled_one_does() -> None:
    """Its flags count, and so do its groups."""
    lazy, compiled = (make("(?P<x>A+)b", re.IGNORECASE) for make in (lazy_pattern, re.compile))
    assert lazy.pattern == compiled.pattern
    assert lazy.flags == compiled.flags
    assert lazy.sub("-", "xaaBx") == compiled.sub("-", "xaaBx") == "x-x"
    found = lazy.search("xaaBx")
    assert found is not None
    assert found["x"] == "aa"
    assert lazy.search == lazy.search


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_lazy_pattern_compiles(file: Path) -> None:
    """Its error would otherwise be raised within a check."""
    stated = {type(lazy_pattern(""))}
    values = runpy.run_path(str(file)).values()
    listed = [
        value
        for held in values
        for value in (held if isinstance(held, tuple) else (held,))
        if type(value) in stated
    ]
    assert listed
    assert all(pattern.groups >= 0 for pattern in listed)
