"""`sources`: who is read, and how their words map."""

import pytest

from advisory_watch.sources.register import SOURCES
from terminal import Terminal


def test_words_and_their_steps_are_told_to_programs(terminal: Terminal) -> None:
    """A filter built on a severity must know which words it stands for."""
    lines = {each["source"]: each for each in terminal.run("sources", "--json").lines}
    german = lines["de_aa"]["levels"]
    assert german[0] == {
        "words": "Reise- und Sicherheitshinweise",
        "severity": 1,
        "is_partial": False,
    }
    assert {"words": "Teilreisewarnung", "severity": 4, "is_partial": True} in german
    assert lines["us_state"]["scale"].startswith("Level 1: Exercise Normal Precautions; Level 2")
    assert list(lines) == list(SOURCES)


def test_words_and_their_steps_are_told_to_people(terminal: Terminal) -> None:
    """Whose claim a mapping is belongs beside it."""
    shown = " ".join(terminal.run("sources", "de_aa").out.split())
    assert "(1 document)" in shown
    assert "Teilreisewarnung → do not travel, for parts" in shown
    assert "mapped by: the API description" in shown
    assert "us_state" not in shown


def test_the_document_is_about_the_real_doors(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A mirror on somebody's laptop is nobody's source."""
    monkeypatch.setenv("ADVISORY_WATCH_DOOR_US_STATE_RSS", "http://mirror.example/feed.xml")
    printed = terminal.run("sources", "--markdown").out
    assert "mirror.example" not in printed
    assert "https://travel.state.gov/_res/rss/TAsTWs.xml" in printed
