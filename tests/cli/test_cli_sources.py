"""`sources`: the publishers, and how their native levels map to severities."""

import pytest

from advisory_watch.sources import SOURCES
from support.terminal import Terminal


def test_levels_and_severities_are_listed_as_json(terminal: Terminal) -> None:
    """A filter by severity needs to know the native levels behind it."""
    lines = {line["source"]: line for line in terminal.run("sources", "--json").lines}
    german = lines["de_aa"]["levels"]
    assert german[0] == {
        "words": "Reise- und Sicherheitshinweise",
        "severity": 1,
        "is_partial": False,
    }
    assert {"words": "Teilreisewarnung", "severity": 4, "is_partial": True} in german
    assert lines["us_state"]["scale"].startswith("Level 1: Exercise Normal Precautions; Level 2")
    assert list(lines) == list(SOURCES)


def test_levels_and_severities_are_listed_for_people(terminal: Terminal) -> None:
    """The output must name the author of a mapping."""
    shown = " ".join(terminal.run("sources", "de_aa").out.split())
    assert "an index, and the documents" in shown
    assert "Teilreisewarnung → do not travel, for parts" in shown
    assert "mapped by: the glossary" in shown
    assert "us_state" not in shown


def test_the_document_lists_the_real_endpoints(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The mirror of one developer must not appear as the source."""
    monkeypatch.setenv("ADVISORY_WATCH_DOOR_US_STATE_RSS", "http://mirror.example/feed.xml")
    printed = terminal.run("sources", "--markdown").out
    assert "mirror.example" not in printed
    assert "https://travel.state.gov/_res/rss/TAsTWs.xml" in printed
