"""The registry loads a source when it is needed."""

import subprocess
import sys

import pytest

from advisory_watch.sources import SOURCE_IDS, SOURCES

PROGRAM = """
import sys
from advisory_watch.sources import SOURCE_IDS, SOURCES

assert "uk_fcdo" in SOURCES and "xx" not in SOURCES and len(SOURCES) == len(SOURCE_IDS)
SOURCES["uk_fcdo"]
print(*(name for name in SOURCE_IDS if f"advisory_watch.sources.{name}" in sys.modules))
"""


def test_only_a_source_that_is_looked_up_is_loaded() -> None:
    """A function checks one source at a time, and starts three hundred times a day."""
    ran = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", PROGRAM], capture_output=True, check=True, text=True
    )
    assert ran.stdout.split() == ["uk_fcdo"]


def test_every_source_is_registered_under_its_id() -> None:
    """The ledger has the id, the program looks up the name of the module."""
    assert {name: source.id for name, source in SOURCES.items()} == {id_: id_ for id_ in SOURCE_IDS}


def test_sources_are_listed_in_their_order() -> None:
    """Readers find a source at the same place in every list."""
    ranks = [(source.order, source.id) for source in SOURCES.values()]
    assert ranks == sorted(ranks)


def test_an_unknown_source_is_a_key_error() -> None:
    """As in any mapping; another error could hide a mistake in a module."""
    with pytest.raises(KeyError):
        SOURCES["xx"]
    assert SOURCES.get("xx") is None
