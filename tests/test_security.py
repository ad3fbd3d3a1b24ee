"""SECURITY.md promises what a test holds: each test that it names is there."""

import re

import pytest

from template import ROOT

TEXT = (ROOT / "SECURITY.md").read_text()
HELD_BY = sorted(set(re.findall(r"`((?:tests|requirements)[\w/.]*)`", TEXT)))


@pytest.mark.parametrize("path", HELD_BY)
def test_what_holds_a_promise_is_there(path: str) -> None:
    """A defence that names a test of old is one that nobody holds any more."""
    assert (ROOT / path).exists()


def test_every_threat_has_something_that_holds_its_defence() -> None:
    """A defence without a test is a hope."""
    _, _, table = TEXT.partition("| held by |\n")
    rows = [line for line in table.splitlines()[1:] if line.startswith("|")]
    assert len(rows) > 10
    assert [row for row in rows if "`" not in row.rsplit("|", 2)[1]] == []
