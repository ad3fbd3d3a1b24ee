"""The simulation can fail: every mistake that was planted is found within the fixed seeds."""

import pytest

from simulation.__main__ import caught
from simulation.planted import PLANTED
from simulation.play import play
from simulation.shrink import shrunken
from simulation.teller import story_of
from template import ROOT

RELIABILITY = ROOT / "docs" / "reliability.md"


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_mistake_is_found(name: str) -> None:
    """As docs/reliability.md says: by that invariant, with that seed first."""
    catch = caught(name)
    assert catch is not None
    assert catch.row in RELIABILITY.read_text().splitlines()


def test_a_failing_story_is_told_in_short() -> None:
    """Of thirty steps a person sees no cause; of three, at once."""
    house = PLANTED["mark before send"]
    story = story_of(0)
    violation = play(story, house).violation
    assert violation is not None
    short = shrunken(story, violation, house)
    again = play(short, house).violation
    assert again is not None
    assert again.invariant == violation.invariant
    assert len(short.lines) <= 5 < len(story.lines)
