"""Each limit that `docs/reliability.md` states has its value in the code, and a test."""

import re
from dataclasses import MISSING
from importlib import import_module
from typing import Any

import pytest

from support.aws.template import ROOT

DOCUMENT = (ROOT / "docs" / "reliability.md").read_text()
SECTION = DOCUMENT.partition("### Limits\n")[2].partition("\n### ")[0]
ROWS = [
    tuple(cell.strip() for cell in line.strip("|").split("|"))
    for line in SECTION.splitlines()
    if line.startswith("| ") and "`test_" in line
]
WITH_VALUE = [row for row in ROWS if re.fullmatch(r"[0-9,]+", row[1])]
TESTS = frozenset(
    name
    for path in (ROOT / "tests").rglob("test_*.py")
    for name in re.findall(r"^def (test_\w+)", path.read_text(), re.MULTILINE)
)


def value_of(name: str) -> Any:
    """Return a constant, or the default of a field, by its path below the package."""
    module, _, constant = name.rpartition(".")
    if module.endswith("Limits"):
        module, _, owner = module.rpartition(".")
        found = getattr(import_module(f"advisory_watch.{module}"), owner)
        default = found.__dataclass_fields__[constant].default
        assert default is not MISSING
        return default
    return getattr(import_module(f"advisory_watch.{module}"), constant)


def test_the_table_is_found() -> None:
    """An empty table would pass all other tests."""
    assert len(WITH_VALUE) >= 9


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_a_stated_limit_has_a_test(row: tuple[str, ...]) -> None:
    """A limit that no test enforces is only a hope."""
    assert row[3].strip("`") in TESTS


@pytest.mark.parametrize("row", WITH_VALUE, ids=[row[0] for row in WITH_VALUE])
def test_a_stated_value_is_the_one_in_the_code(row: tuple[str, ...]) -> None:
    """A reader plans with these values."""
    assert value_of(row[2].strip("`")) == int(row[1].replace(",", ""))
