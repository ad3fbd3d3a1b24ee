"""Characters that command a terminal are not words of a publisher."""

import pytest

from advisory_watch.parsing.letters import visible
from advisory_watch.parsing.members import text_in
from advisory_watch.parsing.prose import prose_of


@pytest.mark.parametrize("control", ["\0", "\x07", "\x08", "\x1b", "\x7f", "\x90", "\x9b", "\x9d"])
def test_a_control_character_is_shown_and_not_obeyed(control: str) -> None:
    """`Level 4` that wipes itself off the screen of whoever asks is not told."""
    assert visible(f"Level{control} 4") == "Level\N{REPLACEMENT CHARACTER} 4"
    assert text_in({"level": f"Level{control} 4"}, "level") == "Level\N{REPLACEMENT CHARACTER} 4"
    assert prose_of("<p>Level&#27; 4") == "Level\N{REPLACEMENT CHARACTER} 4"


def test_letters_and_white_space_of_any_kind_stay() -> None:
    """What a publisher says is shown as it is."""
    text = "Côte d’Ivoire\u00a0– الكويت\t🇰🇼\r\nنعم\u2028x"
    assert visible(text) == text
