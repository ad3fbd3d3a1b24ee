"""Every test that SECURITY.md names as proof of a defence exists."""

import re

import pytest

from support.aws.template import ROOT

TEXT = (ROOT / "SECURITY.md").read_text()
HELD_BY = sorted(set(re.findall(r"`((?:tests|requirements)[\w/.]*)`", TEXT)))


@pytest.mark.parametrize("path", HELD_BY)
def test_every_named_test_exists(path: str) -> None:
    """A defence whose test was removed is no longer tested."""
    assert (ROOT / path).exists()


def test_every_threat_names_a_test_of_its_defence() -> None:
    """A defence without a test is only a hope."""
    _, _, table = TEXT.partition("| held by |\n")
    rows = [line for line in table.splitlines()[1:] if line.startswith("|")]
    assert len(rows) > 10
    assert [row for row in rows if "`" not in row.rsplit("|", 2)[1]] == []
